"""Tokens that are good for one use: whoever comes second with one is refused, in whichever process."""

import hashlib
import time
from collections.abc import Callable
from typing import Final

from sidepro.services.pipelining import Pipelining
from sidepro.services.redis import RedisAway

KEPT_SECONDS: Final = 60
"""How long a use is remembered: longer than a socket token is good for."""

_PREFIX: Final = "sidepro:ticket:"
_MOST_KEPT: Final = 50_000


class Tickets:
    """Remembers what was used; with Redis away, what was used in this process."""

    def __init__(self, redis: Pipelining, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._clock = clock
        self._used: dict[str, float] = {}

    async def use(self, token: str) -> bool:
        """Use a token up; tells whether this is the first time."""
        name = hashlib.blake2b(token.encode(), digest_size=16).hexdigest()
        if not self._use_here(name):
            return False
        key = _PREFIX + name
        try:
            (first,) = await self._redis.do(lambda pipe: pipe.set(key, "", nx=True, ex=KEPT_SECONDS))
        except RedisAway:
            return True
        return bool(first)

    def _use_here(self, name: str) -> bool:
        moment = self._clock()
        while self._used:
            oldest = next(iter(self._used))
            if self._used[oldest] > moment and len(self._used) < _MOST_KEPT:
                break
            del self._used[oldest]
        if name in self._used:
            return False
        self._used[name] = moment + KEPT_SECONDS
        return True
