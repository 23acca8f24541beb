"""What the person at the terminal sees."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from typing import TextIO

NAME_WIDTH = 8
QUIET_SECONDS = 1.0
"""A step that takes longer says that it is under way."""
REMIND_SECONDS = 10.0
COLOURS = (36, 35, 33, 34, 32, 95)
RED = 31
BOLD = 1


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR is set (no-color.org) or the terminal is dumb."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


class Console:
    """Writes lines with the name of who speaks before each; with colours on a terminal."""

    def __init__(self, stream: TextIO, *, coloured: bool) -> None:
        self._stream = stream
        self._coloured = coloured
        self._colours: dict[str, int] = {}

    def say(self, text: str, *, name: str = "sidepro") -> None:
        """Write a line."""
        self._write(f"{self._prefix(name)} {text}\n")

    def headline(self, text: str) -> None:
        """Write a line of the supervisor that stands out."""
        self.say(self._paint(text, BOLD))

    def complain(self, text: str) -> None:
        """Write what went wrong."""
        self._write(self._paint(text, RED) + "\n")

    @contextlib.asynccontextmanager
    async def step(self, doing: str, done: str, *, name: str) -> AsyncIterator[None]:
        """Tell when something is done and how long it took; and before, when it takes more than a second."""
        started = time.monotonic()
        reminder = asyncio.create_task(self._remind(doing, name, started))
        try:
            yield
        finally:
            reminder.cancel()
            await asyncio.wait({reminder})
        self.say(f"{done} ({time.monotonic() - started:.1f} s)", name=name)

    async def _remind(self, doing: str, name: str, started: float) -> None:
        await asyncio.sleep(QUIET_SECONDS)
        while True:
            self.say(f"{doing} … {time.monotonic() - started:.0f} s", name=name)
            await asyncio.sleep(REMIND_SECONDS)

    def _prefix(self, name: str) -> str:
        colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
        return self._paint(f"{name:<{NAME_WIDTH}}|", colour)

    def _paint(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._coloured else text

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # the terminal may be gone, and we stop in order still
            self._stream.write(text)
            self._stream.flush()
