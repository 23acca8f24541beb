"""Tasks that come when there is work and go when there is none."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context


class Workers:
    """At most so many at once do the same work, each until nothing is left of it."""

    def __init__(self, work: Callable[[], Awaitable[None]], most: int = 1) -> None:
        self._work = work
        self._most = most
        self._busy: set[asyncio.Task[None]] = set()

    def call(self) -> None:
        """Have one more come, unless all are there; it begins after the present turn of the loop."""
        if len(self._busy) < self._most:
            # the one who happens to call lends no log context and no deadline to what others wait for
            task = asyncio.create_task(self._run(), context=Context())
            self._busy.add(task)

    async def _run(self) -> None:
        try:
            await self._work()
        finally:
            task = asyncio.current_task()
            if task is not None:
                self._busy.discard(task)
