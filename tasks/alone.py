"""What must not be done twice at the same time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from redis.asyncio.lock import Lock
from redis.exceptions import LockError

from sidepro.services.redis import REDIS_AWAY, RedisDoor

HELD_SECONDS: Final = 20.0
"""How long the lock of a process that was killed is still held."""
_RENEWED_SECONDS: Final = 5.0


@asynccontextmanager
async def alone(redis: RedisDoor, what: str) -> AsyncIterator[bool]:
    """Hold a lock for as long as the block takes; says whether it is held, or somebody else holds it.

    It is renewed for as long as this process lives. Should it be lost all the same, because Redis forgot it
    and somebody else took it, the block is cancelled. Raises what redis-py raises while Redis is away.
    """
    lock = redis.client.lock(f"sidepro:alone:{what}", timeout=HELD_SECONDS, blocking=False)
    if not await lock.acquire():
        yield False
        return
    keeper = asyncio.create_task(_keep(lock, asyncio.current_task()))
    try:
        yield True
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        with suppress(LockError, *REDIS_AWAY):
            await lock.release()


async def _keep(lock: Lock, worker: "asyncio.Task[object] | None") -> None:
    while True:
        await asyncio.sleep(_RENEWED_SECONDS)
        try:
            await lock.reacquire()
        except LockError:
            if not await _taken_back(lock) and worker:
                worker.cancel()
                return
        except REDIS_AWAY:
            continue


async def _taken_back(lock: Lock) -> bool:
    """Take a lock that expired while Redis was away, unless somebody else did."""
    try:
        return bool(await lock.acquire(blocking=False))
    except REDIS_AWAY:
        return True
