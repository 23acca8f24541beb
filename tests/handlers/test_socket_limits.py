"""Those who are too fast, too slow, too many or no longer welcome harm nobody else."""

import asyncio
import socket as sockets
import struct
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import msgspec
import pytest
from structlog.testing import capture_logs

from handlers.chat.pace import COMMANDS_A_SECOND, OPEN_WEIGHS
from handlers.chat.timing import Timing
from sidepro.client import SessionEnded
from sidepro.server import Server
from sidepro.services.tokens import Identity, Tokens
from sidepro.settings import Settings
from sidepro.wire.frames import Opened, Refused, Restarting, Said, Welcomed
from tests.api import Api
from tests.chatting import (
    PATIENCE,
    RawSocket,
    address_of,
    chat_of,
    open_room,
    raw_socket,
    serving_together,
    shake_hands,
    talking,
    ticket_of,
)
from tests.people import People, Person, sign_up
from tests.working import until

NOBODY = "5" * 24


@pytest.fixture
async def limited(server: Server, settings: Settings) -> AsyncIterator[Server]:
    """Give a server that limits."""
    async with serving_together(msgspec.structs.replace(settings, rate_limits=True)) as (limited,):
        yield limited


@pytest.fixture
async def limited_mina(limited: Server) -> AsyncIterator[Person]:
    api = Api(address_of(limited))
    yield await sign_up(api)
    api.close()


def say(room_id: str, client_id: str, text: str = "안녕하세요") -> dict[str, str]:
    return {"type": "say", "room_id": room_id, "client_id": client_id, "text": text}


async def outcome(socket: RawSocket, commands: int) -> tuple[int, int, int | None]:
    """Count what was said and refused until so many commands were answered or the socket ends."""
    said = refused = 0
    while said + refused < commands:
        event = await socket.next()
        if event is None:
            return said, refused, socket.connection.close_code
        said += isinstance(event, Said)
        refused += isinstance(event, Refused)
    return said, refused, None


async def test_twenty_commands_a_second_pass(
    limited: Server, settings: Settings, limited_mina: Person
) -> None:
    room_id = await open_room(limited_mina, await sign_up(Api(address_of(limited))))
    socket = await raw_socket(limited_mina, settings.public_url)
    began = asyncio.get_running_loop().time()
    for number in range(50):
        await socket.send(say(room_id, f"c{number}"))
    said, refused, code = await outcome(socket, 50)
    seconds = asyncio.get_running_loop().time() - began
    socket.close()

    assert 20 <= said <= COMMANDS_A_SECOND * (1 + seconds)
    assert said + refused == 50
    assert code is None


async def test_who_goes_on_and_on_is_sent_away(
    limited: Server, settings: Settings, limited_mina: Person
) -> None:
    room_id = await open_room(limited_mina, await sign_up(Api(address_of(limited))))
    calm = await raw_socket(limited_mina, settings.public_url)
    flood = await raw_socket(limited_mina, settings.public_url)
    for number in range(1000):
        await flood.send(say(room_id, f"flood{number}"))
    said, refused, code = await outcome(flood, 1000)
    await calm.send(say(room_id, "calm"))
    heard = await calm.next_of(Said)
    while heard.client_id != "calm":
        heard = await calm.next_of(Said)
    for socket in (calm, flood):
        socket.close()

    assert code == 1008
    assert said + refused < 200
    assert refused > 20


async def test_opening_weighs_five(settings: Settings, limited_mina: Person) -> None:
    socket = await raw_socket(limited_mina, settings.public_url)
    began = asyncio.get_running_loop().time()
    for _ in range(30):
        await socket.send({"type": "open", "room_id": NOBODY, "after_seq": 0})
    statuses = [(await socket.refusal())["status"] for _ in range(30)]
    seconds = asyncio.get_running_loop().time() - began
    socket.close()

    assert statuses[:4] == [404] * 4
    assert set(statuses) <= {404, 429}
    assert statuses.count(404) <= COMMANDS_A_SECOND * (1 + seconds) / OPEN_WEIGHS


async def test_a_client_keeps_to_the_limits_by_itself(
    limited: Server, settings: Settings, limited_mina: Person
) -> None:
    room_id = await open_room(limited_mina, await sign_up(Api(address_of(limited))))
    async with talking([limited_mina], settings.public_url) as (mina,):
        await mina.client.open(room_id)
        await asyncio.gather(*(mina.client.say(room_id, str(number)) for number in range(30)))

    assert mina.told(Refused) == []
    assert mina.history(room_id) == [str(number) for number in range(30)]


async def test_one_who_never_reads_is_sent_away_and_harms_nobody(
    api: Api, server: Server, person: People
) -> None:
    mina, jun = await person(), await person()
    room_id = await open_room(mina, jun)
    deaf = await deaf_socket(jun, api.base)
    async with talking([mina, jun], api.base, paced=False) as (one, other):
        await asyncio.gather(one.client.open(room_id), other.client.open(room_id))
        with capture_logs() as events:
            sent = 0
            while not any(event.get("code") == 1013 for event in events) and sent < 4000:
                texts = [f"{sent}-{number}" for number in range(50)]
                await asyncio.gather(*(one.client.say(room_id, "말" * 2000, text) for text in texts))
                sent += 50
        await other.has(room_id, sent)

    deaf.close()
    closed = [event for event in events if event["event"] == "socket.closed"]
    assert [event["code"] for event in closed].count(1013) == 1
    assert [len(talker.told(Welcomed)) for talker in (one, other)] == [1, 1], "nobody else was sent away"
    assert other.history(room_id) == one.history(room_id)


async def deaf_socket(person: Person, origin: str) -> sockets.socket:
    """Open a socket that never reads more than the answer to its handshake."""
    deaf = sockets.socket()
    deaf.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    deaf.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(deaf, ("127.0.0.1", urlsplit(person.api.base).port))
    await loop.sock_sendall(deaf, _handshake(origin, await ticket_of(person)))
    assert b" 101 " in await loop.sock_recv(deaf, 200)
    return deaf


async def test_abandoned_handshakes_leave_nothing_behind(
    server: Server, settings: Settings, person: People
) -> None:
    timing = Timing(ping=4, pong=4)
    async with serving_together(settings, timing=timing) as (short,):
        chat = chat_of(short)
        port = short.settings.port
        half = [await _begin(port, b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgr") for _ in range(300)]
        silent = [await _begin(port, b"") for _ in range(300)]
        mina = await person()
        mina_there = Person(**{**vars(mina), "api": Api(address_of(short), mina.api.token)})
        deaf = await asyncio.gather(*(deaf_socket(mina_there, settings.public_url) for _ in range(8)))
        here = len(chat.hub)
        for each in half[:150] + silent[:150]:
            each.close()
        socket = await raw_socket(mina_there, settings.public_url)
        await until(lambda: len(chat.hub) == len(chat.sockets.holders(mina.id)) == 1)
        socket.close()
        for each in [*deaf, *half, *silent]:
            each.close()
        mina_there.api.close()

    assert here == 8


async def test_hasty_handshakes_leave_nothing_behind(server: Server) -> None:
    chat, tokens = chat_of(server), server.services.tokens
    lifecycle = server.app.settings["house"].lifecycle
    await until(lambda: len(chat.hub) == 0)
    for number in range(200):
        user_id = f"{number:024x}"
        token = tokens.socket(Identity(user_id, user_id))
        hasty = await _begin(server.settings.port, _handshake(server.settings.public_url, token))
        if number % 2:
            await asyncio.sleep(0.001 * (number % 7))
        hasty.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
        hasty.close()
    await until(lambda: len(chat.hub) == 0 and lifecycle.under_way == 0)
    await asyncio.wait_for(chat.lines.all_gone(), PATIENCE)
    await until(lambda: not any(chat.sockets.holders(f"{number:024x}") for number in range(200)))


async def test_ten_thousand_abandoned_handshakes_leave_nothing_behind(server: Server, person: People) -> None:
    chat, tokens, origin = chat_of(server), server.services.tokens, server.settings.public_url
    lifecycle = server.app.settings["house"].lifecycle
    await until(lambda: len(chat.hub) == 0)
    for wave in range(100):
        begun = [
            await _begin(server.settings.port, _part(wave, number, origin, tokens)) for number in range(100)
        ]
        await asyncio.sleep(0)
        for number, each in enumerate(begun):
            if number % 2:
                each.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
            each.close()
    await until(lambda: len(chat.hub) == 0 and lifecycle.under_way == 0)
    await asyncio.wait_for(chat.lines.all_gone(), PATIENCE)
    socket = await raw_socket(await person())
    socket.close()

    await until(lambda: not chat.sockets._own)


def _part(wave: int, number: int, origin: str, tokens: Tokens) -> bytes:
    """Begin a handshake: a whole one of each ten, otherwise as much as somebody sends before they go."""
    user_id = f"{wave * 100 + number:024x}"
    genuine = number % 10 == 0
    whole = _handshake(origin, tokens.socket(Identity(user_id, user_id)) if genuine else "none")
    return whole if genuine else whole[: len(whole) * (number % 10) // 10]


async def test_a_thousand_sockets_come_and_go_and_leave_nothing_behind(server: Server) -> None:
    chat, tokens, base = chat_of(server), server.services.tokens, server.settings.public_url
    await until(lambda: len(chat.hub) == 0)
    tasks = len(asyncio.all_tasks())

    async def come(number: int) -> RawSocket:
        user_id = f"{number:024x}"
        token = tokens.socket(Identity(user_id, user_id))
        socket = await shake_hands(base, origin=base, offers=["sidepro.v1", f"token.{token}"])
        await socket.next()
        return socket

    for wave in range(20):
        sockets_now = await asyncio.gather(*(come(wave * 50 + number) for number in range(50)))
        assert len(chat.hub) >= 50
        for socket in sockets_now:
            socket.close()
        await until(lambda: len(chat.hub) == 0)
    await asyncio.wait_for(chat.lines.all_gone(), PATIENCE)
    await until(lambda: len(asyncio.all_tasks()) <= tasks + 5)

    await until(lambda: not chat.sockets._own)
    assert not any(chat.rooms.holders(room_id) for room_id in chat.rooms._own)
    await until(lambda: chat.bus._subscription._wanted == set())
    assert f"sidepro_sockets {0.0}" in server.services.metrics.exposition().decode()


def _handshake(origin: str, token: str) -> bytes:
    return (
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Origin: {origin}\r\nSec-WebSocket-Protocol: sidepro.v1, token.{token}\r\n\r\n"
    ).encode()


async def _begin(port: int, data: bytes) -> sockets.socket:
    """Connect, send what is there, and do nothing more."""
    begun = sockets.socket()
    begun.setblocking(False)
    await asyncio.get_running_loop().sock_connect(begun, ("127.0.0.1", port))
    await asyncio.get_running_loop().sock_sendall(begun, data)
    return begun


async def test_logging_out_closes_the_sockets_of_that_device_only(api: Api, person: People) -> None:
    mina = await person()
    other = await api.post("/sessions", {"email": mina.email, "password": mina.password})
    phone = Person(**{**vars(mina), "api": api.with_token(other.json["access_token"])})
    async with talking([mina, phone], api.base) as (laptop, pocket):
        (session,) = [each for each in (await mina.api.get("/sessions")).json["items"] if each["current"]]
        await phone.api.delete(f"/sessions/{session['id']}")
        with pytest.raises(SessionEnded):
            await asyncio.wait_for(laptop.client.stay(), PATIENCE)
        still = pocket.client.is_connected

    assert laptop.client.close_code == 4401
    assert still


async def test_a_revocation_that_nobody_told_is_noticed_at_the_next_look(
    server: Server, settings: Settings, person: People
) -> None:
    mina = await person()
    async with serving_together(settings, timing=Timing(renewal=0.2)) as (other,):
        base = address_of(other)
        there = Person(**{**vars(mina), "api": Api(base, mina.api.token)})
        socket = await raw_socket(there, settings.public_url)
        (session,) = (await mina.api.get("/sessions")).json["items"]
        other.services.revocations._until[session["id"]] = asyncio.get_running_loop().time() + 60
        code = await socket.ends()
        socket.close()
        there.api.close()

    assert code == 4401


async def test_a_deleted_account_has_no_sockets(api: Api, person: People) -> None:
    mina = await person()
    socket = await raw_socket(mina)
    await mina.api.delete("/users/me", {"password": mina.password})
    code = await socket.ends()
    socket.close()

    assert code == 4401


async def test_a_server_that_stops_says_so_and_keeps_what_was_said(
    server: Server, settings: Settings, person: People
) -> None:
    mina, jun = await person(), await person()
    room_id = await open_room(mina, jun)
    async with serving_together(settings) as (stopping,):
        there = Person(**{**vars(mina), "api": Api(address_of(stopping), mina.api.token)})
        socket = await raw_socket(there, settings.public_url)
        for number in range(20):
            await socket.send(say(room_id, f"last{number}"))
        await socket.send({"type": "open", "room_id": room_id, "after_seq": 0})
        await socket.next_of(Opened)
        stop = asyncio.create_task(stopping.stop())
        await socket.next_of(Restarting)
        code = await socket.ends()
        socket.close()
        await asyncio.wait_for(stop, PATIENCE)
        there.api.close()

    kept = (await jun.api.get(f"/rooms/{room_id}/messages")).json["items"]
    assert code == 1012
    assert [message["client_id"] for message in kept] == [f"last{number}" for number in range(20)]


async def test_what_sockets_do_is_measured(api: Api, person: People) -> None:
    mina, jun = await person(), await person()
    room_id = await open_room(mina, jun)
    socket = await raw_socket(mina)
    await socket.send(say(room_id, "one"))
    await socket.next_of(Said)
    await socket.send("{")
    await socket.refusal()
    metrics = (await api.get("//metrics")).body.decode()
    socket.close()

    assert "sidepro_sockets " in metrics
    assert 'sidepro_socket_commands_total{command="say"}' in metrics
    assert 'sidepro_socket_refusals_total{kind="malformed"}' in metrics
    assert "sidepro_say_seconds_bucket" in metrics
