"""Listening to channels of Redis, over a connection that is made anew when it breaks.

A connection of its own: redis-py's `PubSub` connects again by itself without telling, and what was published
meanwhile would be missed unnoticed.
"""

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection

from sidepro.services.redis import REDIS_AWAY

log = structlog.get_logger("sidepro.bus")

_RETRY_SECONDS: Final = 0.5
_CONFIRMATION_SECONDS: Final = 2.0
_HEARTBEAT_SECONDS: Final = 5.0


class Subscription:
    """One connection of its own that listens to channels, and is made anew when it breaks."""

    def __init__(self, client: Redis, first: str) -> None:
        self._pool = client.connection_pool
        self._first = first
        self._wanted: set[str] = set()
        self._sent: set[str] = set()
        self._owed: dict[str, int] = {}
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._changed = asyncio.Event()
        self._listening = False
        self._is_lost = False
        self._heard_at = 0.0

    async def keep(
        self, take: Callable[[str, bytes], None], *, deaf: Callable[[], None], gap: Callable[[], None]
    ) -> None:
        """Listen for ever.

        `take` is called with each channel and message, `deaf` at each attempt to listen that has ended, and
        `gap` whenever everything is listened to that was not a moment ago.
        """
        self._take, self._deaf, self._gap = take, deaf, gap
        while True:
            try:
                await self._listen()
            except* REDIS_AWAY as group:
                self._lose(group.exceptions[0])
            finally:
                self._reset()
            await asyncio.sleep(_RETRY_SECONDS)

    async def join(self, channel: str) -> None:
        """Listen to a channel too; returns when Redis has confirmed it, or is away."""
        self._wanted.add(channel)
        if not self._listening or (channel in self._sent and not self._owed.get(channel)):
            self._changed.set()
            return
        confirmed = self._waiting.get(channel)
        if confirmed is None:
            confirmed = self._waiting[channel] = asyncio.get_running_loop().create_future()
        self._changed.set()
        await asyncio.wait([confirmed], timeout=_CONFIRMATION_SECONDS)

    def leave(self, channel: str) -> None:
        """Listen to a channel no longer."""
        self._wanted.discard(channel)
        self._changed.set()

    async def _listen(self) -> None:
        line = self._connection()
        try:
            await line.connect()  # type: ignore[no-untyped-call]
            self._listening = True
            self._heard_at = asyncio.get_running_loop().time()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_subscribed(line))
                group.create_task(self._keep_reading(line))
                group.create_task(self._keep_asking(line))
        finally:
            await line.disconnect(nowait=True)

    def _connection(self) -> AbstractConnection:
        """Make a connection beside the pool, which speaks RESP2: there a message is a plain list."""
        options = {**self._pool.connection_kwargs, "protocol": 2, "decode_responses": False}
        connection: AbstractConnection = self._pool.connection_class(**options)
        return connection

    async def _subscribe(self, line: AbstractConnection, channels: list[str]) -> None:
        self._sent.update(channels)
        for channel in channels:
            self._owed[channel] = self._owed.get(channel, 0) + 1
        await _send(line, "SUBSCRIBE", *channels)

    async def _keep_subscribed(self, line: AbstractConnection) -> None:
        """Bring the subscriptions in line with who is here, many at a time."""
        await self._subscribe(line, [*self._wanted, self._first])
        while True:
            await self._changed.wait()
            self._changed.clear()
            wanted = {*self._wanted, self._first}
            if joined := wanted - self._sent:
                await self._subscribe(line, list(joined))
            if left := self._sent - wanted:
                self._sent -= left
                await _send(line, "UNSUBSCRIBE", *left)

    async def _keep_asking(self, line: AbstractConnection) -> None:
        """Notice a connection that has died without a word."""
        while True:
            await asyncio.sleep(_HEARTBEAT_SECONDS)
            if asyncio.get_running_loop().time() - self._heard_at > 2 * _HEARTBEAT_SECONDS:
                raise TimeoutError
            await _send(line, "PING")

    async def _keep_reading(self, line: AbstractConnection) -> None:
        loop = asyncio.get_running_loop()
        while True:
            kind, *rest = await line.read_response(disable_decoding=True, timeout=math.inf)
            self._heard_at = loop.time()
            if kind == b"message":
                self._take(rest[0].decode(), rest[1])
            elif kind == b"subscribe":
                self._confirm(rest[0].decode())

    def _confirm(self, channel: str) -> None:
        owed = self._owed[channel] = self._owed.get(channel, 1) - 1
        if owed:
            return
        del self._owed[channel]
        if channel == self._first:
            self._find()
        if confirmed := self._waiting.pop(channel, None):
            confirmed.set_result(None)

    def _lose(self, error: BaseException) -> None:
        if not self._is_lost:
            self._is_lost = True
            log.warning("bus.lost", reason=type(error).__name__)
        self._deaf()

    def _find(self) -> None:
        if self._is_lost:
            self._is_lost = False
            log.info("bus.found")
        self._gap()

    def _reset(self) -> None:
        """Forget what was true of a connection; whoever waits for it goes on alone."""
        self._listening = False
        self._sent.clear()
        self._owed.clear()
        for confirmed in self._waiting.values():
            with suppress(asyncio.InvalidStateError):
                confirmed.set_result(None)
        self._waiting.clear()


async def _send(line: AbstractConnection, *command: str) -> None:
    """Send a command, in a task of its own; raises the cancellation that redis-py may have swallowed.

    Whoever went on would do so for ever. It sends with `wait_for`, which before Python 3.12 forgets a
    cancellation that comes at the moment at which the sending is done:
    https://github.com/python/cpython/issues/86296.
    """
    await line.send_command(*command)
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError
