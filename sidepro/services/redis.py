"""The connection to Redis, which may be away at any time."""

from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

REDIS_AWAY: Final[tuple[type[Exception], ...]] = (RedisError, OSError, TimeoutError)
"""What redis-py raises while Redis is away."""


class RedisDoor:
    """One pool of connections; a command waits at most half a second."""

    def __init__(self, url: str) -> None:
        self.client: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=0.5,
            socket_connect_timeout=0.5,
            retry=Retry(NoBackoff(), 1),
            max_connections=50,
        )

    async def answers(self) -> bool:
        """Tell whether Redis answers."""
        try:
            return bool(await self.client.ping())
        except REDIS_AWAY:
            return False

    async def close(self) -> None:
        """Close all connections."""
        await self.client.aclose()
