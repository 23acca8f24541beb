"""Sessions that ended before their access tokens did, known to every process within five seconds.

What is true is in MongoDB, which keeps a revoked session for longer than its last access token is good for.
Redis is the quick way: a message for those who listen, a sorted set for those who missed it. Each process
reads both again every five seconds, so that either may be away.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
import structlog
from msgspec import Meta
from redis.asyncio import Redis

from sidepro.services.redis import REDIS_AWAY, RedisAway, RedisDoor
from sidepro.services.tokens import ACCESS_SECONDS
from sidepro.wire.text import Id

log = structlog.get_logger("sidepro.revocations")

REREAD_SECONDS: Final = 5.0
KEPT_SECONDS: Final = ACCESS_SECONDS + 60
"""How long a revocation counts: until no access token of the session is good any more."""

_KEY: Final = "sidepro:revoked"
_CHANNEL: Final = "sidepro:revocations"
_MARGIN_SECONDS: Final = 60
"""How far the clocks of two processes may differ."""
_MOST_AT_ONCE: Final = 1000

Recall = Callable[[datetime], AsyncIterator[str]]
"""Lists the sessions that MongoDB knows to have been revoked since a moment."""

_Message = Annotated[list[Id], Meta(max_length=_MOST_AT_ONCE)]


class Revocations:
    """Knows the revoked sessions of the last quarter of an hour; `recall` fails with `recall_away`."""

    def __init__(
        self,
        redis: RedisDoor,
        recall: Recall,
        recall_away: tuple[type[Exception], ...],
        *,
        reread_seconds: float = REREAD_SECONDS,
    ) -> None:
        self._redis = redis
        self._recall = recall
        self._recall_away = recall_away
        self._reread_seconds = reread_seconds
        self._until: dict[str, float] = {}
        self._read_until = {"redis": 0.0, "mongo": 0.0}
        self._tasks: list[asyncio.Task[None]] = []
        self._watchers: list[Callable[[set[str]], None]] = []

    def watch(self, watcher: Callable[[set[str]], None]) -> None:
        """Have somebody told of sessions, by id, as soon as it is known here that they were revoked."""
        self._watchers.append(watcher)

    def holds(self, session_id: str) -> bool:
        """Tell whether a session has been revoked."""
        return session_id in self._until

    async def start(self) -> None:
        """Read what has been revoked, then go on listening."""
        await self.reread()
        self._tasks = [
            asyncio.create_task(self._keep_rereading()),
            asyncio.create_task(self._keep_listening()),
        ]

    async def close(self) -> None:
        """Listen no longer.

        Asks again until the tasks have ended: redis-py swallows a cancellation that comes while it connects.
        """
        pending = set(self._tasks)
        while pending:
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=0.1)

    async def announce(self, session_ids: Iterable[str]) -> None:
        """Make revocations known that MongoDB keeps already: here at once, to the others if Redis answers."""
        ids = list(session_ids)
        self._remember(ids)
        for start in range(0, len(ids), _MOST_AT_ONCE):
            with suppress(RedisAway):
                await self._redis.attempt(_telling(ids[start : start + _MOST_AT_ONCE]))

    async def reread(self) -> None:
        """Read what was revoked since the last time; what is away is read the next time."""
        moment = time.time()
        with suppress(RedisAway):
            self._remember(await self._redis.attempt(_asking(self._since("redis"))))
            self._read_until["redis"] = moment
        with suppress(*self._recall_away):
            since = datetime.fromtimestamp(self._since("mongo"), UTC)
            self._remember([session_id async for session_id in self._recall(since)])
            self._read_until["mongo"] = moment
        self._forget()

    def _since(self, source: str) -> float:
        return max(self._read_until[source] - _MARGIN_SECONDS, time.time() - KEPT_SECONDS)

    def _remember(self, session_ids: Iterable[str]) -> None:
        until = time.monotonic() + KEPT_SECONDS
        new = {session_id for session_id in session_ids if session_id not in self._until}
        self._until |= dict.fromkeys(new, until)
        for watcher in self._watchers if new else ():
            watcher(new)

    def _forget(self) -> None:
        moment = time.monotonic()
        for session_id in [known for known, until in self._until.items() if until < moment]:
            del self._until[session_id]

    async def _keep_rereading(self) -> None:
        while True:
            await asyncio.sleep(self._reread_seconds)
            try:
                await self.reread()
            except Exception:
                log.exception("revocations.failed")

    async def _keep_listening(self) -> None:
        while True:
            with suppress(*REDIS_AWAY):
                await self._listen()
            await asyncio.sleep(1)

    async def _listen(self) -> None:
        async with self._redis.client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(_CHANNEL)
            while True:
                message = await channel.get_message(timeout=None)
                if message is not None:
                    self._hear(message["data"])

    def _hear(self, data: str) -> None:
        try:
            self._remember(msgspec.json.decode(data, type=_Message))
        except msgspec.MsgspecError:
            log.warning("revocations.garbled")


def _telling(ids: list[str]) -> Callable[[Redis], Awaitable[object]]:
    """Make the command that tells all processes of revocations and keeps them for those who come later."""

    def command(client: Redis) -> Awaitable[object]:
        moment = time.time()
        pipe = client.pipeline(transaction=True)
        pipe.zadd(_KEY, dict.fromkeys(ids, moment))
        pipe.zremrangebyscore(_KEY, "-inf", moment - KEPT_SECONDS)
        pipe.expire(_KEY, KEPT_SECONDS)
        pipe.publish(_CHANNEL, msgspec.json.encode(ids))
        return pipe.execute()

    return command


def _asking(since: float) -> Callable[[Redis], Awaitable[Iterable[Any]]]:
    return lambda client: client.zrangebyscore(_KEY, since, "+inf")
