"""The connections that sockets run over, until the last byte of the last one."""

import asyncio
from typing import Protocol


class Line(Protocol):
    """The connection of one socket."""

    def hang_up(self, code: int, reason: str) -> None:
        """Close the socket with a code and a reason in a few words."""

    def cut(self) -> None:
        """End the connection without a word."""


class Lines:
    """Knows which connections there are, also those that are being closed."""

    def __init__(self) -> None:
        self._lines: set[Line] = set()
        self._nobody = asyncio.Event()
        self._nobody.set()

    def add(self, line: Line) -> None:
        """Take in a connection."""
        self._lines.add(line)
        self._nobody.clear()

    def remove(self, line: Line) -> None:
        """Take in that a connection has ended."""
        self._lines.discard(line)
        if not self._lines:
            self._nobody.set()

    async def all_gone(self) -> None:
        """Return when there are none."""
        await self._nobody.wait()

    def cut(self) -> None:
        """End all that are left without a word."""
        for line in list(self._lines):
            line.cut()
