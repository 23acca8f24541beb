"""The stores of a test run end with it, however it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dev.parts import SOON, wait_for
from tests.stack import ROOT

HANGING = """
import time

def test_that_hangs(redis_url):
    print("the stores run", flush=True)
    time.sleep(3600)
"""


@pytest.fixture
def run(tmp_path: Path) -> "Iterator[subprocess.Popen[str]]":
    """Start a test run that hangs while it uses a store; its files are in `runs`."""
    (tmp_path / "runs").mkdir()
    (tmp_path / "test_hanging.py").write_text(HANGING)
    options = ("-s", "-p", "tests.stack", "-p", "no:cacheprovider", f"--rootdir={tmp_path}")
    environ = {name: text for name, text in os.environ.items() if name != "SIDEPRO_REDIS_URL"}
    run = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", *options, str(tmp_path / "test_hanging.py")],
        cwd=ROOT,
        env={**environ, "TMPDIR": str(tmp_path / "runs")},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert run.stdout
    for line in run.stdout:
        if "the stores run" in line:
            break
    yield run
    run.kill()
    run.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_store_and_no_file_outlives_a_test_run(
    run: "subprocess.Popen[str]", tmp_path: Path, number: signal.Signals
) -> None:
    (directory,) = (tmp_path / "runs").glob("sidepro-tests-*")
    assert (directory / "valkey.json").exists()

    os.killpg(run.pid, number)
    run.wait(SOON)

    wait_for(lambda: not directory.exists())
    assert list((tmp_path / "runs").glob("sidepro-tests-*")) == []
