"""One run of a job: in its turn, with its log line and its counts."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from documents import STORE_AWAY
from sidepro.services.object_store import ObjectStoreAway
from sidepro.services.redis import REDIS_AWAY, RedisAway
from sidepro.services.task_counts import Outcome
from tasks.alone import alone
from tasks.job import Job, Told
from tasks.workshop import Workshop

log = structlog.get_logger("sidepro.tasks")

AWAY: Final[tuple[type[Exception], ...]] = (*STORE_AWAY, *REDIS_AWAY, RedisAway, ObjectStoreAway)
"""What a job raises while a store is away; it may succeed a moment later."""


async def perform(workshop: Workshop, job: Job, ids: tuple[str, ...], task_id: str) -> None:
    """Do a job once, unless it is under way already and must not be done twice at the same time."""
    structlog.contextvars.bind_contextvars(task=job.name, task_id=task_id)
    started = time.perf_counter()
    outcome: Outcome = "late"
    told: Told = {}
    try:
        async with _turn(workshop, job, ids) as has_turn:
            outcome, told = ("done", await job.run(workshop, *ids) or {}) if has_turn else ("skipped", {})
    except AWAY as error:
        outcome, told = "postponed", {"reason": type(error).__name__}
        raise
    except Exception:
        outcome = "failed"
        log.exception("task.failed", ids=ids)
        raise
    finally:
        seconds = time.perf_counter() - started
        if outcome != "failed":
            _tell(outcome, told, ids, seconds)
        await asyncio.shield(workshop.counts.note(job.name, outcome, seconds))


@asynccontextmanager
async def _turn(workshop: Workshop, job: Job, ids: tuple[str, ...]) -> AsyncIterator[bool]:
    if not job.alone:
        yield True
        return
    async with alone(workshop.redis, ":".join((job.name, *ids))) as mine:
        yield mine


def _tell(outcome: Outcome, told: Told, ids: tuple[str, ...], seconds: float) -> None:
    say = log.info if outcome in {"done", "skipped"} else log.warning
    say(f"task.{outcome}", **({"ids": ids} if ids else {}), **told, seconds=round(seconds, 3))
