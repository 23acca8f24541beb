"""Every job is declared on one page, and can be asked for by name."""

import pytest

from sidepro.services.jobs import JOB_NAMES
from tasks.job import Job
from tasks.schedule import JOBS
from tests.tasks.programs import note


def test_whatever_can_be_asked_for_has_a_job() -> None:
    names = [job.name for job in JOBS]

    assert sorted(names) == sorted(set(names))
    assert set(JOB_NAMES) <= set(names)


def test_a_job_that_takes_longer_than_the_queue_waits_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than the queue waits"):
        Job(name="test.note", run=note, seconds=900)
