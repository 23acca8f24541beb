"""Beat: asks for every periodic job when its time has come.

Nothing is kept in a file: at its start it asks for every job at once. Two beats ask twice as often, which
does no harm: a job that must not be done twice is skipped, and one that finds nothing changed is nearly free.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from celery.beat import Scheduler

from sidepro.services.pulses import PULSE_SECONDS, Pulse
from sidepro.settings import Settings
from tasks.app import make_celery
from tasks.job import Job
from tasks.schedule import JOBS
from tasks.worker import use_our_logs

log = structlog.get_logger("sidepro.beat")


class Schedule(Scheduler):
    """Celery's schedule, with a pulse."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pulse = Pulse(self.app.conf.broker_url, "beat")

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ask for what is due, and note that beat lives."""
        wait = super().tick(*args, **kwargs)
        self._pulse.beat()
        return min(wait, PULSE_SECONDS)

    def close(self) -> None:
        """Note that it stops."""
        super().close()
        self._pulse.stop()


def keep_time(settings: Settings, jobs: Sequence[Job] = JOBS) -> int:
    """Ask for jobs until SIGTERM or SIGINT; gives the exit code."""
    app = make_celery(settings, jobs)
    use_our_logs()
    log.info("beat.started")
    app.Beat(scheduler_cls=f"{__name__}:{Schedule.__name__}", loglevel="WARNING", quiet=True).run()
    log.info("beat.stopped")
    return 0
