"""What a process does again and again goes on, whatever happens to one run."""

import asyncio

from structlog.testing import capture_logs

from sidepro.periodic import Job, Periodic
from tests.working import SOON, until


class Away(Exception):
    pass


class Worker:
    """A job that counts its runs, and fails in some."""

    def __init__(self, *errors: Exception, takes: float = 0.0) -> None:
        self.runs = 0
        self.finished = 0
        self._errors = list(errors)
        self._takes = takes
        self.third = asyncio.Event()

    async def work(self) -> None:
        self.runs += 1
        if self.runs >= 3:
            self.third.set()
        await asyncio.sleep(self._takes)
        if self._errors:
            raise self._errors.pop(0)
        self.finished += 1


def periodic(
    worker: Worker, seconds: float = 0.01, *, at_once: bool = False, patience: float = SOON
) -> Periodic:
    job = Job(name="thing.done", seconds=seconds, run=worker.work, at_once=at_once)
    return Periodic([job], away=(Away,), patience=patience)


async def test_a_job_is_done_again_and_again() -> None:
    worker = Worker()
    running = periodic(worker)
    running.start()
    await asyncio.wait_for(worker.third.wait(), SOON)
    await running.stop()
    runs = worker.runs
    await asyncio.sleep(0.05)

    assert worker.runs == runs


async def test_a_job_that_fails_is_logged_and_goes_on() -> None:
    worker = Worker(ValueError("broken"), Away("gone"))
    running = periodic(worker)
    with capture_logs() as logs:
        running.start()
        await asyncio.wait_for(worker.third.wait(), SOON)
        await running.stop()

    assert [(log["event"], log["log_level"], log["job"]) for log in logs] == [
        ("job.failed", "error", "thing.done"),
        ("job.postponed", "warning", "thing.done"),
    ]


async def test_a_job_waits_before_its_first_run_unless_it_is_due_at_once() -> None:
    waiting, due = Worker(), Worker()
    later, now = periodic(waiting, 3600), periodic(due, 3600, at_once=True)
    later.start()
    now.start()
    await until(lambda: due.runs > 0)
    await later.stop()
    await now.stop()

    assert (waiting.runs, due.runs) == (0, 1)


async def test_stopping_waits_for_the_run_under_way() -> None:
    worker = Worker(takes=0.2)
    running = periodic(worker, at_once=True)
    running.start()
    await until(lambda: worker.runs > 0)
    await running.stop()

    assert (worker.runs, worker.finished) == (1, 1)


async def test_a_run_that_takes_too_long_is_cut_when_all_is_to_stop() -> None:
    worker = Worker(takes=3600)
    running = periodic(worker, at_once=True, patience=0.05)
    running.start()
    await until(lambda: worker.runs > 0)
    with capture_logs() as logs:
        await running.stop()

    assert worker.finished == 0
    assert [log["event"] for log in logs] == ["job.cut"]
