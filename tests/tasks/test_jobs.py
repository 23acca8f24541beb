"""Every job is declared on one page, and can be asked for by name."""

import subprocess
import sys

import msgspec
import pytest

from sidepro.services.jobs import JOB_NAMES
from sidepro.settings import Settings
from tasks.app import make_celery
from tasks.job import Job
from tasks.schedule import JOBS
from tests.stack import ROOT
from tests.tasks.programs import note
from tests.working import environment_of


def test_whatever_can_be_asked_for_has_a_job() -> None:
    names = [job.name for job in JOBS]

    assert sorted(names) == sorted(set(names))
    assert set(JOB_NAMES) <= set(names)


def test_a_job_that_takes_longer_than_the_queue_waits_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than the queue waits"):
        Job(name="test.note", run=note, seconds=900)


def test_only_json_is_taken_from_the_queue(settings: Settings) -> None:
    conf = make_celery(settings).conf

    assert (conf.accept_content, conf.task_serializer) == (["json"], "json")
    assert conf.result_backend is None


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        (None, "SIDEPRO_FLOWER_PASSWORD is missing: set it to a random text of at least 16 characters.\n"),
        ("flower", "SIDEPRO_FLOWER_PASSWORD is wrong: expected `str` matching regex"),
    ],
)
def test_flower_without_a_good_password_does_not_start(
    settings: Settings, password: str | None, sentence: str
) -> None:
    given = environment_of(msgspec.structs.replace(settings, flower_password=password))

    refused = subprocess.run(
        [sys.executable, "-m", "sidepro", "flower"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert refused.returncode == 1
    assert refused.stderr.startswith(sentence)
