"""What a server process does again and again beside answering requests."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec
import structlog

log = structlog.get_logger("sidepro.periodic")

JITTER: Final = 0.1
"""The share of the time between two runs that is left to chance, so that processes don't go in step."""

PATIENCE: Final = 5.0
"""How many seconds a run may still take when all is to stop."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do every so many seconds, counted from the end of one run to the start of the next."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]
    at_once: bool = False
    """Whether the first run comes at the start, not after the first wait."""


class Periodic:
    """Runs jobs, each by itself and never twice at a time.

    A job that fails is logged and goes on at its next time; what it raises of `away` is expected while a
    store is away, and is only a warning.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        *,
        away: tuple[type[Exception], ...] = (),
        patience: float = PATIENCE,
    ) -> None:
        self._jobs = jobs
        self._patience = patience
        self._away = away
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin."""
        self._tasks = [asyncio.create_task(self._keep_running(job), name=job.name) for job in self._jobs]

    async def stop(self) -> None:
        """Begin no more runs, and wait for those under way, at most `PATIENCE` seconds."""
        self._stopping.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=self._patience)
        for task in late:
            log.warning("job.cut", job=task.get_name())
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _keep_running(self, job: Job) -> None:
        if job.at_once:
            await self._run(job)
        while not await self._stops_within(job.seconds * random.uniform(1 - JITTER, 1 + JITTER)):  # noqa: S311
            await self._run(job)

    async def _stops_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _run(self, job: Job) -> None:
        try:
            await job.run()
        except self._away as error:
            log.warning("job.postponed", job=job.name, reason=type(error).__name__)
        except Exception:
            log.exception("job.failed", job=job.name)
