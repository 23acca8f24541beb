"""What is said is committed once, in one order without holes, and only then acknowledged."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence

import pytest
from bson import ObjectId
from structlog.testing import capture_logs

from documents import Documents
from documents.message_log import MOST_OWED_IN_ROOM, MessageLog
from documents.message_writer import MOST_OF_ROOM
from documents.messages import Message
from documents.room import Standing
from documents.untold import Untold
from sidepro.problems import Conflict, NotFound, Unavailable, Unexpected
from tests.documents.chat import Commands, Pair, assert_whole, pair, process, some_text, stored


@pytest.fixture
async def room(documents: Documents) -> Pair:
    """Give a new room."""
    return await pair(documents)


@pytest.fixture
def commands() -> Commands:
    """Give the commands that the second process sends."""
    return Commands()


@pytest.fixture
async def other(
    documents: Documents, mongo_url: str, database_name: str, commands: Commands
) -> AsyncIterator[Documents]:
    """Give a second process on the same store."""
    async with process(mongo_url, database_name, commands) as other:
        yield other


async def test_a_message_is_stored_when_it_is_acknowledged(documents: Documents, room: Pair) -> None:
    said = await documents.message_log.say(room.room, room.first, "c1", "안녕하세요\n반가워요")

    (kept,) = await stored(documents, room.room)
    assert kept == said
    assert (said.seq, said.sender_seq, said.client_id, said.text) == (1, 1, "c1", "안녕하세요\n반가워요")
    assert (str(said.room_id), str(said.sender_id)) == (room.room, room.first)


async def test_a_message_said_again_is_the_first_one(
    documents: Documents, other: Documents, room: Pair
) -> None:
    first = await documents.message_log.say(room.room, room.first, "c1", "hello")
    await documents.message_log.say(room.room, room.second, "c1", "the same client id of somebody else")

    assert await documents.message_log.say(room.room, room.first, "c1", "hello") == first
    assert await documents.message_log.say(room.room, room.first, "c1", "another text") == first
    assert await other.message_log.say(room.room, room.first, "c1", "hello") == first
    assert [message.seq for message in await stored(documents, room.room)] == [1, 2]


async def test_twins_are_joined(documents: Documents, room: Pair) -> None:
    log = documents.message_log
    async with asyncio.TaskGroup() as group:
        twins = [group.create_task(log.say(room.room, room.first, "c1", f"text {n}")) for n in range(5)]

    assert len({twin.result().id for twin in twins}) == 1
    assert [message.text for message in await stored(documents, room.room)] == ["text 0"]


async def test_a_sender_keeps_their_order_from_the_first_word(documents: Documents) -> None:
    rooms = [await pair(documents) for _ in range(3)]
    async with asyncio.TaskGroup() as group:
        for number in range(2 * MOST_OF_ROOM + 7):
            for room in rooms:
                group.create_task(documents.message_log.say(room.room, room.first, f"c{number}", "x"))
            await asyncio.sleep(0)

    for room in rooms:
        messages = await stored(documents, room.room)
        assert [message.client_id for message in messages] == [f"c{n}" for n in range(2 * MOST_OF_ROOM + 7)]
        assert_whole(messages)


async def test_what_is_said_together_travels_together(
    other: Documents, room: Pair, commands: Commands
) -> None:
    rooms = [room, await pair(other)]
    for each in rooms:
        await other.message_log.say(each.room, each.first, "first", "x")
    commands.sent.clear()

    async with asyncio.TaskGroup() as group:
        for number in range(MOST_OF_ROOM):
            for each in rooms:
                group.create_task(other.message_log.say(each.room, each.second, f"c{number}", "x"))

    assert commands.sent == ["insert"]


async def test_a_cancelled_caller_harms_nobody(documents: Documents, room: Pair) -> None:
    log = documents.message_log
    dying = [asyncio.create_task(log.say(room.room, room.first, f"dying {n}", "x")) for n in range(3)]
    living = [asyncio.create_task(log.say(room.room, room.first, f"dying {n}", "x")) for n in range(1, 3)]
    await asyncio.sleep(0)
    dying[0].cancel()
    dying[1].cancel()

    assert [(await each).client_id for each in living] == ["dying 1", "dying 2"]
    assert (await dying[2]).seq == 3
    assert [message.client_id for message in await stored(documents, room.room)] == [
        "dying 0",
        "dying 1",
        "dying 2",
    ]


async def test_listeners_hear_in_order_before_anyone_is_acknowledged(
    documents: Documents, other: Documents
) -> None:
    rooms = [await pair(documents) for _ in range(4)]
    told: dict[str, list[int]] = {room.room: [] for room in rooms}
    acknowledged: list[str] = []

    def listen(standing: Standing, messages: Sequence[Message]) -> None:
        assert {str(message.sender_id) for message in messages} <= set(standing.members)
        for message in messages:
            assert message.client_id not in acknowledged
            told[str(message.room_id)].append(message.seq)

    async def say(room: Pair, number: int) -> None:
        said = await other.message_log.say(room.room, room.members[number % 2], f"{room.room} {number}", "x")
        assert said.seq in told[room.room]
        acknowledged.append(said.client_id)

    other.message_log.listen(listen)
    async with asyncio.TaskGroup() as group:
        for number in range(30):
            for room in rooms:
                group.create_task(say(room, number))

    assert told == {room.room: list(range(1, 31)) for room in rooms}


async def test_what_was_said_elsewhere_in_another_order_is_told_in_its_order(
    documents: Documents, other: Documents, room: Pair
) -> None:
    for client_id in ("c3", "c1", "c2"):
        await documents.message_log.say(room.room, room.first, client_id, "x")
    told: list[int] = []
    other.message_log.listen(lambda _, messages: told.extend(message.seq for message in messages))

    again = await asyncio.gather(
        *(other.message_log.say(room.room, room.first, f"c{number}", "x") for number in (1, 2, 3))
    )

    assert [message.seq for message in again] == [2, 3, 1]
    assert told == [1, 2, 3]


async def test_a_listener_that_fails_harms_nobody(other: Documents, room: Pair) -> None:
    def fail(*_: object) -> None:
        raise LookupError("a listener failed")

    other.message_log.listen(fail)
    with capture_logs() as events:
        assert (await other.message_log.say(room.room, room.first, "c1", "x")).seq == 1

    assert [event["event"] for event in events] == ["listener.failed"]


async def test_what_nobody_expected_leaves_no_one_waiting(other: Documents, room: Pair) -> None:
    log = other.message_log
    with capture_logs() as events:
        answers = await asyncio.gather(
            log.say(room.room, room.first, "c1", "half a character: \ud800"),
            log.say(room.room, room.first, "c2", "x"),
            return_exceptions=True,
        )

    assert [type(answer) for answer in answers] == [Unexpected, Unexpected]
    assert [event["event"] for event in events] == ["messages.failed"]
    assert (await log.say(room.room, room.first, "c3", "x")).seq == 1


async def test_a_room_of_others_is_not_there(documents: Documents, room: Pair) -> None:
    log = documents.message_log
    stranger = await pair(documents)
    for _ in range(2):
        with pytest.raises(NotFound):
            await log.say(room.room, stranger.first, "c1", "x")
        with pytest.raises(NotFound):
            await log.say(str(ObjectId()), stranger.first, "c1", "x")
    with pytest.raises(NotFound):
        await log.say("not an id", stranger.first, "c1", "x")
    both = asyncio.gather(
        log.say(room.room, room.first, "c1", "mine"),
        log.say(room.room, stranger.first, "c1", "x"),
        return_exceptions=True,
    )

    mine, theirs = await both
    assert isinstance(theirs, NotFound)
    assert isinstance(mine, Message)
    assert [message.text for message in await stored(documents, room.room)] == ["mine"]


async def test_nothing_is_said_into_a_pending_room(documents: Documents, room: Pair) -> None:
    log, rooms = documents.message_log, documents.rooms
    first = await log.say(room.room, room.first, "c1", "x")
    await rooms.leave(room.room, room.second)

    with pytest.raises(Conflict) as refused:
        await log.say(room.room, room.first, "c2", "are you there?")
    with pytest.raises(NotFound):
        await log.say(room.room, room.second, "c3", "I have left")
    assert refused.value.detail == "conflict.room-pending"
    assert await log.say(room.room, room.first, "c1", "said again") == first
    assert len(await stored(documents, room.room)) == 1


async def test_a_room_opened_again_is_open_at_once(
    documents: Documents, other: Documents, room: Pair
) -> None:
    first = await documents.users.find(room.first)
    await documents.rooms.leave(room.room, room.second)
    for log in (documents.message_log, other.message_log):
        with pytest.raises(Conflict):
            await log.say(room.room, room.first, "c1", "x")

    await documents.rooms.open(room.second, first.username)

    assert (await documents.message_log.say(room.room, room.first, "c1", "x")).seq == 1
    assert (await other.message_log.say(room.room, room.first, "c2", "x")).seq == 2


async def test_a_leave_in_another_process_counts_when_it_is_told(
    documents: Documents, other: Documents, room: Pair
) -> None:
    await other.message_log.say(room.room, room.first, "c1", "x")
    await documents.rooms.leave(room.room, room.second)

    assert (await other.message_log.say(room.room, room.first, "c2", "nobody has told me")).seq == 2
    other.message_log.forget(room.room)
    with pytest.raises(Conflict):
        await other.message_log.say(room.room, room.first, "c3", "x")


async def test_a_leave_counts_also_while_the_room_is_being_read(
    documents: Documents, other: Documents, room: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = other.rooms.standings
    reading, left = asyncio.Event(), asyncio.Event()

    async def read_slowly(room_ids: Sequence[ObjectId]) -> dict[ObjectId, Standing]:
        standings = await read(room_ids)
        reading.set()
        await left.wait()
        return standings

    monkeypatch.setattr(other.rooms, "standings", read_slowly)
    said = asyncio.create_task(other.message_log.say(room.room, room.first, "c1", "x"))
    await reading.wait()
    await documents.rooms.leave(room.room, room.second)
    other.message_log.forget(room.room)
    left.set()

    with pytest.raises(Conflict):
        await said


async def test_a_leave_in_another_process_counts_after_a_while(
    documents: Documents, other: Documents, room: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    await other.message_log.say(room.room, room.first, "c1", "x")
    await documents.rooms.leave(room.room, room.second)

    monkeypatch.setattr("documents.room_queue.TRUSTED_SECONDS", 0.05)
    await asyncio.sleep(0.06)
    with pytest.raises(Conflict):
        await other.message_log.say(room.room, room.first, "c2", "x")


async def test_what_another_process_says_is_heard_or_found_out(
    documents: Documents, other: Documents, room: Pair, commands: Commands
) -> None:
    here, there = other.message_log, documents.message_log
    await here.say(room.room, room.first, "c1", "x")
    heard = await there.say(room.room, room.second, "c2", "x")
    here.heard(room.room, heard.seq, room.second)
    here.heard(str(ObjectId()), 7, room.second)
    commands.sent.clear()
    assert (await here.say(room.room, room.first, "c3", "x")).seq == 3
    assert commands.sent == ["insert"]

    await there.say(room.room, room.second, "c4", "x")
    missed = await there.say(room.room, room.second, "c5", "x")
    here.heard(room.room, missed.seq, room.second)
    commands.sent.clear()
    assert (await here.say(room.room, room.first, "c6", "x")).seq == 6
    assert commands.sent == ["aggregate", "insert"]

    await there.say(room.room, room.second, "c7", "x")
    commands.sent.clear()
    assert (await here.say(room.room, room.first, "c8", "x")).seq == 8
    assert commands.sent == ["insert", "aggregate", "insert"]
    assert_whole(await stored(documents, room.room))


async def test_too_much_is_refused_and_the_rest_is_kept(documents: Documents, room: Pair) -> None:
    asked = [
        documents.message_log.say(room.room, room.first, f"c{number}", "x")
        for number in range(MOST_OWED_IN_ROOM + 3)
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(answer) for answer in answers[MOST_OWED_IN_ROOM:]] == [Unavailable] * 3
    messages = await stored(documents, room.room)
    assert [message.id for message in messages] == [
        answer.id for answer in answers if isinstance(answer, Message)
    ]
    assert len(messages) == MOST_OWED_IN_ROOM


async def test_closing_commits_what_is_waiting(
    documents: Documents, mongo_url: str, database_name: str, room: Pair
) -> None:
    async with process(mongo_url, database_name) as other:
        log = other.message_log
        asked = [asyncio.create_task(log.say(room.room, room.first, f"c{n}", "x")) for n in range(120)]
        await asyncio.sleep(0)
        await log.close()
        assert all(each.done() for each in asked)
        with pytest.raises(Unavailable):
            await log.say(room.room, room.first, "late", "x")

    assert len(await stored(documents, room.room)) == 120
    (kept,) = [room_ async for room_ in documents.store.database.rooms.find({"_id": ObjectId(room.room)})]
    assert kept["last_seq"] == 120


async def test_a_room_does_not_fall_behind_when_something_old_is_said_again(
    documents: Documents, mongo_url: str, database_name: str, room: Pair
) -> None:
    for number in range(3):
        last = await documents.message_log.say(room.room, room.first, f"c{number}", "x")
    async with process(mongo_url, database_name) as third:
        await third.message_log.say(room.room, room.first, "c2", "x")
    async with process(mongo_url, database_name) as fourth:
        await fourth.message_log.say(room.room, room.first, "c0", "x")

    kept = await documents.store.database.rooms.find_one({"_id": ObjectId(room.room)})
    assert kept is not None
    assert (kept["last_seq"], kept["active_at"]) == (3, last.sent_at)


async def test_idle_rooms_are_forgotten(
    documents: Documents, other: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.message_log.MOST_ROOMS", 10)
    rooms = [await pair(documents) for _ in range(15)]
    for number in (1, 2):
        for room in rooms:
            assert (await other.message_log.say(room.room, room.first, f"c{number}", "x")).seq == number
            assert len(other.message_log._known) <= 11


@pytest.mark.parametrize("lanes", [1, 2])
async def test_two_processes_leave_no_hole(documents: Documents, other: Documents, lanes: int) -> None:
    chance = random.Random(lanes)
    rooms = [await pair(documents) for _ in range(10)]
    logs = [
        MessageLog(each.rooms, each.messages, each.room_cache, Untold(each.store, each.messages), lanes=lanes)
        for each in (documents, other)
    ]
    said: dict[tuple[str, str, str], Message] = {}

    async def talk(room: Pair, sender: str, own: random.Random) -> None:
        for number in range(40):
            key = (room.room, sender, f"c{number}")
            text = some_text(own)
            times = own.choice((1, 1, 1, 2, 3))
            answers = await asyncio.gather(*(own.choice(logs).say(*key, text) for _ in range(times)))
            assert len({answer.id for answer in answers}) == 1
            said[key] = answers[0]
            if own.random() < 0.2:
                old = own.choice([each for each in said if each[:2] == key[:2]])
                assert await own.choice(logs).say(*old, "again") == said[old]

    async with asyncio.TaskGroup() as group:
        for room in rooms:
            for sender in room.members:
                group.create_task(talk(room, sender, random.Random(chance.random())))

    for room in rooms:
        messages = await stored(documents, room.room)
        assert_whole(messages)
        assert {message.id for message in messages} == {
            message.id for key, message in said.items() if key[0] == room.room
        }
        for sender in room.members:
            mine = [message.client_id for message in messages if str(message.sender_id) == sender]
            assert mine == [f"c{number}" for number in range(40)]
