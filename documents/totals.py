"""How many things a list holds, counted once in a while for all who ask."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

Count = TypeVar("Count")

SECONDS: Final = 3.0
MOST: Final = 1000


class Totals(Generic[Count]):
    """Counts by key, kept for a few seconds and bounded in number; asked for at once they are counted once.

    `forget` is for who changed something: what was being counted meanwhile is not kept.
    """

    def __init__(
        self, *, seconds: float = SECONDS, most: int = MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._kept: dict[object, tuple[float, Count]] = {}
        self._counting: dict[object, asyncio.Task[Count]] = {}

    async def get(self, key: object, count: Callable[[], Awaitable[Count]]) -> Count:
        """Give the count of a key, from memory or from `count`."""
        kept = self._kept.get(key)
        if kept and kept[0] > self._clock():
            return kept[1]
        task = self._counting.get(key)
        if task is None:
            task = self._counting[key] = asyncio.ensure_future(self._count(key, count))
        return await asyncio.shield(task)

    def forget(self) -> None:
        """Forget every count, because something changed."""
        self._kept.clear()
        self._counting.clear()

    async def _count(self, key: object, count: Callable[[], Awaitable[Count]]) -> Count:
        own = asyncio.current_task()
        try:
            counted = await count()
            if self._counting.get(key) is own:
                self._keep(key, counted)
            return counted
        finally:
            if self._counting.get(key) is own:
                del self._counting[key]

    def _keep(self, key: object, counted: Count) -> None:
        self._kept.pop(key, None)
        while len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (self._clock() + self._seconds, counted)
