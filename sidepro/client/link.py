"""A connection that is made again and again, and the commands that wait to be sent on it."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import msgspec
from tornado.httpclient import HTTPError, HTTPRequest
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClientConnection, WebSocketError, websocket_connect

from sidepro.wire.codec import encode
from sidepro.wire.frames import SUBPROTOCOL, TOKEN_PREFIX, Command, Event, Open, decode_event

SESSION_ENDED: Final = 4401

_LOST: Final = (HTTPError, OSError, StreamClosedError, WebSocketError, TimeoutError)
_LARGEST_EVENT: Final = 16 * 1024 * 1024
_CONNECT_SECONDS: Final = 10.0
_COMMANDS_A_SECOND: Final = 18.0
_COMMANDS_AT_ONCE: Final = 10.0
"""A little less than the server allows, because frames may arrive closer together than they were sent."""
_OPEN_WEIGHS: Final = 5.0


class SessionEnded(Exception):
    """The session is over: log in again."""


class Link:
    """Connects, reads events, and connects again; `receive` is given each event, `lost` is told of ends."""

    def __init__(  # noqa: PLR0913 - all that differs between one client and another
        self,
        origin: str,
        connect_to: str,
        ticket: Callable[[], Awaitable[str]],
        *,
        receive: Callable[[Event], None],
        lost: Callable[[], None],
        paced: bool,
        pauses: tuple[float, float],
        pings: tuple[float, float],
    ) -> None:
        self._origin = origin.rstrip("/")
        self._url = "ws" + connect_to.rstrip("/").removeprefix("http") + "/ws"
        self._ticket = ticket
        self._receive = receive
        self._lost = lost
        self._paced = paced
        self._pauses = pauses
        self._pings = pings
        self._failures = 0
        self._connection: WebSocketClientConnection | None = None
        self._outgoing: deque[Command] = deque()
        self._something = asyncio.Event()
        self.close_code: int | None = None
        """How the last connection ended, if it said so."""

    async def keep(self) -> None:
        """Stay connected for ever; raises `SessionEnded` when the session has."""
        while True:
            with suppress(*_LOST):
                await self._connect_once()
            if self.close_code == SESSION_ENDED:
                raise SessionEnded
            shortest, longest = self._pauses
            pause = min(longest, shortest * 2.0**self._failures)
            self._failures += 1
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads, hides nothing

    def is_welcome(self) -> None:
        """Take in that the server works: the next pause is a short one."""
        self._failures = 0

    def send(self, command: Command) -> None:
        """Send a command on this connection, after those that wait already; it is lost with it."""
        if self._connection is not None:
            self._outgoing.append(command)
            self._something.set()

    def cut(self) -> None:
        """End the connection without a word, as a bad network does."""
        if self._connection is not None and self._connection.protocol is not None:
            stream = self._connection.protocol.stream
            if stream is not None:
                stream.close()

    async def _connect_once(self) -> None:
        token = await self._ticket()
        request = HTTPRequest(
            self._url,
            headers={"Origin": self._origin},
            connect_timeout=_CONNECT_SECONDS,
            request_timeout=_CONNECT_SECONDS,
        )
        interval, timeout = self._pings
        connection = await _connected(
            websocket_connect(
                request,
                ping_interval=interval,
                ping_timeout=timeout,
                max_message_size=_LARGEST_EVENT,
                subprotocols=[SUBPROTOCOL, TOKEN_PREFIX + token],
            )
        )
        self._connection = connection
        sending = asyncio.create_task(self._keep_sending(connection))
        try:
            await self._read(connection)
        finally:
            self._connection = None
            self._outgoing.clear()
            self.close_code = connection.close_code
            connection.close()
            self._lost()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _read(self, connection: WebSocketClientConnection) -> None:
        while (frame := await connection.read_message()) is not None:
            with suppress(msgspec.ValidationError):  # an event of a newer server
                self._receive(decode_event(frame))

    async def _keep_sending(self, connection: WebSocketClientConnection) -> None:
        """Send what waits, no faster than the server takes it."""
        clock = asyncio.get_running_loop().time
        left, filled_at = _COMMANDS_AT_ONCE, clock()
        while True:
            await self._something.wait()
            self._something.clear()
            while self._outgoing:
                command = self._outgoing.popleft()
                weight = _OPEN_WEIGHS if isinstance(command, Open) else 1.0
                left = min(_COMMANDS_AT_ONCE, left + (clock() - filled_at) * _COMMANDS_A_SECOND) - weight
                filled_at = clock()
                if left < 0 and self._paced:
                    await asyncio.sleep(-left / _COMMANDS_A_SECOND)
                await connection.write_message(encode(command))


async def _connected(connecting: Awaitable[WebSocketClientConnection]) -> WebSocketClientConnection:
    """Wait for a connection; it is closed as soon as it is there when nobody waits for it any more."""
    coming = asyncio.ensure_future(connecting)
    try:
        return await asyncio.shield(coming)
    except asyncio.CancelledError:
        coming.add_done_callback(_close_unwanted)
        raise


def _close_unwanted(came: asyncio.Future[WebSocketClientConnection]) -> None:
    if not came.cancelled() and came.exception() is None:
        came.result().close()
