"""Leaving and coming back, reading and typing, over sockets."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from documents import Documents
from sidepro.client import Refusal
from sidepro.wire.frames import HasRead, IsTyping, RoomChanged, Said, Welcomed
from tests.api import Api
from tests.chatting import Talker, open_room, raw_socket, talking
from tests.people import People, Person


@dataclass(frozen=True)
class Room:
    """A room that both have open."""

    id: str
    mina: Talker
    jun: Talker


@pytest.fixture
async def room(api: Api, person: People) -> AsyncIterator[Room]:
    pair = [await person(), await person()]
    room_id = await open_room(*pair)
    async with talking(pair, api.base) as (mina, jun):
        await asyncio.gather(mina.client.open(room_id), jun.client.open(room_id))
        for talker in (mina, jun):
            await talker.hears(RoomChanged, lambda event: event.partner_connected)
        yield Room(room_id, mina, jun)


async def outline_of(person: Person, room_id: str) -> dict[str, object]:
    answer = await person.api.get(f"/rooms/{room_id}")
    assert answer.status == 200, answer
    return dict(answer.json)


async def leave(talker: Talker, room_id: str) -> None:
    answer = await talker.person.api.delete(f"/rooms/{room_id}")
    assert answer.status == 204, answer


async def test_a_partner_who_opens_a_room_is_told_of_it(api: Api, person: People) -> None:
    mina, jun = await person(), await person()
    async with talking([jun], api.base) as (waiting,):
        room_id = await open_room(mina, jun)
        told = await waiting.hears(RoomChanged)

    assert (told.room_id, told.status, told.left_by_partner) == (room_id, "stopped", False)


async def test_opening_a_room_that_is_open_tells_nobody(room: Room) -> None:
    before = [len(talker.told(RoomChanged)) for talker in (room.mina, room.jun)]
    for _ in range(3):
        await open_room(room.mina.person, room.jun.person)
    await room.mina.client.say(room.id, "아직 여기")
    await room.jun.hears(Said)

    assert [len(talker.told(RoomChanged)) for talker in (room.mina, room.jun)] == before


async def test_who_leaves_is_gone_at_once_and_the_other_reads_only(room: Room) -> None:
    await room.mina.client.say(room.id, "다음에 또 봐요")
    await leave(room.mina, room.id)
    told = await room.jun.hears(RoomChanged, lambda event: event.status == "pending")
    own = await room.mina.hears(RoomChanged, lambda event: event.left)
    with pytest.raises(Refusal) as of_jun:
        await room.jun.client.say(room.id, "들려요?")
    with pytest.raises(Refusal) as of_mina:
        await room.mina.client.say(room.id, "저는 갔어요")
    log = await room.jun.client.open(room.id)

    assert (told.room_id, told.left_by_partner, told.left) == (room.id, True, False)
    assert (own.room_id, own.left) == (room.id, True)
    assert (of_jun.value.problem["status"], of_mina.value.problem["status"]) == (409, 404)
    assert [message.text for message in log.messages] == ["다음에 또 봐요"]


async def test_who_has_left_hears_nothing_more(room: Room) -> None:
    socket = await raw_socket(room.jun.person)
    await leave(room.jun, room.id)
    await room.jun.hears(RoomChanged, lambda event: event.left)
    await socket.send({"type": "typing", "room_id": room.id})
    problem = await socket.refusal()
    socket.close()
    before = len(room.jun.events)
    room.mina.client.typing(room.id)
    room.mina.client.read(room.id, 0)
    await asyncio.sleep(0.3)

    assert problem["status"] == 404
    assert room.jun.events[before:] == []


async def test_one_who_left_is_told_no_more_than_a_stranger(room: Room, person: People) -> None:
    await room.mina.client.say(room.id, "비밀", client_id="secret")
    await leave(room.mina, room.id)
    told = []
    for somebody in (room.mina.person, await person()):
        socket = await raw_socket(somebody)
        for room_id in (room.id, "5" * 24):
            for command in (
                {"type": "open", "after_seq": 0},
                {"type": "say", "client_id": "new", "text": "들려요?"},
                {"type": "read", "seq": 1},
                {"type": "typing"},
            ):
                await socket.send({**command, "room_id": room_id})
                problem = await socket.refusal()
                told.append({name: problem[name] for name in problem if name != "request_id"})
        socket.close()

    assert len(told) == 16
    assert told == [told[0]] * 16
    assert told[0]["status"] == 404


async def test_coming_back_makes_it_run_again(room: Room) -> None:
    await leave(room.mina, room.id)
    await room.jun.hears(RoomChanged, lambda event: event.status == "pending")
    again = await open_room(room.mina.person, room.jun.person)
    back = await room.jun.hears(RoomChanged, lambda event: event.status == "running")
    await room.mina.client.open(room.id)
    said = await room.jun.client.say(room.id, "돌아왔네요!")
    heard = await room.mina.hears(Said, lambda event: event.text == "돌아왔네요!")

    assert again == room.id
    assert back.left_by_partner is False
    assert said.seq == heard.seq == 1


async def test_the_last_to_leave_closes_the_room(room: Room) -> None:
    await room.mina.client.say(room.id, "안녕히")
    await leave(room.mina, room.id)
    await leave(room.jun, room.id)
    told = await room.jun.hears(RoomChanged, lambda event: event.left)
    with pytest.raises(Refusal) as refusal:
        await room.jun.client.say(room.id, "아무도 없나요?")
    anew = await open_room(room.mina.person, room.jun.person)

    assert told.room_id == room.id
    assert refusal.value.problem["status"] == 404
    assert anew != room.id
    assert (await outline_of(room.jun.person, anew))["last_seq"] == 0


async def test_saying_and_leaving_at_once_leaves_no_hole(room: Room) -> None:
    sayings = [
        asyncio.create_task(room.jun.client.say(room.id, str(number), client_id=f"c{number}"))
        for number in range(30)
    ]
    await asyncio.sleep(0.01)
    await leave(room.mina, room.id)
    outcomes = await asyncio.gather(*sayings, return_exceptions=True)
    log = await room.jun.client.open(room.id)

    acknowledged = {each.seq for each in outcomes if not isinstance(each, BaseException)}
    assert all(isinstance(each, Refusal) for each in outcomes if isinstance(each, BaseException))
    assert acknowledged <= {message.seq for message in log.messages}
    assert [message.seq for message in log.messages] == list(range(1, len(log.messages) + 1))


async def test_unread_counts_what_the_partner_said_since(room: Room) -> None:
    for number in range(3):
        await room.mina.client.say(room.id, str(number))
    unread = (await outline_of(room.jun.person, room.id))["unread_count"]
    room.jun.client.read(room.id, 2)
    told = [await talker.hears(HasRead) for talker in (room.mina, room.jun)]
    left = (await outline_of(room.jun.person, room.id))["unread_count"]
    await room.jun.client.say(room.id, "네")
    await room.mina.client.say(room.id, "좋아요")
    since = await outline_of(room.jun.person, room.id)
    of_mina = await outline_of(room.mina.person, room.id)

    assert unread == 3
    assert {(event.room_id, event.user_id, event.seq) for event in told} == {(room.id, room.jun.person.id, 2)}
    assert left == 1
    assert (since["unread_count"], since["read_seq"]) == (2, 2)
    assert (of_mina["unread_count"], of_mina["partner_read_seq"]) == (1, 2)


async def test_reading_never_goes_back_nor_beyond_the_end(room: Room) -> None:
    for number in range(3):
        await room.mina.client.say(room.id, str(number))
    socket = await raw_socket(room.jun.person)
    told = []
    for seq in (2, 1, 0, 2**53 - 1, 1):
        await socket.send({"type": "read", "room_id": room.id, "seq": seq})
        told.append((await socket.next_of(HasRead)).seq)
    socket.close()
    own = await outline_of(room.jun.person, room.id)

    assert told == [2, 2, 2, 3, 3]
    assert (own["read_seq"], own["unread_count"]) == (3, 0)


async def test_a_welcome_tells_where_rooms_stand(api: Api, room: Room) -> None:
    await room.mina.client.say(room.id, "하나")
    await room.mina.client.say(room.id, "둘")
    room.jun.client.read(room.id, 1)
    await room.mina.hears(HasRead)
    async with talking([room.jun.person], api.base) as (tab,):
        (outline,) = (await tab.hears(Welcomed)).rooms

    assert outline.room_id == room.id
    assert (outline.last_seq, outline.read_seq, outline.unread_count) == (2, 1, 1)
    assert (outline.status, outline.left_by_partner, outline.partner_read_seq) == ("running", False, 0)


async def test_typing_is_told_once_in_a_while_and_only_to_the_partner(room: Room) -> None:
    for _ in range(5):
        room.mina.client.typing(room.id)
    told = await room.jun.hears(IsTyping)
    await room.mina.client.say(room.id, "다 썼어요")
    await room.jun.hears(Said)

    assert (told.room_id, told.user_id) == (room.id, room.mina.person.id)
    assert len(room.jun.told(IsTyping)) == 1
    assert room.mina.told(IsTyping) == []


async def test_a_deleted_account_leaves_its_rooms(room: Room, documents: Documents) -> None:
    await room.mina.client.say(room.id, "마지막 말")
    answer = await room.mina.person.api.delete("/users/me", {"password": room.mina.person.password})
    assert answer.status == 204
    await documents.removals.resume()
    told = await room.jun.hears(RoomChanged, lambda event: event.status == "pending")
    shown = await outline_of(room.jun.person, room.id)

    assert told.left_by_partner
    assert shown["partner"] is None
    assert room.jun.history(room.id) == ["마지막 말"]
