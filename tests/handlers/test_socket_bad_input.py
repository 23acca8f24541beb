"""Bad frames: each is refused with a problem that names what is wrong, and harms nothing else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from sidepro.wire.frames import Opened, Refused, Said
from tests.api import Api
from tests.chatting import RawSocket, open_room, raw_socket, shake_hands, ticket_of
from tests.people import Person, sign_up

NOBODY = "5" * 24


@dataclass(frozen=True)
class Bad:
    """A frame, the kind of problem that it leads to, and the fields that it blames."""

    frame: str | bytes
    kind: str
    pointers: tuple[str, ...] = ()
    command: str | None = None


def command(type_: str, **fields: Any) -> str:
    return msgspec.json.encode({"type": type_, **fields}).decode()


def say(**changes: Any) -> str:
    fields = {"room_id": NOBODY, "client_id": "c1", "text": "안녕하세요", **changes}
    return command("say", **{name: value for name, value in fields.items() if value is not ...})


def raw(type_: str, field: str, value: str) -> str:
    """Write a command with a value that no library would write."""
    return f'{{"type":"{type_}","room_id":"{NOBODY}","{field}":{value}}}'


BAD = {
    "binary": Bad(b"\x00\x01\x02", "malformed"),
    "binary JSON": Bad(say().encode(), "malformed"),
    "nothing": Bad("", "malformed"),
    "half": Bad('{"type":"say"', "malformed"),
    "words": Bad("hello", "malformed"),
    "two objects": Bad("{}{}", "malformed"),
    "deep": Bad("[" * 16_000, "malformed"),
    "lone surrogate": Bad('{"type":"say","text":"\\ud800"}', "malformed"),
    "not a number": Bad('{"type":"open","after_seq":NaN}', "malformed"),
    "array": Bad("[]", "invalid", ("#",)),
    "null": Bad("null", "invalid", ("#",)),
    "text": Bad('"say"', "invalid", ("#",)),
    "no type": Bad("{}", "invalid", ("#/type",)),
    "type is null": Bad('{"type":null}', "invalid", ("#/type",)),
    "type is an object": Bad('{"type":{"$ne":null}}', "invalid", ("#/type",)),
    "unknown type": Bad('{"type":"shout"}', "invalid", ("#/type",)),
    "an event": Bad('{"type":"said"}', "invalid", ("#/type",)),
    "another case": Bad('{"type":"Say"}', "invalid", ("#/type",)),
    "all missing": Bad('{"type":"say"}', "invalid", ("#/client_id", "#/room_id", "#/text"), "say"),
    "a field too many": Bad(say(sender_id=NOBODY), "invalid", ("#/sender_id",), "say"),
    "an operator": Bad(say(room_id={"$ne": None}), "invalid", ("#/room_id",), "say"),
    "a list": Bad(say(text=["안녕"]), "invalid", ("#/text",), "say"),
    "room_id is no id": Bad(say(room_id="5" * 23 + "x"), "invalid", ("#/room_id",), "say"),
    "room_id is too long": Bad(say(room_id="5" * 25), "invalid", ("#/room_id",), "say"),
    "no client_id": Bad(say(client_id=...), "invalid", ("#/client_id",), "say"),
    "empty client_id": Bad(say(client_id=""), "invalid", ("#/client_id",), "say"),
    "long client_id": Bad(say(client_id="c" * 65), "invalid", ("#/client_id",), "say"),
    "client_id with spaces": Bad(say(client_id="a b"), "invalid", ("#/client_id",), "say"),
    "empty text": Bad(say(text=""), "invalid", ("#/text",), "say"),
    "only spaces": Bad(say(text=" \n\t　 "), "invalid", ("#/text",), "say"),
    "2,001 characters": Bad(say(text="가" * 2001), "invalid", ("#/text",), "say"),
    "control characters": Bad(say(text="ring\x07"), "invalid", ("#/text",), "say"),
    "a zero byte": Bad(say(text="\x00"), "invalid", ("#/text",), "say"),
    "turned around": Bad(say(text="\u202egnp.exe"), "invalid", ("#/text",), "say"),
    "negative seq": Bad(raw("open", "after_seq", "-1"), "invalid", ("#/after_seq",), "open"),
    "huge seq": Bad(raw("open", "after_seq", str(2**53)), "invalid", ("#/after_seq",), "open"),
    "endless seq": Bad(raw("open", "after_seq", "9" * 400), "invalid", ("#/after_seq",), "open"),
    "infinite seq": Bad(raw("open", "after_seq", "1e999"), "invalid", ("#/after_seq",)),
    "half a seq": Bad(raw("read", "seq", "1.5"), "invalid", ("#/seq",), "read"),
    "seq as text": Bad(raw("read", "seq", '"1"'), "invalid", ("#/seq",), "read"),
    "seq is true": Bad(raw("read", "seq", "true"), "invalid", ("#/seq",), "read"),
    "typing with a text": Bad(raw("typing", "text", '"a"'), "invalid", ("#/text",), "typing"),
    "nobody's room": Bad(say(), "not-found", (), "say"),
    "to open nobody's room": Bad(raw("open", "after_seq", "0"), "not-found", (), "open"),
    "to read in nobody's room": Bad(raw("read", "seq", "1"), "not-found", (), "read"),
    "to type in nobody's room": Bad(command("typing", room_id=NOBODY), "not-found", (), "typing"),
}


@pytest.fixture(scope="module")
async def mina(api: Api) -> AsyncIterator[Person]:
    mina = await sign_up(api)
    yield mina
    mina.api.close()


@pytest.fixture(scope="module")
async def room_id(api: Api, mina: Person) -> str:
    return await open_room(mina, await sign_up(api))


@pytest.fixture
async def socket(mina: Person) -> AsyncIterator[RawSocket]:
    socket = await raw_socket(mina)
    yield socket
    socket.close()


@pytest.mark.usefixtures("nothing_breaks")
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
async def test_a_bad_frame_is_refused_and_harms_nothing(socket: RawSocket, room_id: str, bad: Bad) -> None:
    await socket.send(bad.frame)
    refused = await socket.next_of(Refused)
    await socket.send(say(room_id=room_id, client_id="well"))
    said = await socket.next_of(Said)

    problem = msgspec.json.decode(refused.problem)
    assert problem["type"].endswith(f"/problems/{bad.kind}")
    assert tuple(sorted(error["pointer"] for error in problem.get("errors", []))) == bad.pointers
    assert refused.command == bad.command
    assert said.client_id == "well"


async def test_a_refusal_names_what_was_refused(socket: RawSocket, room_id: str) -> None:
    await socket.send(say(room_id=room_id, client_id="mine", text=""))
    refused = await socket.next_of(Refused)

    assert (refused.command, refused.room_id, refused.client_id) == ("say", room_id, "mine")


async def test_a_refusal_speaks_the_language_of_the_handshake(mina: Person) -> None:
    details = []
    for language in ("ko", "en"):
        socket = await shake_hands(
            mina.api.base,
            origin=mina.api.base,
            offers=["sidepro.v1", f"token.{await ticket_of(mina)}"],
            headers={"Accept-Language": language},
        )
        await socket.send(say(text=""))
        details.append((await socket.refusal())["errors"][0]["detail"])
        socket.close()

    assert "characters" in details[1]
    assert details[0] != details[1]


@pytest.mark.parametrize("size", [16 * 1024 + 1, 1024 * 1024])
async def test_a_frame_that_is_too_large_closes_its_socket_only(
    mina: Person, socket: RawSocket, room_id: str, size: int
) -> None:
    giant = await raw_socket(mina)
    await giant.send("a" * size)
    code = await giant.ends()
    giant.close()
    await socket.send(say(room_id=room_id, client_id=f"after{size}"))

    assert code in {1009, None}
    assert (await socket.next_of(Said)).client_id == f"after{size}"


async def test_the_largest_text_fits(socket: RawSocket, room_id: str) -> None:
    await socket.send(say(room_id=room_id, client_id="largest", text="🙂" * 2000))

    said = await socket.next_of(Said)
    assert said.text == "🙂" * 2000


async def test_a_history_of_nothing_is_whole(socket: RawSocket, room_id: str) -> None:
    await socket.send(raw("open", "after_seq", str(2**53 - 1)).replace(NOBODY, room_id))

    opened = await socket.next_of(Opened)
    assert (opened.messages, opened.complete) == ([], True)


@pytest.mark.usefixtures("nothing_breaks")
async def test_text_that_is_not_utf_8_ends_the_socket(mina: Person) -> None:
    socket = await raw_socket(mina)
    protocol = socket.connection.protocol
    assert protocol is not None
    await protocol._write_frame(True, 0x1, b"\xff\xfe")  # type: ignore[attr-defined]

    assert await socket.ends() in {None, 1007}
    socket.close()
