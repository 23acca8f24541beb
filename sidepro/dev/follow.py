"""Following a log file while it grows."""

import asyncio
from collections.abc import Callable
from pathlib import Path

POLL_SECONDS = 0.1
MOST_BYTES = 262_144


class Follower:
    """Gives each line that is written to a file to a function, from its beginning until `finish`."""

    def __init__(self, path: Path, on_line: Callable[[str], None]) -> None:
        self._log = path.open("rb")
        self._on_line = on_line
        self._unfinished = b""
        self._task = asyncio.create_task(self._follow())

    async def finish(self) -> None:
        """Give what is there still, and stop following."""
        self._task.cancel()
        await asyncio.wait({self._task})
        while self._read():
            pass
        if self._unfinished:
            self._give(self._unfinished)
        self._log.close()

    async def _follow(self) -> None:
        while True:
            if not self._read():
                await asyncio.sleep(POLL_SECONDS)
            await asyncio.sleep(0)

    def _read(self) -> bool:
        chunk = self._log.read(MOST_BYTES)
        *lines, self._unfinished = (self._unfinished + chunk).split(b"\n")
        for line in lines:
            self._give(line)
        return bool(chunk)

    def _give(self, line: bytes) -> None:
        last = line.rstrip(b"\r").rpartition(b"\r")[2]  # a progress bar writes over itself
        self._on_line(last.decode(errors="replace"))
