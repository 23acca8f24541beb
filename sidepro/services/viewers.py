"""Who has seen what lately, so that a view counts once in half an hour."""

import hmac
import time
from collections.abc import Callable
from typing import Final

from redis.asyncio import Redis

from sidepro.services.keys import Keys
from sidepro.services.redis import RedisAway, RedisDoor

REMEMBERED_SECONDS: Final = 30 * 60
MOST_REMEMBERED: Final = 50_000


class Viewers:
    """Remembers viewers for half an hour: in Redis for all processes, and here in case Redis is away.

    Only a keyed digest of viewer and project is kept, from which nobody can tell who saw what.
    """

    def __init__(
        self,
        redis: RedisDoor,
        keys: Keys,
        *,
        most: int = MOST_REMEMBERED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._redis = redis
        self._key = keys.current("viewer").bytes
        self._most = most
        self._clock = clock
        self._seen: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._seen)

    async def is_first(self, viewer: str, project_id: str) -> bool:
        """Tell whether a viewer has not seen a project in the last half hour, and remember that now."""
        digest = hmac.digest(self._key, f"{project_id} {viewer}".encode(), "sha256").hex()[:32]
        if not self._is_new_here(digest):
            return False
        try:
            return bool(await self._redis.attempt(lambda client: _remember(client, digest)))
        except RedisAway:
            return True

    def _is_new_here(self, digest: str) -> bool:
        moment = self._clock()
        if self._seen.get(digest, 0.0) > moment:
            return False
        self._seen.pop(digest, None)
        self._seen[digest] = moment + REMEMBERED_SECONDS
        self._forget(moment)
        return True

    def _forget(self, moment: float) -> None:
        """Drop what is over, oldest first, and then what is too much."""
        while self._seen:
            oldest = next(iter(self._seen))
            if self._seen[oldest] > moment and len(self._seen) <= self._most:
                return
            del self._seen[oldest]


async def _remember(client: Redis, digest: str) -> object:
    return await client.set(f"sidepro:view:{digest}", 1, nx=True, ex=REMEMBERED_SECONDS)
