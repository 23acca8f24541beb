"""Two people talk over sockets: what is promised when nothing goes wrong, and when a connection does."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from sidepro.client import Refusal
from sidepro.wire.frames import Opened, Said, Welcomed
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
async def pair(person: People) -> tuple[Person, Person]:
    return await person(), await person()


@pytest.fixture
async def room(api: Api, pair: tuple[Person, Person]) -> AsyncIterator[Room]:
    room_id = await open_room(*pair)
    async with talking(list(pair), api.base) as (mina, jun):
        await asyncio.gather(mina.client.open(room_id), jun.client.open(room_id))
        yield Room(room_id, mina, jun)


async def test_what_one_says_both_hear(room: Room) -> None:
    said = await room.mina.client.say(room.id, "안녕하세요")
    heard = await room.jun.hears(Said)

    assert said.seq == heard.seq == 1
    assert heard.sender_id == room.mina.person.id
    assert room.mina.history(room.id) == room.jun.history(room.id) == ["안녕하세요"]


async def test_an_event_is_what_the_api_shows(room: Room) -> None:
    await room.mina.client.say(room.id, "두 줄\n이에요 🙂", client_id="c-1")
    heard = await room.jun.hears(Said)
    shown = (await room.jun.person.api.get(f"/rooms/{room.id}/messages")).json["items"]

    (message,) = shown
    assert message == {
        name: getattr(heard, name)
        for name in ("id", "room_id", "seq", "client_id", "sender_id", "text", "sent_at")
    }


async def test_a_message_said_twice_is_kept_once(room: Room) -> None:
    first = await room.mina.client.say(room.id, "한 번", client_id="c1")
    again = await room.mina.client.say(room.id, "두 번", client_id="c1")

    assert again.seq == first.seq
    assert room.mina.history(room.id) == ["한 번"]


async def test_a_message_said_twice_at_once_is_kept_once(room: Room) -> None:
    socket = await raw_socket(room.mina.person)
    say = {"type": "say", "room_id": room.id, "client_id": "same", "text": "같은 말"}

    await asyncio.gather(*(socket.send(say) for _ in range(10)))
    await socket.send({**say, "client_id": "other"})
    heard = [await socket.next_of(Said)]
    while heard[-1].client_id != "other":
        heard.append(await socket.next_of(Said))
    socket.close()

    assert {(said.seq, said.client_id) for said in heard} == {(1, "same"), (2, "other")}


async def test_many_messages_without_waiting_come_in_order(room: Room) -> None:
    texts = [f"{number}번째" for number in range(50)]

    said = await asyncio.gather(*(room.mina.client.say(room.id, text) for text in texts))
    await room.jun.hears(Said, lambda event: event.seq == 50)

    assert [message.seq for message in said] == list(range(1, 51))
    assert room.jun.history(room.id) == texts
    assert [event.seq for event in room.jun.told(Said)] == list(range(1, 51))


async def test_both_at_once_agree_about_the_order(room: Room) -> None:
    await asyncio.gather(
        *(talker.client.say(room.id, f"{number}") for number in range(30) for talker in (room.mina, room.jun))
    )
    for talker in (room.mina, room.jun):
        await talker.hears(Said, lambda event: event.seq == 60)

    assert room.mina.history(room.id) == room.jun.history(room.id)
    assert len(room.mina.history(room.id)) == 60


async def test_all_tabs_of_both_hear(api: Api, room: Room) -> None:
    people = [room.mina.person, room.jun.person]
    async with talking(people, api.base) as (mina_too, jun_too):
        await room.mina.client.say(room.id, "여러 탭")
        heard = [
            await talker.hears(Said, lambda event: event.text == "여러 탭")
            for talker in (room.jun, mina_too, jun_too)
        ]

    assert [event.seq for event in heard] == [1, 1, 1]


async def test_what_is_said_without_a_socket_is_heard(room: Room) -> None:
    answer = await room.jun.person.api.post(
        f"/rooms/{room.id}/messages", {"client_id": "rest", "text": "소켓 없이"}
    )
    heard = [await talker.hears(Said) for talker in (room.mina, room.jun)]

    assert answer.status == 201
    assert {event.id for event in heard} == {answer.json["id"]}


async def test_one_who_comes_later_gets_everything(api: Api, pair: tuple[Person, Person]) -> None:
    room_id = await open_room(*pair)
    async with talking([pair[0]], api.base) as (mina,):
        await asyncio.gather(*(mina.client.say(room_id, str(number)) for number in range(30)))
    async with talking([pair[1]], api.base) as (jun,):
        outline = jun.client.rooms[room_id]
        await jun.client.open(room_id)

    assert (outline.last_seq, outline.unread_count, outline.read_seq) == (30, 30, 0)
    assert jun.history(room_id) == [str(number) for number in range(30)]


async def test_a_part_never_looks_whole(pair: tuple[Person, Person]) -> None:
    mina, jun = pair
    room_id = await open_room(mina, jun)
    for start in range(0, 230, 46):
        answers = await asyncio.gather(
            *(
                mina.api.post(f"/rooms/{room_id}/messages", {"client_id": f"c{number}", "text": "말" * 2000})
                for number in range(start, start + 46)
            )
        )
        assert {answer.status for answer in answers} == {201}
    socket = await raw_socket(jun)
    parts: list[Opened] = []
    after = 0
    while not parts or not parts[-1].complete:
        await socket.send({"type": "open", "room_id": room_id, "after_seq": after})
        parts.append(await socket.next_of(Opened))
        after = parts[-1].messages[-1].seq
    socket.close()

    seqs = [message.seq for part in parts for message in part.messages]
    assert seqs == list(range(1, 231))
    assert len(parts) > 1
    assert {part.last_seq for part in parts} == {230}
    assert all(part.messages for part in parts)


async def test_after_a_cut_nothing_is_missed_and_nothing_is_doubled(room: Room) -> None:
    await room.mina.client.say(room.id, "하나")
    room.jun.client.cut()
    await asyncio.gather(*(room.mina.client.say(room.id, str(number)) for number in range(10)))
    await room.jun.has(room.id, 11)

    assert room.jun.history(room.id) == room.mina.history(room.id)
    assert len(room.jun.told(Welcomed)) == 2


async def test_what_was_not_acknowledged_is_said_again(room: Room) -> None:
    async def cut_now_and_then() -> None:
        for _ in range(5):
            await asyncio.sleep(0.05)
            room.mina.client.cut()

    cutting = asyncio.create_task(cut_now_and_then())
    texts = [str(number) for number in range(40)]
    said = await asyncio.gather(*(room.mina.client.say(room.id, text) for text in texts))
    await cutting

    assert [message.seq for message in said] == list(range(1, 41))
    kept = (await room.jun.person.api.get(f"/rooms/{room.id}/messages", query={"limit": 200})).json
    assert [message["text"] for message in kept["items"]] == texts


async def test_a_room_of_others_is_refused_and_nothing_is_told(room: Room, person: People) -> None:
    stranger = await person()
    socket = await raw_socket(stranger)
    problems = []
    for command in (
        {"type": "open", "room_id": room.id, "after_seq": 0},
        {"type": "say", "room_id": room.id, "client_id": "c", "text": "들려요?"},
        {"type": "read", "room_id": room.id, "seq": 1},
        {"type": "typing", "room_id": room.id},
    ):
        for room_id in (room.id, "5" * 24):
            await socket.send({**command, "room_id": room_id})
            problems.append(await socket.refusal())
    await socket.send({"type": "leave_view", "room_id": room.id})
    await room.mina.client.say(room.id, "우리끼리")
    socket.close()

    assert {(problem["status"], problem["detail"]) for problem in problems} == {(404, problems[0]["detail"])}
    assert room.mina.history(room.id) == ["우리끼리"]


async def test_the_client_tells_what_is_refused_for_good(room: Room, person: People, api: Api) -> None:
    async with talking([await person()], api.base) as (stranger,):
        with pytest.raises(Refusal) as saying:
            await stranger.client.say(room.id, "들려요?")
        with pytest.raises(Refusal) as opening:
            await stranger.client.open(room.id)

    assert saying.value.problem["status"] == opening.value.problem["status"] == 404
