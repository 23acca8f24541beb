"""The pulse of the processes that nobody can ask: worker and beat note in Redis that they live."""

from collections.abc import Mapping
from typing import Final, Literal

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from sidepro.services.redis import REDIS_AWAY, RedisAway, RedisDoor

Part = Literal["worker", "beat"]

PARTS: Final[tuple[Part, ...]] = ("worker", "beat")
PULSE_SECONDS: Final = 5.0
"""How often a pulse is noted."""
LOST_SECONDS: Final = 16
"""After how long without one a process is taken for dead."""


def key_of(part: Part) -> str:
    """Give the key under which a pulse is noted."""
    return f"sidepro:pulse:{part}"


class Pulse:
    """Notes that this process lives; a Redis that is away is no reason to stop."""

    def __init__(self, redis_url: str, part: Part) -> None:
        self._redis = Redis.from_url(
            redis_url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
        )
        self._key = key_of(part)

    def beat(self) -> None:
        """Note that this process lives."""
        try:
            self._redis.set(self._key, 1, ex=LOST_SECONDS)
        except REDIS_AWAY:
            self._redis.connection_pool.disconnect()

    def stop(self) -> None:
        """Note that it stops."""
        try:
            self._redis.delete(self._key)
        except REDIS_AWAY:
            pass
        finally:
            self._redis.close()


async def pulses(redis: RedisDoor) -> Mapping[str, str]:
    """Tell of each process whether one of its kind lives: `ok`, `away`, or `unknown` without Redis."""
    try:
        found = await redis.attempt(lambda client: client.mget([key_of(part) for part in PARTS]))
    except RedisAway:
        return dict.fromkeys(PARTS, "unknown")
    return {part: "ok" if alive else "away" for part, alive in zip(PARTS, found, strict=True)}
