"""The client leaves nothing behind, and notices when nobody is there any more."""

import asyncio
import base64
import hashlib
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sidepro.client import ChatClient
from sidepro.dev.ports import free_port
from tests.working import SOON

_KEY = re.compile(rb"(?i)^sec-websocket-key: (\S+)", re.MULTILINE)
CLOSE = 0x88
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


async def ticket() -> str:
    return "a-ticket"


class SlowServer:
    """A server that answers a handshake when it is told to, and then says nothing, not even a pong."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()
        self.connections = 0
        self.came_back = asyncio.Event()
        self.ended = asyncio.Event()

    async def meet(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Take a handshake, and read until the client has gone."""
        self.connections += 1
        if self.connections > 1:
            self.came_back.set()
        request = await reader.readuntil(b"\r\n\r\n")
        key = _KEY.findall(request)[0]
        self.asked.set()
        await self.answer.wait()
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest())  # noqa: S324 - as RFC 6455 asks
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Protocol: sidepro.v1\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        while (frame := await reader.read(4096)) and frame[0] != CLOSE:
            pass
        writer.close()
        self.ended.set()


@pytest.fixture
async def slow() -> AsyncIterator[SlowServer]:
    slow = SlowServer(free_port())
    async with await asyncio.start_server(slow.meet, "127.0.0.1", slow.port):
        yield slow


@asynccontextmanager
async def connecting(slow: SlowServer, pings: tuple[float, float] = (25, 10)) -> AsyncIterator[None]:
    """Have somebody connect for the length of a block."""

    async def connect() -> None:
        address = f"http://127.0.0.1:{slow.port}"
        async with ChatClient(address, ticket, pauses=(0.01, 0.05), pings=pings):
            pass

    task = asyncio.create_task(connect())
    await asyncio.wait_for(slow.asked.wait(), SOON)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_who_leaves_while_connecting_leaves_no_connection(slow: SlowServer) -> None:
    async with connecting(slow):
        pass
    slow.answer.set()

    await asyncio.wait_for(slow.ended.wait(), SOON)
    assert slow.connections == 1


async def test_a_silent_server_is_left_for_another_connection(slow: SlowServer) -> None:
    slow.answer.set()
    async with connecting(slow, pings=(0.1, 0.1)):
        await asyncio.wait_for(slow.came_back.wait(), SOON)
