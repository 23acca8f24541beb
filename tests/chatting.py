"""Two people who talk, for tests: real clients of a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

import msgspec
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from handlers.chat.chat import Chat
from handlers.chat.timing import Timing
from sidepro.client import ChatClient
from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from sidepro.wire.frames import Event, Refused, decode_event
from tests.people import Person

E = TypeVar("E")

PATIENCE = 60.0


async def ticket_of(person: Person) -> str:
    """Ask for a token for one handshake."""
    answer = await person.api.post("/sessions/current/socket")
    assert answer.status == 200, answer
    return str(answer.json["token"])


async def open_room(one: Person, other: Person) -> str:
    """Open the room of two people."""
    answer = await one.api.post("/rooms", {"username": other.username})
    assert answer.status == 200, answer
    return str(answer.json["id"])


class Talker:
    """A person at a client, with everything that they were told."""

    def __init__(self, person: Person, origin: str, *, at: str | None = None, **options: Any) -> None:
        self.person = person
        self.events: list[Event] = []
        self.attempts = 0
        """How often it tried to connect."""
        self._news = asyncio.Event()
        self.client = ChatClient(
            origin,
            self._attempt,
            on_event=self._hear,
            connect_to=at or person.api.base,
            pauses=(0.05, 0.5),
            **options,
        )

    async def _attempt(self) -> str:
        self.attempts += 1
        return await ticket_of(self.person)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    def told(self, kind: type[E]) -> list[E]:
        """List the events of a kind, in their order."""
        return [event for event in self.events if isinstance(event, kind)]

    async def hears(
        self, kind: type[E], such: Callable[[E], bool] = lambda _: True, *, within: float = PATIENCE
    ) -> E:
        """Wait until an event of a kind is there, or was there before."""
        async with asyncio.timeout(within):
            while True:
                found = next((event for event in self.told(kind) if such(event)), None)
                if found is not None:
                    return found
                self._news.clear()
                await self._news.wait()

    async def hears_again(self, kind: type[E], times: int = 2, *, within: float = PATIENCE) -> E:
        """Wait until an event of a kind was told so often."""
        async with asyncio.timeout(within):
            while len(self.told(kind)) < times:
                self._news.clear()
                await self._news.wait()
        return self.told(kind)[-1]

    async def hears_last(self, kind: type[E], such: Callable[[E], bool]) -> None:
        """Wait until the latest event of a kind is such a one."""
        async with asyncio.timeout(PATIENCE):
            while not (told := self.told(kind)) or not such(told[-1]):
                self._news.clear()
                await self._news.wait()

    async def has(self, room_id: str, count: int, *, within: float = PATIENCE) -> None:
        """Wait until so many messages of an open room are here."""
        async with asyncio.timeout(within):
            while len(self.history(room_id)) < count:
                self._news.clear()
                await self._news.wait()

    def history(self, room_id: str) -> list[str]:
        """List what was said in an open room."""
        return [message.text for message in self.client.logs[room_id].messages]


@asynccontextmanager
async def talking(
    people: list[Person], origin: str, *, at: list[str] | None = None, **options: Any
) -> AsyncIterator[list[Talker]]:
    """Connect people, each to the server at the same place of `at`."""
    bases = at or [person.api.base for person in people]
    async with AsyncExitStack() as stack:
        talkers = [
            Talker(person, origin, at=base, **options) for person, base in zip(people, bases, strict=True)
        ]
        for talker in talkers:
            await stack.enter_async_context(talker.client)
        yield talkers


class RawSocket:
    """A socket that sends whatever it likes."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self.connection = connection

    async def send(self, frame: str | bytes | dict[str, Any]) -> None:
        await self.connection.write_message(frame, binary=isinstance(frame, bytes))

    async def next(self, within: float = PATIENCE) -> Event | None:
        """Give the next event, or None when the socket has ended."""
        async with asyncio.timeout(within):
            frame = await self.connection.read_message()
        return None if frame is None else decode_event(frame)

    async def next_of(self, kind: type[E], within: float = PATIENCE) -> E:
        """Give the next event of a kind, and forget those before it."""
        while True:
            event = await self.next(within)
            assert event is not None, f"closed with {self.connection.close_code}"
            if isinstance(event, kind):
                return event

    async def refusal(self) -> dict[str, Any]:
        """Give the problem of the next refusal."""
        refused = await self.next_of(Refused)
        return dict(msgspec.json.decode(refused.problem))

    async def ends(self, within: float = PATIENCE) -> int | None:
        """Wait for the end, and give its code."""
        async with asyncio.timeout(within):
            while await self.connection.read_message() is not None:
                pass
        return self.connection.close_code

    def close(self) -> None:
        self.connection.close()


async def shake_hands(
    base: str,
    *,
    origin: str | None,
    offers: list[str] | None,
    headers: dict[str, str] | None = None,
    **options: Any,
) -> RawSocket:
    """Connect as asked; raises `HTTPClientError` when refused."""
    sent = dict(headers or {})
    if origin is not None:
        sent["Origin"] = origin
    request = HTTPRequest(base.replace("http", "ws", 1) + "/ws", headers=sent, request_timeout=PATIENCE)
    return RawSocket(await websocket_connect(request, subprotocols=offers, **options))


async def raw_socket(person: Person, origin: str | None = None, **options: Any) -> RawSocket:
    """Connect a person, and return when they are welcomed."""
    token = await ticket_of(person)
    base = person.api.base
    socket = await shake_hands(
        base, origin=origin or base, offers=["sidepro.v1", f"token.{token}"], **options
    )
    await socket.next()
    return socket


@asynccontextmanager
async def serving_together(
    settings: Settings, count: int = 1, *, timing: Timing | None = None
) -> AsyncIterator[list[Server]]:
    """Serve with several processes' worth of servers behind one public address."""
    servers = []
    try:
        for _ in range(count):
            server = Server(msgspec.structs.replace(settings, port=free_port()), timing)
            await server.start()
            servers.append(server)
        yield servers
    finally:
        for server in servers:
            await server.stop()


def address_of(server: Server) -> str:
    """Tell where one server is reached."""
    return f"http://localhost:{server.settings.port}"


def chat_of(server: Server) -> Chat:
    """Give the chat of a server."""
    chat: Chat = server.app.settings["house"].chat
    return chat
