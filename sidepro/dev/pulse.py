"""Whether a process that nobody can ask notes its pulse."""

from redis.asyncio import Redis
from redis.exceptions import RedisError

from sidepro.services import pulses


async def has_pulse(redis_url: str, part: pulses.Part) -> bool:
    """Whether a process of this kind lives."""
    async with Redis.from_url(redis_url, socket_timeout=1, socket_connect_timeout=1) as client:
        try:
            return bool(await client.exists(pulses.key_of(part)))
        except RedisError:
            return False
