"""The Celery app of the worker, of beat and of Flower."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from celery import Celery, Task

from sidepro.services.jobs import celery_on
from sidepro.settings import Settings
from tasks.job import KILL_SECONDS, Job
from tasks.running import AWAY, perform
from tasks.schedule import JOBS
from tasks.workshop import Hands

_LONGEST_WAIT: Final = 60
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


def make_celery(settings: Settings, jobs: Sequence[Job] = JOBS, hands: Hands | None = None) -> Celery:
    """Compose the app: every job as a task, and when beat asks for it; connects at the first use."""
    app = celery_on(settings.redis_url)
    app.conf.update(
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        worker_concurrency=settings.worker_processes,
        worker_send_task_events=True,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        beat_enable_remote_control=False,
        beat_schedule={job.name: _entry(job) for job in jobs if job.every},
    )
    hands = hands or Hands(settings)
    for job in jobs:
        app.register_task(JobTask(job, hands))
    return app


class JobTask(Task[Any, None]):
    """A job as Celery knows it."""

    typing = False

    def __init__(self, job: Job, hands: Hands) -> None:
        self.name = job.name
        self.soft_time_limit = job.seconds
        self.time_limit = job.seconds + KILL_SECONDS
        self.reject_on_worker_lost = job.tries > 1
        self.max_retries = job.tries - 1
        self._job, self._hands = job, hands

    def run(self, *ids: str) -> None:
        """Do the job; tries again later while a store is away, if the job is worth it."""
        try:
            self._hands.do(lambda workshop: perform(workshop, self._job, ids, self.request.id or ""))
        except AWAY as error:
            if self.request.retries >= self._job.tries - 1:
                raise
            wait = min(_LONGEST_WAIT, 2**self.request.retries)
            raise self.retry(exc=error, countdown=wait) from error


def _entry(job: Job) -> dict[str, Any]:
    """Say when beat asks for a job: at its start, then again and again.

    What no worker took by the next time is dropped.
    """
    return {
        "task": job.name,
        "schedule": job.every,
        "last_run_at": _LONG_AGO,
        "options": {"expires": job.every},
    }
