"""Whatever dies while something is said: nothing acknowledged is lost, nothing is twice, no hole is left."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import pytest
from bson import ObjectId
from pymongo import AsyncMongoClient
from structlog.testing import capture_logs

from documents import STORE_AWAY, Documents
from documents.collection import write
from documents.messages import Message
from documents.room import Room
from documents.store import now
from sidepro.dev.mongo import EmbeddedMongo
from sidepro.dev.ports import free_port
from sidepro.problems import Unavailable
from tests.documents.chat import Pair, assert_whole, pair, process, some_text, stored
from tests.wires import Wire

CHAOS_SECONDS = 12
ROOMS = 10
WRITE_CONCERN_FAILED = 64
SHUTDOWN_IN_PROGRESS = 91
NETWORK_TIMEOUT = 89
DISK_FULL = 14031

T = TypeVar("T")
Fail = Callable[..., Awaitable[None]]


@pytest.fixture(scope="module")
async def failing_mongo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedMongo]:
    """Give a MongoDB that fails when it is told to."""
    mongo = EmbeddedMongo(tmp_path_factory.mktemp("failing") / "mongo", free_port())
    command = (*mongo.part.command, "--setParameter", "enableTestCommands=1")
    mongo.part = msgspec.structs.replace(mongo.part, command=command)
    await mongo.start()
    yield mongo
    await mongo.stop()


@pytest.fixture
async def documents(failing_mongo: EmbeddedMongo) -> AsyncIterator[Documents]:
    """Give the collections of a process on that MongoDB."""
    async with process(failing_mongo.url, "chat") as documents:
        await documents.apply_indexes()
        yield documents


@pytest.fixture
async def fail(failing_mongo: EmbeddedMongo) -> AsyncIterator[Fail]:
    """Give the way to have so many commands fail: by an error, or by closing the connection."""
    async with AsyncMongoClient[dict[str, Any]](failing_mongo.url) as client:

        async def set_fail_point(*names: str, times: int, **how: object) -> None:
            await client.admin.command(
                "configureFailPoint",
                "failCommand",
                mode={"times": times},
                data={"failCommands": list(names), **how},
            )

        yield set_fail_point
        await client.admin.command("configureFailPoint", "failCommand", mode="off")


UNKNOWN_OUTCOMES = [
    pytest.param({"times": 1, "closeConnection": True}, id="connection closed once"),
    pytest.param({"times": 3, "closeConnection": True}, id="connection closed again and again"),
    pytest.param({"times": 3, "errorCode": NETWORK_TIMEOUT}, id="timed out"),
    pytest.param(
        {"times": 1, "writeConcernError": {"code": WRITE_CONCERN_FAILED, "errmsg": "not replicated"}},
        id="stored here and not known to be replicated",
    ),
    pytest.param(
        {"times": 3, "writeConcernError": {"code": SHUTDOWN_IN_PROGRESS, "errmsg": "stepping down"}},
        id="stored here while the primary steps down",
    ),
    pytest.param({"times": 1, "errorCode": DISK_FULL}, id="disk full"),
]


@pytest.mark.parametrize("how", UNKNOWN_OUTCOMES)
async def test_an_unknown_outcome_is_looked_up(documents: Documents, fail: Fail, how: dict[str, Any]) -> None:
    rooms = [await pair(documents) for _ in range(3)]
    log = documents.message_log
    told: list[Message] = []
    log.listen(lambda _, messages: told.extend(messages))
    await asyncio.gather(*(log.say(room.room, room.first, "before", "x") for room in rooms))

    await fail("insert", **how)
    said = await asyncio.gather(
        *(log.say(room.room, room.second, f"c{n}", "x") for n in range(5) for room in rooms)
    )

    for room in rooms:
        messages = await stored(documents, room.room)
        assert_whole(messages)
        assert [message.client_id for message in messages] == ["before", "c0", "c1", "c2", "c3", "c4"]
        assert [each.seq for each in told if str(each.room_id) == room.room] == [1, 2, 3, 4, 5, 6]
    assert {message.id for message in said} <= {message.id for message in told}


async def test_a_duplicate_beside_a_write_concern_error_says_nothing(
    documents: Documents, fail: Fail, failing_mongo: EmbeddedMongo
) -> None:
    room = await pair(documents)
    await documents.message_log.say(room.room, room.first, "c1", "x")
    async with process(failing_mongo.url, "chat") as other:
        await other.message_log.say(room.room, room.second, "c2", "x")
    await fail("insert", times=1, writeConcernError={"code": WRITE_CONCERN_FAILED, "errmsg": "no"})

    assert (await documents.message_log.say(room.room, room.first, "c3", "x")).seq == 3
    assert_whole(await stored(documents, room.room))


async def test_reading_may_fail_too(documents: Documents, fail: Fail) -> None:
    room = await pair(documents)
    await fail("aggregate", "find", "insert", times=6, closeConnection=True)

    assert (await documents.message_log.say(room.room, room.first, "c1", "x")).seq == 1
    assert_whole(await stored(documents, room.room))


async def test_what_is_not_known_to_be_replicated_may_be_asked_again(
    documents: Documents, fail: Fail
) -> None:
    room = await pair(documents)
    await documents.message_log.say(room.room, room.first, "c1", "x")
    await fail("findAndModify", times=1, writeConcernError={"code": WRITE_CONCERN_FAILED, "errmsg": "no"})

    with pytest.raises(STORE_AWAY):
        await documents.rooms.mark_read(room.room, room.second, 1)
    assert await documents.rooms.mark_read(room.room, room.second, 1) == 1


async def test_who_waits_is_told_when_it_takes_too_long(
    documents: Documents, fail: Fail, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await pair(documents)
    await documents.message_log.say(room.room, room.first, "c1", "x")
    monkeypatch.setattr("documents.message_log.PATIENCE_SECONDS", 1)
    await fail("insert", times=1_000_000, errorCode=DISK_FULL)

    with capture_logs() as events:
        asked = [documents.message_log.say(room.room, room.first, f"c{n}", "x") for n in (1, 2, 2)]
        answers = await asyncio.gather(*asked, return_exceptions=True)

    assert isinstance(answers[0], Message)
    assert [type(answer) for answer in answers[1:]] == [Unavailable, Unavailable]
    assert {event["event"] for event in events} == {"messages.doubted"}
    assert len(events) <= 12, "it pauses longer and longer"
    await fail("insert", times=1, closeConnection=True)
    assert (await documents.message_log.say(room.room, room.first, "c2", "x")).seq == 2


async def test_a_swallowed_answer_is_no_lost_message(
    documents: Documents, failing_mongo: EmbeddedMongo
) -> None:
    room = await pair(documents)
    async with Wire(failing_mongo.url) as wire, process(wire.url, "chat") as near:
        await near.message_log.say(room.room, room.first, "c1", "x")
        wire.swallow_answers = True
        said = asyncio.create_task(near.message_log.say(room.room, room.first, "c2", "x"))
        await eventually(lambda: stored(documents, room.room), lambda messages: len(messages) == 2)
        assert not said.done()
        await documents.message_log.say(room.room, room.second, "c3", "said in between")
        wire.swallow_answers = False

        assert (await said).seq == 2
        assert (await near.message_log.say(room.room, room.first, "c4", "x")).seq == 4
    assert_whole(await stored(documents, room.room))


async def test_the_room_is_brought_up_to_date_when_mongodb_is_back(documents: Documents, fail: Fail) -> None:
    room = await pair(documents)
    await fail("update", times=3, closeConnection=True)
    said = await documents.message_log.say(room.room, room.first, "c1", "x")

    async def end() -> tuple[int, datetime]:
        kept = await documents.store.database.rooms.find_one({"_id": ObjectId(room.room)})
        assert kept is not None
        return kept["last_seq"], kept["active_at"]

    await eventually(end, lambda kept: kept == (1, said.sent_at))


async def eventually(look: Callable[[], Awaitable[T]], is_right: Callable[[T], bool]) -> None:
    """Look again and again until it is right, for ten seconds at most."""
    for _ in range(500):
        if is_right(await look()):
            return
        await asyncio.sleep(0.02)
    pytest.fail("It did not come about.")


class Chaos:
    """Talks from several processes at random, and says again what was not acknowledged."""

    def __init__(self, seed: int, processes: list[Documents]) -> None:
        self.chance = random.Random(seed)
        self.processes = processes
        self.acknowledged: dict[tuple[str, str, str], Message] = {}
        self.cut = 0
        self.over = asyncio.Event()

    async def run(self, rooms: list[Pair]) -> None:
        async with asyncio.TaskGroup() as group:
            for room in rooms:
                for sender in room.members:
                    group.create_task(self.talk(room, sender, random.Random(self.chance.random())))
            await asyncio.sleep(CHAOS_SECONDS)
            self.over.set()

    async def talk(self, room: Pair, sender: str, own: random.Random) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            key = (room.room, sender, f"c{number}")
            self.acknowledged[key] = await self._insist(key, some_text(own), own)
            if own.random() < 0.1:
                await asyncio.sleep(own.random() * 0.05)

    async def _insist(self, key: tuple[str, str, str], text: str, own: random.Random) -> Message:
        """Say something until it is acknowledged, as a client does whose socket is cut at random."""
        while True:
            log = own.choice(self.processes).message_log
            asked = asyncio.create_task(log.say(*key, text))
            if own.random() < 0.1:
                await asyncio.sleep(own.random() * 0.02)
                self.cut += asked.cancel()
            try:
                return await asked
            except asyncio.CancelledError:
                continue
            except Unavailable:
                await asyncio.sleep(own.random() * 0.2)


@asynccontextmanager
async def bumpy(mongo: EmbeddedMongo, chance: random.Random, over: asyncio.Event) -> AsyncIterator[list[str]]:
    """Kill, stop and start MongoDB again and again during a block; gives what was done."""
    done: list[str] = []

    async def shake() -> None:
        while not over.is_set():
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            way = chance.choice(("kill", "kill", "stop"))
            await (mongo.kill() if way == "kill" else mongo.stop())
            done.append(way)
            await asyncio.sleep(chance.choice((0, 0.5)))
            await mongo.start()

    shaking = asyncio.create_task(shake())
    try:
        yield done
    finally:
        over.set()
        await shaking


async def rooms_of(documents: Documents, number: int) -> list[Pair]:
    """Make rooms of users that need not be there."""
    pairs = []
    for _ in range(number):
        members = (ObjectId(), ObjectId())
        room = Room(id=ObjectId(), members=members, readers=members, created_at=now(), active_at=now())
        await documents.store.database.rooms.insert_one(write(room))
        pairs.append(Pair(str(room.id), str(members[0]), str(members[1])))
    return pairs


async def test_nothing_is_lost_while_mongodb_dies_again_and_again(own_mongo: EmbeddedMongo) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    async with process(own_mongo.url, "chat") as one, process(own_mongo.url, "chat") as two:
        await one.apply_indexes()
        rooms = await rooms_of(one, ROOMS)
        chaos = Chaos(seed, [one, two])
        with capture_logs() as events:
            async with bumpy(own_mongo, random.Random(seed + 1), chaos.over) as deaths:
                await chaos.run(rooms)

        assert len(deaths) >= 2
        assert chaos.cut
        assert {event["log_level"] for event in events} <= {"warning"}
        print(f"{len(chaos.acknowledged)} messages, {deaths}, {chaos.cut} cut")
        for room in rooms:
            messages = await stored(one, room.room)
            assert_whole(messages)
            found = {(room.room, str(each.sender_id), each.client_id): each for each in messages}
            assert found == {key: each for key, each in chaos.acknowledged.items() if key[0] == room.room}
