"""Running one part: started, waited for until it is ready, and stopped."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from pathlib import Path
from typing import IO

from sidepro.dev import leash
from sidepro.dev.failures import PartFailedError
from sidepro.dev.parts import Check, Part

POLL_SECONDS = 0.05
TAIL_LINES = 10
TAIL_BYTES = 32_768


class PartProcess:
    """The process of a part, which writes into the part's log file.

    It has a session of its own, so that Ctrl-C in the terminal doesn't reach it, and on Linux it ends when
    this process does, however that happens. Bound to the event loop that started it; may be started again.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process id, None while it isn't running."""
        return self._process.pid if self._process and self.running else None

    @property
    def running(self) -> bool:
        """Whether the process was started and hasn't ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the process and return when it is ready.

        Raises PartFailedError when it ends before, or isn't ready within the part's patience.
        """
        if self.running:
            return
        try:
            await self.spawn()
            await self.wait_until_ready()
        except BaseException:
            await self.kill()
            raise

    async def spawn(self) -> None:
        """Start the process, with an empty log."""
        if self.part.directory:
            make_directory(self.part.directory)
        if self.part.prepare:
            await self.part.prepare()
        with fresh_log(self.part.log) as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid())),
                *self.part.command,
                env=self.part.full_environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )

    async def wait_until_ready(self) -> None:
        """Return when the part is ready; raises PartFailedError as `start` does."""
        try:
            async with asyncio.timeout(self.part.patience):
                if self.part.ready:
                    await self._poll(self.part.ready)
                elif code := await self.wait():
                    raise self._failed(f"ended with exit code {code}")
        except TimeoutError:
            raise self._failed(f"wasn't ready within {self.part.patience:.0f} seconds") from None

    async def wait(self) -> int:
        """Wait for the end of the process and return its exit code, negative for a signal."""
        return await self._process.wait() if self._process else 0

    async def stop(self) -> None:
        """Ask the process to end, and kill it when it doesn't within the part's grace."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(self.part.grace):
                await self.wait()
        except TimeoutError:
            pass
        finally:
            await self.kill()

    async def kill(self) -> None:
        """End the process, and whatever is left of what it started, at once (signal 9)."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.shield(process.wait())

    def tail(self) -> tuple[str, ...]:
        """Return the last lines of the log, or the last complaints where there are any."""
        try:
            with self.part.log.open("rb") as log:
                log.seek(max(0, self.part.log.stat().st_size - TAIL_BYTES))
                lines = log.read().decode(errors="replace").splitlines()
        except OSError:
            return ()
        complaints = [line for line in lines if self.part.complaint and re.search(self.part.complaint, line)]
        return tuple((complaints or lines)[-TAIL_LINES:])

    async def _poll(self, ready: Check) -> None:
        while not (await ready() and self.running):
            if not self.running:
                raise self._failed("stopped while starting")
            await asyncio.sleep(POLL_SECONDS)

    def _failed(self, what: str) -> PartFailedError:
        return PartFailedError(f"{self.part.name} {what}.", self.tail())


def make_directory(path: Path) -> None:
    """Make the directory and those above it where they are missing."""
    path.mkdir(parents=True, exist_ok=True)


def fresh_log(path: Path) -> IO[bytes]:
    """Open an empty log file; the one of the run before is kept beside it with `.1` at its end."""
    make_directory(path.parent)
    with contextlib.suppress(FileNotFoundError):
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")
