"""The worker: does what was asked for, in processes of its own."""

import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Sequence
from typing import Any, Final

import structlog
from celery import bootsteps, signals
from celery.exceptions import SecurityWarning

from sidepro.services.pulses import PULSE_SECONDS, Pulse
from sidepro.settings import Settings
from tasks.app import make_celery
from tasks.job import Job
from tasks.schedule import JOBS
from tasks.workshop import Hands

log = structlog.get_logger("sidepro.worker")

GRACE_SECONDS: Final = 8.0
"""How long jobs under way may still take when all is to stop; then they are put back into the queue."""


def work(settings: Settings, jobs: Sequence[Job] = JOBS) -> int:
    """Work until SIGTERM or SIGINT; gives the exit code.

    Celery gives up when Redis goes away while it puts a task back; then the program begins anew.
    """
    hands = Hands(settings)
    app = make_celery(settings, jobs, hands)
    use_our_logs()
    signals.worker_process_shutdown.connect(lambda **_: hands.rest(), weak=False)
    signals.worker_shutting_down.connect(_hurry_later, weak=False)
    told_to_stop = threading.Event()
    signals.worker_shutting_down.connect(lambda **_: told_to_stop.set(), weak=False)
    signals.worker_ready.connect(lambda **_: log.info("worker.started"), weak=False)
    app.steps["consumer"].add(_pulse_of(Pulse(settings.redis_url, "worker")))
    # root is not a risk here: nothing but JSON is taken from the queue
    warnings.filterwarnings("ignore", category=SecurityWarning)
    worker = app.Worker(without_gossip=True, without_mingle=True, loglevel="WARNING", quiet=True)
    worker.start()
    log.info("worker.stopped")
    if not told_to_stop.is_set():
        log.warning("worker.gave_up")
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - the same program again
    return 0


def use_our_logs() -> None:
    """Keep Celery from arranging logs, and from telling of runs, which our own lines do."""
    signals.setup_logging.connect(lambda **_: None, weak=False)
    logging.getLogger("celery.app.trace").setLevel(logging.CRITICAL)
    for name in ("celery.apps.worker", "celery.beat", "celery.worker.strategy", "kombu"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _hurry_later(**_: Any) -> None:
    """Have the worker cancel what is still under way after its grace."""
    hurry = threading.Timer(GRACE_SECONDS, os.kill, (os.getpid(), signal.SIGQUIT))
    hurry.daemon = True
    hurry.start()


def _pulse_of(pulse: Pulse) -> type[bootsteps.StartStopStep]:
    """Make the step that notes a pulse for as long as the worker takes tasks."""

    class PulseStep(bootsteps.StartStopStep):
        requires = ("celery.worker.consumer.tasks:Tasks",)

        def start(self, parent: Any) -> None:
            pulse.beat()
            self._timer = parent.timer.call_repeatedly(PULSE_SECONDS, pulse.beat)

        def stop(self, parent: Any) -> None:
            self._timer.cancel()

        def shutdown(self, parent: Any) -> None:
            pulse.stop()

    return PulseStep
