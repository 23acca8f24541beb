"""What waits to be sent on one socket: bounded, so that a slow reader harms nobody but itself.

Nothing runs for an idle socket. What is put during one turn of the loop goes out together, in one write of
WebSocket text frames (RFC 6455, section 5.2: unmasked, one frame a message).
"""

import asyncio
import struct
from collections.abc import Callable
from typing import Final

from tornado.iostream import IOStream, StreamClosedError

MOST_FRAMES: Final = 1_000
MOST_BYTES: Final = 1024 * 1024
"""How much may wait beside what is being written, which is as much at most."""


class Outbox:
    """Sends frames on a stream in their order; `overflow` is called once when too much waits."""

    __slots__ = ("_bytes", "_held", "_overflow", "_parts", "_scheduled", "_stream", "_writing")

    def __init__(self, stream: IOStream, overflow: Callable[[], None]) -> None:
        self._stream: IOStream | None = stream
        self._overflow = overflow
        self._parts: list[bytes] = []
        self._bytes = 0
        self._held = True
        self._scheduled = False
        self._writing = False

    def put(self, frame: bytes) -> None:
        """Send a frame soon; what is put before `begin` waits for it."""
        if self._stream is None:
            return
        self._parts.append(_head(len(frame)) + frame)
        self._bytes += len(frame)
        if self._bytes > MOST_BYTES or len(self._parts) > MOST_FRAMES:
            self.close()
            self._overflow()
        elif not (self._scheduled or self._writing or self._held):
            self._schedule()

    def begin(self, frame: bytes) -> None:
        """Send a frame, the first time before what waited for it."""
        waiting = self._parts if self._held else []
        if self._held:
            self._held = False
            self._parts = []
        self.put(frame)
        self._parts += waiting

    def close(self) -> None:
        """Send nothing more, and forget what waits."""
        self._stream = None
        self._parts = []

    def finish(self) -> None:
        """Write what waits now, if the stream takes it, because the socket is about to be closed."""
        if not (self._writing or self._held):
            self._write()

    def _schedule(self) -> None:
        self._scheduled = True
        asyncio.get_running_loop().call_soon(self._write)

    def _write(self) -> None:
        self._scheduled = False
        if self._stream is None or not self._parts:
            return
        data = b"".join(self._parts)
        self._parts, self._bytes = [], 0
        try:
            written = self._stream.write(data)
        except StreamClosedError:
            self.close()
            return
        if not written.done():
            self._writing = True
            written.add_done_callback(self._written)

    def _written(self, _: "asyncio.Future[None]") -> None:
        self._writing = False
        if self._parts:
            self._write()


def _head(length: int) -> bytes:
    """Begin a text frame that is whole."""
    if length < 126:
        return struct.pack("!BB", 0x81, length)
    if length < 65536:
        return struct.pack("!BBH", 0x81, 126, length)
    return struct.pack("!BBQ", 0x81, 127, length)
