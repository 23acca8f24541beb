"""Parts to supervise that start in an instant, and what can be seen of them."""

import asyncio
import contextlib
import functools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sidepro.dev.parts import Part
from tests.dev import stand_in

SOON = 60.0


def part(directory: Path, name: str, *options: str, grace: float = SOON, patience: float = SOON) -> Part:
    """Describe a stand-in; it is ready when it runs."""
    pid = directory / f"{name}.pid"
    pid.unlink(missing_ok=True)
    return Part(
        name=name,
        command=(sys.executable, stand_in.__file__, str(directory), name, *options),
        log=directory / "log" / f"{name}.log",
        ready=None if "work" in options else functools.partial(asyncio.to_thread, pid.exists),
        followed=True,
        grace=grace,
        patience=patience,
    )


def notes(directory: Path) -> list[str]:
    """Return what the stand-ins noted."""
    with contextlib.suppress(FileNotFoundError):
        return (directory / "notes").read_text().splitlines()
    return []


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be fetched doesn't."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    with contextlib.suppress(OSError):
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    return not Path("/proc").exists()


def pid_of(directory: Path, name: str) -> int:
    """Return the process id that a stand-in noted, waiting for it if need be."""
    path = directory / f"{name}.pid"
    wait_for(lambda: path.exists() and bool(path.read_text()))
    return int(path.read_text())


def wait_for(condition: Callable[[], bool], otherwise: Callable[[], object] = str) -> None:
    """Wait until a condition holds; fails after a minute and tells what is there otherwise."""
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain {otherwise()}"
        time.sleep(0.01)
