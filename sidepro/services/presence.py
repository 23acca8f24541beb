"""Leases in Redis that run out by themselves: who is connected to which room, and how many sockets one has.

What is true is derived, never stored: a process that dies renews nothing, and half a minute later nobody
believes in its sockets any more. A lease belongs to one socket, so that two tabs, or a reload that opens the
new socket before the old one is gone, never end each other's presence.

Leases end by the clock of the process that made them; the clocks of a deployment differ by less than a
second. With Redis away a process knows of its own sockets only.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from redis.asyncio.client import Pipeline

from sidepro.services.pipelining import Pipelining
from sidepro.services.redis import RedisAway

LEASE_SECONDS: Final = 30.0
"""How long a lease counts without being renewed: two renewals may fail before anyone notices."""
GRACE_SECONDS: Final = 10.0
"""How long a lease counts after its socket has gone: a reload of the page flips nothing."""

_MOST_AT_ONCE: Final = 200

Lease = tuple[str, str]
"""A place and who holds it, both by name."""


class Held(NamedTuple):
    """Who holds a place; not `is_whole` while Redis is away and tells nothing of other processes."""

    holders: frozenset[str]
    is_whole: bool


class Leases:
    """The leases of one kind of place, such as rooms, as far as this process made them or Redis knows."""

    def __init__(
        self,
        redis: Pipelining,
        kind: str,
        *,
        seconds: float = LEASE_SECONDS,
        grace: float = GRACE_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._redis = redis
        self._prefix = f"sidepro:leases:{kind}:"
        self._seconds = seconds
        self._grace = grace
        self._clock = clock
        self._own: dict[str, dict[str, float]] = {}

    async def begin(self, place: str, holder: str) -> None:
        """Begin a lease; it is renewed until it is released or ended."""
        self._own.setdefault(place, {})[holder] = math.inf
        with suppress(RedisAway):
            await self._redis.do(self._adding(place, holder))

    async def begin_among(self, place: str, holder: str, most: int) -> bool:
        """Begin a lease if there are fewer than so many at this place; tells whether it began."""
        self._own.setdefault(place, {})[holder] = math.inf
        count = len(self._own[place])
        with suppress(RedisAway):
            count = (await self._redis.do(self._adding(place, holder)))[-1]
        if count > most:
            await self.end(place, holder)
        return count <= most

    async def release(self, place: str, holder: str) -> None:
        """Let a lease run out, because its socket has gone and may come back in a moment."""
        if self._own.get(place, {}).get(holder) == math.inf:
            self._own[place][holder] = self._clock() + self._grace
            await self._set([(place, holder)], self._grace)

    async def end(self, place: str, holder: str) -> None:
        """End a lease at once."""
        own = self._own.get(place, {})
        if own.pop(holder, None) is None:
            return
        if not own:
            del self._own[place]
        with suppress(RedisAway):
            await self._redis.do(lambda pipe: pipe.zrem(self._prefix + place, holder))

    async def renew(self) -> bool:
        """Prolong all leases of this process that were not released; says whether Redis took them."""
        self._forget()
        live = [
            (place, holder)
            for place, own in self._own.items()
            for holder, until in own.items()
            if until == math.inf
        ]
        return all([await self._set(piece, self._seconds) for piece in _pieces(live)])

    async def held(self, places: Iterable[str]) -> dict[str, Held]:
        """Tell who holds each of these places."""
        found: dict[str, Held] = {}
        for piece in _pieces(list(places)):
            listed: Sequence[Iterable[str]] = [()] * len(piece)
            is_whole = False
            with suppress(RedisAway):
                listed = await self._redis.do(self._listing(piece))
                is_whole = True
            for place, holders in zip(piece, listed, strict=True):
                everyone = self.held_here(place).union(holders)
                found[place] = Held(everyone, is_whole)
        return found

    def held_here(self, place: str) -> frozenset[str]:
        """List the sockets of this process that hold a place, or did a moment ago."""
        moment = self._clock()
        return frozenset(holder for holder, until in self._own.get(place, {}).items() if until > moment)

    def holders(self, place: str) -> list[str]:
        """List the sockets of this process that hold a place."""
        return [holder for holder, until in self._own.get(place, {}).items() if until == math.inf]

    def _forget(self) -> None:
        """Forget what has run out."""
        moment = self._clock()
        for place, own in list(self._own.items()):
            for holder in [holder for holder, until in own.items() if until <= moment]:
                del own[holder]
            if not own:
                del self._own[place]

    async def _set(self, leases: Sequence[Lease], seconds: float) -> bool:
        until = self._clock() + seconds
        try:
            await self._redis.do(self._setting(leases, until))
        except RedisAway:
            return False
        return True

    def _setting(self, leases: Sequence[Lease], until: float) -> Callable[[Pipeline], None]:
        def ask(pipe: Pipeline) -> None:
            for place, holder in leases:
                pipe.zadd(self._prefix + place, {holder: until})
                pipe.pexpire(self._prefix + place, self._kept)

        return ask

    def _adding(self, place: str, holder: str) -> Callable[[Pipeline], None]:
        """Ask to forget leases that have run out, to add one, and to count them."""

        def ask(pipe: Pipeline) -> None:
            key, moment = self._prefix + place, self._clock()
            pipe.zremrangebyscore(key, "-inf", moment)
            pipe.zadd(key, {holder: moment + self._seconds})
            pipe.pexpire(key, self._kept)
            pipe.zcard(key)

        return ask

    def _listing(self, places: Sequence[str]) -> Callable[[Pipeline], None]:
        def ask(pipe: Pipeline) -> None:
            moment = self._clock()
            for place in places:
                pipe.zrangebyscore(self._prefix + place, moment, "+inf")

        return ask

    @property
    def _kept(self) -> int:
        """How many milliseconds Redis keeps what is known of a place after the last renewal."""
        return int(self._seconds * 2000)


def _pieces(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _MOST_AT_ONCE):
        yield items[start : start + _MOST_AT_ONCE]
