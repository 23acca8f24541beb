"""Rooms: opened, left, read and listed, each by nobody but its two members."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from bson import ObjectId

from documents import Documents
from documents.leftovers import gone_owners
from documents.project import Story
from documents.room import OwnRoom
from documents.user import User
from sidepro.problems import Invalid, NotFound
from sidepro.wire.projects import ProjectDraft
from tests.documents.chat import Commands, Pair, pair, process, stored, user

STORY = Story("<p>이야기</p>", 1)


@pytest.fixture
async def mina(documents: Documents) -> User:
    return await user(documents)


@pytest.fixture
async def jun(documents: Documents) -> User:
    return await user(documents)


async def test_a_room_belongs_to_both(documents: Documents, mina: User, jun: User) -> None:
    opened = await documents.rooms.open(str(mina.id), jun.username.upper())

    seen = await documents.rooms.find(str(opened.id), str(jun.id))
    assert (opened.partner and opened.partner.username, seen.partner and seen.partner.username) == (
        jun.username,
        mina.username,
    )
    assert opened.members == seen.members == tuple(sorted((mina.id, jun.id)))
    for room in (opened, seen):
        assert (room.last_message, room.last_seq, room.read_seq, room.partner_read_seq) == (None, 0, 0, 0)
        assert (room.unread_count, room.left_by_partner, room.project_id) == (0, False, None)
        assert room.active_at == room.created_at


async def test_two_users_have_one_room(documents: Documents, mina: User, jun: User) -> None:
    rooms = documents.rooms
    opened = await asyncio.gather(
        *(rooms.open(str(mina.id), jun.username) for _ in range(5)),
        *(rooms.open(str(jun.id), mina.username) for _ in range(5)),
    )

    assert len({room.id for room in opened}) == 1


async def test_a_room_needs_somebody_else(documents: Documents, mina: User) -> None:
    for username, code in (
        (mina.username, "yourself"),
        ("nobody-at-all-here", "unknown_user"),
        ("", "unknown_user"),
    ):
        with pytest.raises(Invalid) as refused:
            await documents.rooms.open(str(mina.id), username)
        assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("#/username", code)]


async def test_a_room_may_begin_with_a_project_of_either(documents: Documents, mina: User, jun: User) -> None:
    async def publish(author: User) -> str:
        draft = ProjectDraft(title="막차 알리미", summary="막차 시간", content="이야기", skills=["Python"])
        project = await documents.projects.publish(draft, STORY, author_id=str(author.id))
        return str(project.id)

    own, other = await publish(jun), await publish(await user(documents))
    for project_id in (other, str(ObjectId())):
        with pytest.raises(Invalid) as refused:
            await documents.rooms.open(str(mina.id), jun.username, project_id)
        assert refused.value.faults[0].code == "unknown_project"

    opened = await documents.rooms.open(str(mina.id), jun.username, own)
    again = await documents.rooms.open(str(jun.id), mina.username)
    assert str(opened.project_id) == str(again.project_id) == own


async def test_who_leaves_sees_it_no_more_and_the_other_reads_it(documents: Documents) -> None:
    rooms, room = documents.rooms, await pair(documents)
    await documents.message_log.say(room.room, room.first, "c1", "x")
    await rooms.leave(room.room, room.first)

    for ask in (
        rooms.find(room.room, room.first),
        rooms.leave(room.room, room.first),
        rooms.mark_read(room.room, room.first, 1),
        rooms.history(room.room, room.first, after_seq=0, before_seq=None, limit=10),
    ):
        with pytest.raises(NotFound):
            await ask
    assert (await rooms.page(room.first, cursor=None, limit=10)).items == []
    stayed = await rooms.find(room.room, room.second)
    assert (stayed.left_by_partner, stayed.last_seq, stayed.unread_count) == (True, 1, 1)
    assert await rooms.mark_read(room.room, room.second, 1) == 1


async def test_a_room_comes_back_when_its_leaver_opens_it(documents: Documents) -> None:
    rooms, room = documents.rooms, await pair(documents)
    first, second = [await documents.users.find(each) for each in room.members]
    await documents.message_log.say(room.room, room.first, "c1", "x")
    await rooms.leave(room.room, room.first)

    still_pending = await rooms.open(room.second, first.username)
    assert (str(still_pending.id), still_pending.left_by_partner) == (room.room, True)
    back = await rooms.open(room.first, second.username)
    assert (str(back.id), back.left_by_partner, back.last_seq) == (room.room, False, 1)
    assert not (await rooms.find(room.room, room.second)).left_by_partner


async def test_a_room_that_both_left_is_removed_with_its_messages(documents: Documents) -> None:
    rooms, room = documents.rooms, await pair(documents)
    second = await documents.users.find(room.second)
    for number in range(3):
        await documents.message_log.say(room.room, room.first, f"c{number}", "x")
    await asyncio.gather(*(rooms.leave(room.room, member) for member in room.members))

    with pytest.raises(NotFound):
        await documents.message_log.say(room.room, room.first, "c9", "x")
    new = await rooms.open(room.first, second.username)
    assert (str(new.id) != room.room, new.last_seq) == (True, 0)
    await documents.removals.resume()
    assert await documents.store.database.messages.count_documents({"room_id": ObjectId(room.room)}) == 0
    assert await documents.store.database.removals.count_documents({"_id": ObjectId(room.room)}) == 0


async def test_two_who_come_and_go_at_once_share_at_most_one_room(documents: Documents) -> None:
    chance = random.Random(5)
    first, second = await user(documents), await user(documents)
    both = {"members": {"$all": [first.id, second.id]}}

    async def wander(own: User, partner: User) -> None:
        for _ in range(12):
            opened = await documents.rooms.open(str(own.id), partner.username)
            await asyncio.sleep(chance.random() * 0.005)
            await documents.rooms.leave(str(opened.id), str(own.id))

    await asyncio.gather(wander(first, second), wander(second, first))

    kept = await documents.store.database.rooms.find(both).to_list()
    assert [len(room["readers"]) for room in kept] in ([], [1])
    for room in kept:
        await documents.rooms.leave(str(room["_id"]), str(room["readers"][0]))
    assert await documents.store.database.rooms.count_documents(both) == 0


async def test_a_room_of_others_is_not_there(documents: Documents, mina: User) -> None:
    rooms, room = documents.rooms, await pair(documents)
    for room_id in (room.room, str(ObjectId()), "not an id"):
        for ask in (
            rooms.find(room_id, str(mina.id)),
            rooms.leave(room_id, str(mina.id)),
            rooms.mark_read(room_id, str(mina.id), 1),
            rooms.history(room_id, str(mina.id), after_seq=None, before_seq=None, limit=10),
        ):
            with pytest.raises(NotFound):
                await ask


async def test_reading_never_goes_back_nor_beyond_the_end(documents: Documents) -> None:
    rooms, room = documents.rooms, await pair(documents)
    for number in range(5):
        await documents.message_log.say(room.room, room.first, f"c{number}", "x")

    assert await rooms.mark_read(room.room, room.second, 3) == 3
    assert await rooms.mark_read(room.room, room.second, 2) == 3
    assert await rooms.mark_read(room.room, room.second, 0) == 3
    assert await rooms.mark_read(room.room, room.second, 2**53) == 5
    assert (await rooms.find(room.room, room.first)).partner_read_seq == 5
    assert (await rooms.find(room.room, room.second)).read_seq == 5


async def test_unread_is_what_the_partner_said_since(documents: Documents) -> None:
    chance = random.Random(11)
    rooms, room = documents.rooms, await pair(documents)
    said: list[str] = []
    read = dict.fromkeys(room.members, 0)
    for number in range(60):
        if chance.random() < 0.7:
            sender = chance.choice(room.members)
            await documents.message_log.say(room.room, sender, f"c{number}", "x")
            said.append(sender)
        else:
            reader, seq = chance.choice(room.members), chance.randrange(len(said) + 3)
            read[reader] = await rooms.mark_read(room.room, reader, seq)
        for member in room.members:
            seen = await rooms.find(room.room, member)
            expected = sum(1 for sender in said[read[member] :] if sender != member)
            assert (seen.unread_count, seen.last_seq, seen.read_seq) == (expected, len(said), read[member])


async def rooms_of(documents: Documents, mina: User, number: int) -> list[Pair]:
    """Open rooms of somebody with others."""
    pairs = []
    for _ in range(number):
        partner = await user(documents)
        room = await documents.rooms.open(str(mina.id), partner.username)
        pairs.append(Pair(str(room.id), str(mina.id), str(partner.id)))
    return pairs


async def listed(documents: Documents, mina: User, limit: int) -> list[OwnRoom]:
    """Read all rooms of somebody, page by page, and back again."""
    page = await documents.rooms.page(str(mina.id), cursor=None, limit=limit)
    found = list(page.items)
    while page.next:
        page = await documents.rooms.page(str(mina.id), cursor=page.next, limit=limit)
        found += page.items
    back = list(page.items)
    while page.previous:
        page = await documents.rooms.page(str(mina.id), cursor=page.previous, limit=limit)
        back = page.items + back
    assert [room.id for room in back] == [room.id for room in found]
    return found


async def test_rooms_are_listed_by_who_spoke_last(
    documents: Documents, mina: User, mongo_url: str, database_name: str
) -> None:
    async with process(mongo_url, database_name) as other:
        pairs = await rooms_of(documents, mina, 7)
        for number in (3, 0, 5, 3):
            room = pairs[number]
            await other.message_log.say(room.room, room.second, f"c{number} {ObjectId()}", f"from {number}")
            await asyncio.sleep(0.002)
    await documents.rooms.leave(pairs[6].room, str(mina.id))

    found = await listed(documents, mina, 2)

    expected = [pairs[number] for number in (3, 5, 0, 4, 2, 1)]
    assert [str(room.id) for room in found] == [room.room for room in expected]
    assert [room.partner and room.partner.id for room in found] == [room.second for room in expected]
    assert [room.last_message and room.last_message.text for room in found[:3]] == [
        "from 3",
        "from 5",
        "from 0",
    ]
    assert [room.unread_count for room in found] == [2, 1, 1, 0, 0, 0]
    assert (await documents.rooms.page(str(mina.id), cursor=None, limit=3)).total == 6


async def test_a_page_knows_the_end_before_the_room_does(documents: Documents, mina: User) -> None:
    (room,) = await rooms_of(documents, mina, 1)
    for number in range(3):
        await documents.message_log.say(room.room, room.second, f"c{number}", "x")
        (seen,) = (await documents.rooms.page(str(mina.id), cursor=None, limit=12)).items
        assert (seen.last_seq, seen.unread_count) == (number + 1, number + 1)
        assert seen.last_message
        assert seen.active_at == seen.last_message.sent_at


@pytest.fixture
async def counting(mongo_url: str, database_name: str) -> AsyncIterator[tuple[Documents, Commands]]:
    """Give a process whose commands are noted."""
    commands = Commands()
    async with process(mongo_url, database_name, commands) as documents:
        yield documents, commands


async def test_a_page_costs_three_commands_however_long(
    documents: Documents, mina: User, counting: tuple[Documents, Commands]
) -> None:
    other, commands = counting
    pairs = await rooms_of(documents, mina, 15)
    for room in pairs:
        await documents.message_log.say(room.room, room.second, "c1", "x")
    for limit in (1, 12):
        commands.sent.clear()
        await other.rooms.page(str(mina.id), cursor=None, limit=limit)
        assert sorted(commands.sent) == ["aggregate", "aggregate", "find"]
    commands.sent.clear()
    await other.rooms.find(pairs[0].room, str(mina.id))
    assert commands.sent == ["aggregate", "find"]


async def test_the_messages_of_a_room_are_read_in_stretches(documents: Documents) -> None:
    room = await pair(documents)
    said = await asyncio.gather(
        *(documents.message_log.say(room.room, room.members[n % 2], f"c{n}", f"text {n}") for n in range(150))
    )

    async def read(
        after: int | None = None, before: int | None = None, limit: int = 200
    ) -> tuple[list[int], bool, int]:
        stretch = await documents.rooms.history(
            room.room, room.first, after_seq=after, before_seq=before, limit=limit
        )
        return [message.seq for message in stretch.items], stretch.complete, stretch.last_seq

    whole = list(range(1, 151))
    assert await stored(documents, room.room) == list(said)
    assert await read() == (whole, True, 150)
    assert await read(limit=10) == (whole[-10:], False, 150)
    assert await read(limit=150) == (whole, True, 150)
    assert await read(after=0, limit=149) == (whole[:149], False, 150)
    assert await read(after=140) == (whole[140:], True, 150)
    assert await read(after=150) == ([], True, 150)
    assert await read(after=2**53) == ([], True, 150)
    assert await read(before=4, limit=2) == ([2, 3], False, 150)
    assert await read(before=3, limit=2) == ([1, 2], True, 150)
    assert await read(before=1) == ([], True, 150)
    assert await read(after=3, before=6) == ([4, 5], True, 150)
    assert await read(after=3, before=9, limit=2) == ([4, 5], False, 150)
    assert (await pair(documents)).room != room.room


async def test_a_user_who_is_gone_leaves_their_rooms(documents: Documents, mina: User) -> None:
    pairs = await rooms_of(documents, mina, 5)
    await documents.message_log.say(pairs[0].room, str(mina.id), "c1", "still to be read")
    await documents.rooms.leave(pairs[1].room, pairs[1].second)
    await documents.accounts.remove(mina)
    seen = await documents.rooms.find(pairs[0].room, pairs[0].second)
    assert (seen.partner, seen.left_by_partner) == (None, True)

    assert [await documents.rooms.erase_of_user(mina.id, 3) for _ in range(3)] == [3, 2, 0]

    await documents.removals.resume()
    (seen,) = (await documents.rooms.page(pairs[0].second, cursor=None, limit=12)).items
    assert (seen.partner, seen.left_by_partner, seen.last_seq) == (None, True, 1)
    with pytest.raises(Invalid):
        await documents.rooms.open(pairs[0].second, mina.username)
    assert await documents.store.database.rooms.count_documents({"readers": mina.id}) == 0
    assert await documents.store.database.rooms.count_documents({"_id": ObjectId(pairs[1].room)}) == 0


async def test_what_rooms_copy_can_be_rebuilt(documents: Documents, mina: User) -> None:
    pairs = await rooms_of(documents, mina, 3)
    for number in (1, 0):
        await documents.message_log.say(pairs[number].room, str(mina.id), "c1", "x")
        await asyncio.sleep(0.002)
    await documents.store.database.rooms.update_many(
        {"members": mina.id}, {"$set": {"last_seq": 77}, "$currentDate": {"active_at": True}}
    )

    assert await documents.room_cache.rebuild(dry_run=True) >= 3
    assert await documents.room_cache.rebuild() >= 3
    assert await documents.room_cache.rebuild() == 0

    assert [str(room.id) for room in await listed(documents, mina, 12)] == [
        pairs[number].room for number in (0, 1, 2)
    ]
    kept = documents.store.database.rooms.find({"members": mina.id})
    assert sorted([room["last_seq"] async for room in kept]) == [0, 1, 1]


async def test_what_came_while_its_owner_went_is_found(documents: Documents, mina: User) -> None:
    (room,) = await rooms_of(documents, mina, 1)
    await documents.message_log.say(room.room, str(mina.id), "c1", "x")
    database = documents.store.database
    await database.rooms.delete_one({"_id": ObjectId(room.room)})
    kept = await pair(documents)
    await database.users.delete_one({"_id": ObjectId(kept.first)})

    gone = await gone_owners(documents.store)
    assert gone >= {("room", ObjectId(room.room)), ("user", ObjectId(kept.first))}
    for what, owner_id in gone:
        await documents.removals.carry_out(what, owner_id)

    assert await gone_owners(documents.store) == set()
    assert (await documents.rooms.find(kept.room, kept.second)).left_by_partner
    assert await database.messages.count_documents({"room_id": ObjectId(room.room)}) == 0
