"""A WebSocket client that costs next to nothing, so that a load is never what slows down.

It speaks as much of RFC 6455 as servers of text frames need: frames are masked with a key of zeros.
"""

import asyncio
import struct
from collections.abc import Callable
from typing import Final

_HEAD_END: Final = b"\r\n\r\n"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


class HandshakeRefusedError(Exception):
    """The server answered otherwise than with 101."""


class SocketClient(asyncio.Protocol):
    """One socket; `receive` is called with each text frame."""

    def __init__(self, request: bytes, receive: Callable[[bytes], None]) -> None:
        self._request = request
        self._receive = receive
        self._buffer = bytearray()
        self._is_open = False
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ended = asyncio.Event()
        self._transport: asyncio.Transport

    @classmethod
    async def connect(
        cls, port: int, path: str, receive: Callable[[bytes], None], *, origin: str = "", offers: str = ""
    ) -> "SocketClient":
        """Connect to a server on this machine; raises `HandshakeRefusedError` and `OSError`."""
        lines = [
            f"GET {path} HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            *([f"Origin: {origin}"] if origin else []),
            *([f"Sec-WebSocket-Protocol: {offers}"] if offers else []),
        ]
        request = "\r\n".join(lines).encode() + _HEAD_END
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(lambda: cls(request, receive), "127.0.0.1", port)
        await client._opened
        return client

    async def await_event(self, event: asyncio.Event) -> None:
        """Wait for something to come; raises `ConnectionError` when the socket ends before."""
        waiting = [asyncio.create_task(each.wait()) for each in (event, self._ended)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        if not event.is_set():
            raise ConnectionError("The socket was closed.")

    def send(self, frame: bytes) -> None:
        """Send a text frame."""
        self._transport.write(_head(_TEXT, len(frame)) + frame)

    def close(self) -> None:
        """End the connection."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits for the handshake, or for something to come."""
        self._ended.set()
        if not self._opened.done():
            self._opened.set_exception(exc or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        """Take frames apart."""
        self._buffer += data
        if not self._is_open and not self._take_answer():
            return
        while frame := self._next_frame():
            opcode, payload = frame
            if opcode == _TEXT:
                self._receive(payload)
            elif opcode == _PING:
                self._transport.write(_head(_PONG, len(payload)) + payload)
            elif opcode == _CLOSE:
                self._transport.close()

    def _take_answer(self) -> bool:
        end = self._buffer.find(_HEAD_END)
        if end < 0:
            return False
        answer = bytes(self._buffer[:end])
        del self._buffer[: end + len(_HEAD_END)]
        if not answer.startswith(b"HTTP/1.1 101"):
            self._opened.set_exception(HandshakeRefusedError(answer[:60].decode()))
            self._transport.abort()
            return False
        self._is_open = True
        self._opened.set_result(None)
        return True

    def _next_frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, begin = buffer[1] & 0x7F, 2
        if length >= 126:
            form, begin = ("!H", 4) if length == 126 else ("!Q", 10)
            if len(buffer) < begin:
                return None
            (length,) = struct.unpack(form, buffer[2:begin])
        if len(buffer) < begin + length:
            return None
        payload = bytes(buffer[begin : begin + length])
        opcode = buffer[0] & 0x0F
        del buffer[: begin + length]
        return opcode, payload


def _head(opcode: int, length: int) -> bytes:
    """Begin a frame that is whole and masked with zeros."""
    if length < 126:
        return struct.pack("!BBI", 0x80 | opcode, 0x80 | length, 0)
    return struct.pack("!BBHI", 0x80 | opcode, 0xFE, length, 0)
