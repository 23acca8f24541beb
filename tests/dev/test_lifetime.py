"""Signals, failures and kill -9: whatever ends the stack, no process is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dev.parts import SOON, is_alive, notes, pid_of, wait_for
from tests.stack import ROOT

StartStack = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start_stack(tmp_path: Path) -> Iterator[StartStack]:
    """Start a small stack in a process of its own; returns when it is ready."""
    started = []

    def start(*options: str) -> "subprocess.Popen[str]":
        stack = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "tests.dev.small_stack", str(tmp_path), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(stack)
        assert stack.stdout
        for line in stack.stdout:
            if "all ready" in line:
                return stack
        raise AssertionError(stack.communicate()[1])

    yield start
    for stack in started:
        stack.kill()
        stack.communicate()


@pytest.fixture(autouse=True)
def not_under_nohup() -> Iterator[None]:
    """Hand on no signal as ignored, whatever the tests were started by."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGHUP)}
    for number, handler in before.items():
        if handler is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_in_reverse(
    start_stack: StartStack, tmp_path: Path, number: signal.Signals
) -> None:
    stack = start_stack()

    stack.send_signal(number)

    assert stack.wait(SOON) == 0
    assert notes(tmp_path) == ["mongo started", "server started", "server ended", "mongo ended"]


def test_ctrl_c_in_the_terminal_reaches_the_supervisor_only(start_stack: StartStack, tmp_path: Path) -> None:
    stack = start_stack()

    os.killpg(stack.pid, signal.SIGINT)

    assert stack.wait(SOON) == 0
    assert notes(tmp_path)[-2:] == ["server ended", "mongo ended"]


def test_a_second_ctrl_c_hurries(start_stack: StartStack, tmp_path: Path) -> None:
    stack = start_stack("stubborn")
    server, mongo = pid_of(tmp_path, "server"), pid_of(tmp_path, "mongo")

    stack.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert stack.poll() is None
    stack.send_signal(signal.SIGINT)

    assert stack.wait(SOON) == 0
    assert not is_alive(server)
    assert not is_alive(mongo)


def test_a_part_that_dies_stops_all_and_is_told(start_stack: StartStack, tmp_path: Path) -> None:
    stack = start_stack("dies")
    mongo = pid_of(tmp_path, "mongo")

    (tmp_path / "die").touch()
    _, complaint = stack.communicate(timeout=SOON)

    assert stack.returncode == 1
    assert complaint == "server ended with exit code 1 by itself.\n"
    assert not is_alive(mongo)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_no_part_outlives_a_supervisor_that_was_killed(start_stack: StartStack, tmp_path: Path) -> None:
    stack = start_stack()
    server, mongo = pid_of(tmp_path, "server"), pid_of(tmp_path, "mongo")

    stack.kill()

    wait_for(lambda: not is_alive(server) and not is_alive(mongo))
