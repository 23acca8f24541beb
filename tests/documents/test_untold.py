"""What was stored and never told is found and told, and nothing else."""

from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest
from bson import ObjectId

from documents import Documents
from documents.messages import Message
from tests.documents.chat import Pair, pair, process


@pytest.fixture
async def near(
    documents: Documents, mongo_url: str, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Documents]:
    """Give the collections of a process of its own, which looks at even the latest message."""
    monkeypatch.setattr("documents.untold.COPIED_WITHIN", timedelta(seconds=-2))
    async with process(mongo_url, database_name) as near:
        yield near


@pytest.fixture
async def room(near: Documents) -> Pair:
    """Give a room in which something was said and told, which the room has copied."""
    room = await pair(near)
    for number in (1, 2):
        await near.message_log.say(room.room, room.first, f"c{number}", "x")
    await near.room_cache.close()
    return room


async def told_by(near: Documents, room: Pair) -> list[tuple[int, frozenset[str]]]:
    """Look for what is untold; gives what was told of a room, and to whom."""
    told: list[tuple[int, frozenset[str]]] = []
    near.message_log.listen(
        lambda standing, messages: told.extend(
            (message.seq, standing.readers) for message in messages if str(message.room_id) == room.room
        )
    )
    await near.message_log.tell_untold()
    await near.room_cache.close()
    return told


async def store_only(near: Documents, room: Pair, count: int) -> None:
    """Store messages as a process does that dies before it tells anyone."""
    (last,) = (await near.messages.stretch(ObjectId(room.room), after_seq=1, before_seq=None, limit=1)).items
    messages: list[Message] = []
    for number in range(1, count + 1):
        changes = {
            "seq": last.seq + number,
            "sender_seq": last.sender_seq + number,
            "client_id": f"d{number}",
        }
        messages.append(msgspec.structs.replace(last, id=ObjectId(), **changes))
    assert await near.messages.insert(messages, ordered=True) == {}


async def test_what_was_told_is_not_told_again(near: Documents, room: Pair) -> None:
    assert await told_by(near, room) == []


async def test_what_was_not_is_told_once_to_both(near: Documents, room: Pair) -> None:
    await store_only(near, room, 3)
    first, second = await told_by(near, room), await told_by(near, room)

    assert first == [(seq, frozenset(room.members)) for seq in (3, 4, 5)]
    assert second == []


async def test_only_who_still_reads_the_room_is_told(near: Documents, room: Pair) -> None:
    await store_only(near, room, 1)
    await near.rooms.leave(room.room, room.second)

    assert await told_by(near, room) == [(3, frozenset({room.first}))]


async def test_a_room_that_is_gone_is_left_alone(near: Documents, room: Pair) -> None:
    await store_only(near, room, 1)
    for member in room.members:
        await near.rooms.leave(room.room, member)

    assert await told_by(near, room) == []


async def test_all_of_it_is_told_however_much_there_is(near: Documents, room: Pair) -> None:
    await store_only(near, room, 450)
    told = [seq for _ in range(3) for seq, _ in await told_by(near, room)]

    assert sorted(set(told)) == list(range(3, 453))
