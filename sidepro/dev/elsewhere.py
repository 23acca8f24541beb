"""Stores that run elsewhere: whether they answer, asked before anything is started."""

from redis.asyncio import Redis
from redis.exceptions import RedisError
from tornado.httpclient import AsyncHTTPClient

from sidepro.dev.failures import CannotRunError
from sidepro.dev.mongo import mongo_answers
from sidepro.dev.settings import DevSettings


async def check_elsewhere(settings: DevSettings, *, patience: float = 5) -> None:
    """Ask each store that is given by its address, and wait `patience` seconds for each.

    Raises CannotRunError for the first that doesn't answer; its sentence names the setting, not the address,
    which may hold a password.
    """
    if settings.mongo_url and not await mongo_answers(settings.mongo_url, patience=patience):
        raise CannotRunError("MongoDB doesn't answer at SIDEPRO_MONGO_URL.")
    if settings.redis_url and not await _redis_answers(settings.redis_url, patience):
        raise CannotRunError("Redis doesn't answer at SIDEPRO_REDIS_URL.")
    if settings.s3_url and not await _http_answers(settings.s3_url, patience):
        raise CannotRunError("The object store doesn't answer at SIDEPRO_S3_URL.")


async def _redis_answers(url: str, patience: float) -> bool:
    try:
        client = Redis.from_url(url, socket_timeout=patience, socket_connect_timeout=patience)
        async with client:
            return bool(await client.ping())
    except (RedisError, ValueError):  # a ValueError for what is no address
        return False


async def _http_answers(url: str, patience: float) -> bool:
    """Whether anything answers; what it says to somebody without keys doesn't matter."""
    client = AsyncHTTPClient(force_instance=True)
    try:
        await client.fetch(url, raise_error=False, request_timeout=patience, connect_timeout=patience)
    except (OSError, ValueError):
        return False
    finally:
        client.close()
    return True
