"""The connection to Redis, which may be away at any time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

T = TypeVar("T")

log = structlog.get_logger("sidepro.redis")

REDIS_AWAY: Final[tuple[type[Exception], ...]] = (RedisError, OSError, TimeoutError)
"""What redis-py raises while Redis is away."""

SHUN_SECONDS: Final = 1.0
"""How long Redis is not asked after it did not answer, so that nobody waits for it again and again."""


_MOST_AT_ONCE: Final = 40
"""How many commands are on their way at a time: of a thousand most would wait for a connection in vain."""


class RedisAway(Exception):
    """Redis does not answer, or did not a moment ago; what it would have told has to be done without."""


class RedisDoor:
    """One pool of connections; a command waits at most half a second."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            decode_responses=True,
            socket_timeout=0.5,
            socket_connect_timeout=0.5,
            retry=Retry(NoBackoff(), 1),
            max_connections=50,
            timeout=0.5,
        )
        self.client: Redis = Redis.from_pool(pool)
        self._gate = asyncio.Semaphore(_MOST_AT_ONCE)
        self._clock = clock
        self._shunned_until = 0.0
        self._lost = False

    async def attempt(self, command: Callable[[Redis], Awaitable[T]]) -> T:
        """Send a command; raises `RedisAway` when it fails, and at once for a second after that."""
        async with self._gate:
            if self._clock() < self._shunned_until:
                raise RedisAway
            try:
                answer = await command(self.client)
            except REDIS_AWAY as error:
                self._lose(error)
                raise RedisAway from error
        self._find()
        return answer

    async def answers(self) -> bool:
        """Tell whether Redis answers."""
        try:
            return bool(await self.client.ping())
        except REDIS_AWAY:
            return False

    async def close(self) -> None:
        """Close all connections."""
        await self.client.aclose()

    def _lose(self, error: Exception) -> None:
        self._shunned_until = self._clock() + SHUN_SECONDS
        if not self._lost:
            self._lost = True
            log.warning("redis.lost", reason=type(error).__name__)

    def _find(self) -> None:
        if self._lost:
            self._lost = False
            log.info("redis.found")
