"""Coffee chats over REST: two people talk, nobody else hears, and nothing is stored twice."""

import asyncio
from functools import partial
from typing import Any

import pytest
from bson import ObjectId

from documents import Documents
from tests.api import Answer
from tests.people import People, Person
from tests.published import Publish
from tests.working import until


class Room:
    """A room of two people."""

    def __init__(self, mina: Person, jun: Person, room_id: str) -> None:
        self.mina = mina
        self.jun = jun
        self.id = room_id

    @property
    def path(self) -> str:
        return f"/rooms/{self.id}"

    async def say(self, who: Person, text: str, client_id: str | None = None) -> Answer:
        draft = {"client_id": client_id or str(ObjectId()), "text": text}
        return await who.api.post(f"{self.path}/messages", draft)

    async def seen_by(self, who: Person) -> Any:
        answer = await who.api.get(self.path)
        assert answer.status == 200, answer
        return answer.json


@pytest.fixture
async def room(person: People) -> Room:
    """Give two people and the room that one of them opened."""
    mina, jun = await person(), await person()
    answer = await mina.api.post("/rooms", {"username": jun.username})
    assert answer.status == 200, answer
    return Room(mina, jun, answer.json["id"])


async def test_a_room_is_seen_by_both(room: Room) -> None:
    mine, theirs = await room.seen_by(room.mina), await room.seen_by(room.jun)

    assert mine == {
        "id": room.id,
        "partner": {"id": room.jun.id, "username": room.jun.username, "picture_url": None},
        "status": "stopped",
        "left_by_partner": False,
        "partner_connected": False,
        "project_id": None,
        "last_message": None,
        "last_seq": 0,
        "read_seq": 0,
        "partner_read_seq": 0,
        "unread_count": 0,
        "active_at": mine["created_at"],
        "created_at": mine["created_at"],
    }
    assert theirs["partner"]["username"] == room.mina.username


async def test_opening_again_gives_the_same_room(room: Room) -> None:
    again = await room.jun.api.post("/rooms", {"username": room.mina.username.upper()})

    assert (again.status, again.json["id"]) == (200, room.id)
    assert again.headers["Cache-Control"] == "no-store"


async def test_a_room_may_begin_with_a_project(room: Room, person: People, publish: Publish) -> None:
    visitor = await person()
    project_id = await publish(room.mina)

    opened = await visitor.api.post("/rooms", {"username": room.mina.username, "project_id": project_id})
    refused = await visitor.api.post("/rooms", {"username": room.jun.username, "project_id": project_id})

    assert opened.json["project_id"] == project_id
    assert (refused.status, refused.pointers) == (422, ["#/project_id"])


async def test_nobody_talks_with_themselves_or_nobody(room: Room) -> None:
    for username in (room.mina.username, "no-such-person"):
        answer = await room.mina.api.post("/rooms", {"username": username})
        assert (answer.status, answer.pointers) == (422, ["#/username"])


async def test_what_is_said_is_read_by_both(room: Room) -> None:
    said = await room.say(room.mina, "안녕하세요\n😀", "c1")
    answered = await room.say(room.jun, "반가워요", "c1")

    assert (said.status, answered.status) == (201, 201)
    assert set(said.json) == {"id", "room_id", "seq", "client_id", "sender_id", "text", "sent_at"}
    assert (said.json["seq"], said.json["sender_id"], said.json["room_id"]) == (1, room.mina.id, room.id)
    for who in (room.mina, room.jun):
        read = await who.api.get(f"{room.path}/messages")
        assert read.json == {"items": [said.json, answered.json], "complete": True, "last_seq": 2}
    seen = await room.seen_by(room.mina)
    assert (seen["last_message"], seen["unread_count"]) == (answered.json, 1)
    assert seen["active_at"] == answered.json["sent_at"]


async def test_a_message_sent_again_is_the_same(room: Room) -> None:
    first, *others = await asyncio.gather(*(room.say(room.mina, "hello", "c1") for _ in range(5)))
    later = await room.say(room.mina, "another text", "c1")

    assert {answer.status for answer in (first, *others, later)} == {201}
    assert all(answer.json == first.json for answer in (*others, later))


async def test_messages_are_read_in_parts(room: Room) -> None:
    await asyncio.gather(*(room.say(room.mina, f"text {number}") for number in range(12)))

    async def read(**query: int) -> tuple[list[int], bool]:
        answer = await room.jun.api.get(f"{room.path}/messages", query=query)
        assert answer.json["last_seq"] == 12
        return [message["seq"] for message in answer.json["items"]], answer.json["complete"]

    assert await read(limit=5) == ([8, 9, 10, 11, 12], False)
    assert await read(limit=5, before_seq=4) == ([1, 2, 3], True)
    assert await read(limit=5, after_seq=4) == ([5, 6, 7, 8, 9], False)
    assert await read(after_seq=10) == ([11, 12], True)
    assert await read(after_seq=0, before_seq=3) == ([1, 2], True)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": 0}, "#/limit"),
        ({"limit": 201}, "#/limit"),
        ({"after_seq": -1}, "#/after_seq"),
        ({"before_seq": 2**53}, "#/before_seq"),
        ({"before_seq": 10**30}, "#/before_seq"),
        ({"after_seq": "x"}, "#/after_seq"),
        ({"before_seq": ["1", "2"]}, "#/before_seq"),
        ({"since": "1"}, "#/since"),
    ],
)
async def test_parts_that_cannot_be_are_refused(room: Room, query: dict[str, Any], pointer: str) -> None:
    answer = await room.mina.api.get(f"{room.path}/messages", query=query)

    assert (answer.status, answer.pointers) == (422, [pointer])


@pytest.mark.parametrize(
    "text", ["", " ", "\n \t\n", "x" * 2001, "null\x00", "bell\x07", "a\u202eb", None, 5, ["x"], {"$gt": ""}]
)
async def test_what_is_no_message_is_refused(room: Room, text: object) -> None:
    answer = await room.mina.api.post(f"{room.path}/messages", {"client_id": "c1", "text": text})

    assert (answer.status, answer.pointers) == (422, ["#/text"])
    assert (await room.seen_by(room.mina))["last_seq"] == 0


@pytest.mark.parametrize("client_id", ["", " ", "x" * 65, "a b", "가", "a\n", "\x00", None, 5, {"$ne": 1}])
async def test_what_is_no_client_id_is_refused(room: Room, client_id: object) -> None:
    answer = await room.mina.api.post(f"{room.path}/messages", {"client_id": client_id, "text": "x"})

    assert (answer.status, answer.pointers) == (422, ["#/client_id"])


async def test_the_longest_message_is_taken(room: Room) -> None:
    answer = await room.say(room.mina, "😀" * 2000, "x" * 64)

    assert answer.status == 201
    assert answer.json["text"] == "😀" * 2000


async def test_a_room_of_others_is_not_there(room: Room, person: People) -> None:
    stranger = await person()
    for path in (room.path, "/rooms/5f5f5f5f5f5f5f5f5f5f5f5f"):
        answers = [
            await stranger.api.get(path),
            await stranger.api.delete(path),
            await stranger.api.get(f"{path}/messages"),
            await stranger.api.post(f"{path}/messages", {"client_id": "c1", "text": "x"}),
        ]
        assert {answer.status for answer in answers} == {404}
        assert len({(answer.json["type"], answer.json["detail"]) for answer in answers}) == 1
    assert (await stranger.api.get("/rooms")).json["items"] == []
    assert (await room.seen_by(room.mina))["last_seq"] == 0


async def test_leaving_leaves_the_partner_to_read(room: Room) -> None:
    await room.say(room.mina, "farewell", "c1")
    left = await room.mina.api.delete(room.path)

    assert (left.status, left.body) == (204, b"")
    assert (await room.mina.api.get(room.path)).status == 404
    assert (await room.mina.api.delete(room.path)).status == 404
    assert (await room.mina.api.get("/rooms")).json["items"] == []
    seen = await room.seen_by(room.jun)
    assert (seen["status"], seen["left_by_partner"], seen["last_seq"]) == ("pending", True, 1)
    refused = await room.say(room.jun, "are you there?")
    assert (refused.status, refused.kind) == (409, "conflict")
    assert len((await room.jun.api.get(f"{room.path}/messages")).json["items"]) == 1
    again = await room.jun.api.post("/rooms", {"username": room.mina.username})
    assert (again.json["id"], again.json["status"]) == (room.id, "pending")

    back = await room.mina.api.post("/rooms", {"username": room.jun.username})
    assert (back.json["id"], back.json["status"], back.json["last_seq"]) == (room.id, "stopped", 1)
    assert (await room.say(room.jun, "welcome back")).status == 201


async def test_a_room_that_both_left_is_gone(room: Room, documents: Documents) -> None:
    await room.say(room.mina, "x")
    assert (await room.mina.api.delete(room.path)).status == 204
    assert (await room.jun.api.delete(room.path)).status == 204

    assert (await room.say(room.jun, "x")).status == 404
    await documents.removals.resume()
    assert await documents.store.database.messages.count_documents({"room_id": ObjectId(room.id)}) == 0
    new = await room.jun.api.post("/rooms", {"username": room.mina.username})
    assert (new.json["id"] != room.id, new.json["last_seq"]) == (True, 0)


async def test_rooms_are_listed_by_who_spoke_last(person: People, documents: Documents) -> None:
    mina, *partners = [await person() for _ in range(6)]
    rooms = [(await mina.api.post("/rooms", {"username": each.username})).json["id"] for each in partners]

    async def knows_its_last(room_id: str) -> bool:
        """Tell whether a room has the copy of its last message, by which it is sorted."""
        stored = await documents.store.database.rooms.find_one({"_id": ObjectId(room_id)})
        return stored is not None and stored["last_seq"] == 1

    for number in (2, 0):
        draft = {"client_id": "c1", "text": "hello"}
        assert (await partners[number].api.post(f"/rooms/{rooms[number]}/messages", draft)).status == 201
        await until(partial(knows_its_last, rooms[number]))

    first = await mina.api.get("/rooms", query={"limit": 3})
    second = await mina.api.get("/rooms", query={"limit": 3, "cursor": first.json["next"]})

    found = [item["id"] for item in first.json["items"] + second.json["items"]]
    assert found == [rooms[number] for number in (0, 2, 4, 3, 1)]
    assert [item["unread_count"] for item in first.json["items"]] == [1, 1, 0]
    assert (first.json["total"], first.json["previous"], second.json["next"]) == (5, None, None)
    assert (await mina.api.get("/rooms", query={"cursor": "x"})).kind == "bad-cursor"
    stolen = await partners[0].api.get("/rooms", query={"cursor": first.json["next"]})
    assert stolen.kind == "bad-cursor"


async def test_guests_have_no_rooms(room: Room) -> None:
    guest = room.mina.api.with_token(None)
    answers = [
        await guest.get("/rooms"),
        await guest.post("/rooms", {"username": room.jun.username}),
        await guest.get(room.path),
        await guest.delete(room.path),
        await guest.get(f"{room.path}/messages"),
        await guest.post(f"{room.path}/messages", {"client_id": "c1", "text": "x"}),
    ]

    assert {answer.status for answer in answers} == {401}


async def test_whose_account_is_gone_has_no_name(room: Room, documents: Documents) -> None:
    await room.say(room.mina, "to be read later")
    assert (await room.mina.api.delete("/users/me", {"password": room.mina.password})).status == 204

    seen = await room.seen_by(room.jun)
    assert (seen["partner"], seen["status"], seen["left_by_partner"]) == (None, "pending", True)
    await documents.removals.resume()
    assert (await room.say(room.jun, "x")).status == 409
    assert (await room.jun.api.get(f"{room.path}/messages")).json["items"][0]["text"] == "to be read later"
    assert (await room.jun.api.post("/rooms", {"username": room.mina.username})).status == 422
