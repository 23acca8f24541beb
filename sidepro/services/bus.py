"""The message bus: what one process tells the sockets of a user in all others, over Redis.

A channel a user, and one that every process hears. Redis may lose what it is told, or be away: what was lost
is a gap, which each process is told of (`missed`) as soon as it is heard or heard from again, so that it can
look at what is stored. With Redis away a process goes on alone.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

import structlog
from redis.asyncio import Redis

from sidepro.services.redis import RedisAway, RedisDoor
from sidepro.services.subscription import Subscription

log = structlog.get_logger("sidepro.bus")

MOST_WAITING: Final = 10_000
"""How many frames wait for Redis at most; with more, the others are told that they missed something."""

_MOST_CHANNELS: Final = 500
_ORIGIN_LENGTH: Final = 8
_BETWEEN: Final = b"\n"
"""Stands between frames: JSON holds no line break of its own."""
_GAP: Final = b""
"""Tells all processes that something was lost on its way to them."""
_RETRY_SECONDS: Final = 0.5


class Ear(Protocol):
    """Who hears what comes over the bus."""

    def heard(self, user_id: str, frame: bytes) -> None:
        """Take in a frame for the sockets of a user."""

    def noticed(self, frame: bytes) -> None:
        """Take in a frame for every process."""

    def deaf(self) -> None:
        """Take in that nothing is heard at present; told again and again until `missed` says it is."""

    def missed(self) -> None:
        """Take in that frames for anyone may have been lost."""


class Bus:
    """Carries frames between the processes; started once, then users join and leave."""

    def __init__(self, redis: RedisDoor) -> None:
        self._redis = redis
        self._origin = secrets.token_hex(_ORIGIN_LENGTH // 2).encode()
        prefix = f"sidepro:{redis.client.connection_pool.connection_kwargs.get('db', 0)}"
        self._everyone = f"{prefix}:everyone"
        self._prefix = f"{prefix}:user:"
        self._waiting: dict[str, list[bytes]] = {}
        self._count = 0
        self._something = asyncio.Event()
        self._lost = False
        self._subscription = Subscription(redis.client, self._everyone)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, ear: Ear) -> None:
        """Begin to tell, and to listen for somebody."""
        self._ear = ear
        self._tasks = [
            asyncio.create_task(
                self._subscription.keep(self._take, deaf=ear.deaf, gap=ear.missed), name="bus.listen"
            ),
            asyncio.create_task(self._keep_telling(), name="bus.tell"),
        ]

    async def close(self) -> None:
        """Tell what still waits, and stop.

        Asks again until the tasks have ended: redis-py swallows a cancellation that comes while it connects.
        """
        if self._waiting:
            await self._tell_batch()
        pending = set(self._tasks)
        while pending:
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=0.1)

    async def join(self, user_id: str) -> None:
        """Begin to hear what is for a user; returns when it is certain, or Redis is away."""
        await self._subscription.join(self._prefix + user_id)

    def leave(self, user_id: str) -> None:
        """Hear nothing more for a user."""
        self._subscription.leave(self._prefix + user_id)

    def tell(self, user_id: str, frame: bytes) -> None:
        """Tell a user's sockets in other processes."""
        self._put(self._prefix + user_id, frame)

    def announce(self, frame: bytes) -> None:
        """Tell all other processes."""
        self._put(self._everyone, frame)

    def _put(self, channel: str, frame: bytes) -> None:
        if self._count >= MOST_WAITING:
            self._lost = True
        else:
            self._waiting.setdefault(channel, []).append(frame)
            self._count += 1
        self._something.set()

    async def _keep_telling(self) -> None:
        while True:
            await self._something.wait()
            if not await self._tell_batch():
                await asyncio.sleep(_RETRY_SECONDS)

    async def _tell_batch(self) -> bool:
        """Publish what waits, a channel once; says whether Redis took it.

        What it did not take is not kept, because it may have become untrue; that it is missing is told.
        """
        batch = {channel: self._waiting.pop(channel) for channel in list(self._waiting)[:_MOST_CHANNELS]}
        self._count = sum(map(len, self._waiting.values()))
        if self._lost:
            batch.setdefault(self._everyone, []).insert(0, _GAP)
        try:
            await self._redis.attempt(self._publishing(batch))
        except RedisAway:
            self._lost = True
            return False
        self._lost = False
        if not self._waiting:
            self._something.clear()
        return True

    def _publishing(self, batch: dict[str, list[bytes]]) -> Callable[[Redis], Awaitable[Any]]:
        def command(client: Redis) -> Awaitable[Any]:
            pipe = client.pipeline(transaction=False)
            for channel, frames in batch.items():
                pipe.publish(channel, self._origin + _BETWEEN.join(frames))
            return pipe.execute()

        return command

    def _take(self, channel: str, payload: bytes) -> None:
        """Hand on what another process told."""
        if payload.startswith(self._origin):
            return
        for frame in payload[_ORIGIN_LENGTH:].split(_BETWEEN):
            try:
                self._hand_on(channel, frame)
            except Exception:
                log.exception("bus.failed")

    def _hand_on(self, channel: str, frame: bytes) -> None:
        if channel != self._everyone:
            self._ear.heard(channel.removeprefix(self._prefix), frame)
        elif frame == _GAP:
            self._ear.missed()
        else:
            self._ear.noticed(frame)
