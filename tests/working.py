"""Fixtures with a real worker: a process of its own, started when a test first asks for it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis

from sidepro.services import pulses
from sidepro.services.jobs import Jobs
from sidepro.settings import PREFIX, Settings
from tests.stack import ROOT, Stores

START_SECONDS = 60
SOON = 60.0


def environment_of(settings: Settings) -> dict[str, str]:
    """Write settings as the environment from which they are read."""
    return {
        f"{PREFIX}{name.upper()}": _text(value)
        for name, value in msgspec.structs.asdict(settings).items()
        if value is not None
    }


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}={each}" for name, each in value.items())
    if isinstance(value, tuple):
        return ",".join(value)
    return str(int(value)) if isinstance(value, bool) else str(value)


class Program:
    """A program of ours in a process of its own; its log lines are JSON.

    It gets the settings, or the environment if one is given.
    """

    def __init__(
        self,
        settings: Settings,
        log: Path,
        *command: str,
        python: str = sys.executable,
        directory: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.settings = settings
        self._log = log
        given = {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}
        with log.open("wb") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own modules
                [python, *(command or ("-m", "sidepro", "worker"))],
                cwd=directory,
                env=given | dict(environment or environment_of(settings)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Give what it logged of one kind so far."""
        logged = (line for line in self._log.read_bytes().splitlines() if line.startswith(b"{"))
        return [each for each in map(msgspec.json.decode, logged) if each.get("event") == event]

    async def logs(self, event: str, times: int = 1) -> list[dict[str, Any]]:
        """Wait until it has logged something so often."""
        deadline = time.monotonic() + START_SECONDS
        while len(found := self.lines(event)) < times:
            assert self.process.poll() is None, self._log.read_text()
            assert time.monotonic() < deadline, self._log.read_text()
            await asyncio.sleep(0.02)
        return found

    def said(self) -> str:
        """Give all that it said."""
        return self._log.read_text()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and give its exit code."""
        self.process.send_signal(number)
        return await asyncio.to_thread(self.process.wait, SOON)

    def end(self) -> None:
        """End whatever is left of it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Work(Program):
    """A worker that does what a test asks for: `outcome = await work.done("images.publish", upload_id)`."""

    async def ready(self) -> None:
        """Wait until it takes tasks."""
        await self.logs("worker.started")

    async def done(self, name: Any, *ids: str) -> str:
        """Ask for a job, wait until it is over, and tell how it ended, such as `done` or `failed`."""
        async with Redis.from_url(self.settings.redis_url, decode_responses=True) as redis:
            before = await _outcomes(redis, name)
            jobs = Jobs(self.settings.redis_url)
            await jobs.enqueue(name, *ids)
            jobs.close()
            deadline = time.monotonic() + SOON
            while (after := await _outcomes(redis, name)) == before:
                assert time.monotonic() < deadline, self.said()
                await asyncio.sleep(0.01)
        (outcome,) = (which for which, times in after.items() if times != before.get(which))
        return outcome


async def _outcomes(redis: Redis, name: str) -> dict[str, str]:
    counts = {str(field): str(times) for field, times in (await redis.hgetall("sidepro:task_counts")).items()}
    kind = f"{name}|outcome|"
    return {field.removeprefix(kind): times for field, times in counts.items() if field.startswith(kind)}


async def until(holds: Callable[[], Awaitable[bool] | bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + SOON
    while not (await found if isinstance(found := holds(), Awaitable) else found):
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


async def has_pulse(settings: Settings, part: pulses.Part) -> bool:
    """Tell whether a process of this kind lives."""
    async with Redis.from_url(settings.redis_url) as redis:
        return bool(await redis.exists(pulses.key_of(part)))


@pytest.fixture(scope="session")
async def work(settings: Settings, stores: Stores, worker_number: int) -> AsyncIterator[Work]:
    """Give a worker beside the server of this session; it has the same settings and stores."""
    settings = msgspec.structs.replace(settings, worker_processes=1, log_format="json")
    work = Work(settings, stores.directory / f"worker{worker_number}.log")
    try:
        await work.ready()
        yield work
        assert await work.stop() == 0, work.said()
    finally:
        work.end()
