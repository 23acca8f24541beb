"""A body that is too large is refused before it is read, and the client surely learns it."""

import asyncio
import gc
import json
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from handlers.body_limit import LINGER_BYTES
from sidepro.server import LARGEST_BODY, Server
from tests.api import Api

HUGE = 100 * 1024 * 1024
PIECE = b"x" * (256 * 1024)


class Line:
    """A raw connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *lines: str) -> None:
        """Send the head of a request."""
        head = ("POST /api/v1/nothing HTTP/1.1", "Host: localhost", "Content-Type: application/json", *lines)
        self.writer.write("\r\n".join((*head, "", "")).encode())
        await self.writer.drain()

    async def pour(self, size: int) -> int:
        """Send that many bytes of a body, or as many as are taken; gives how many."""
        sent = 0
        try:
            while sent < size:
                self.writer.write(PIECE)
                await self.writer.drain()
                sent += len(PIECE)
        except ConnectionError:
            pass
        return sent

    async def answer(self) -> tuple[int, dict[str, str], dict[str, object]]:
        """Read status, headers and problem of a reply."""
        async with asyncio.timeout(10):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().splitlines()
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return int(head[0].split()[1]), headers, json.loads(body) if body else {}


@asynccontextmanager
async def line_to(server: Server) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.settings.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


async def test_a_huge_body_is_refused_before_it_is_sent(server: Server) -> None:
    async with line_to(server) as line:
        await line.send(f"Content-Length: {HUGE}", "Accept-Language: en")
        status, headers, problem = await line.answer()

    assert status == 413
    assert headers["connection"] == "close"
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-request-id"] == problem["request_id"]
    assert str(problem["type"]).endswith("/too-large")
    assert str(LARGEST_BODY) in str(problem["detail"])


async def test_a_client_that_sends_everything_first_learns_it_too(server: Server) -> None:
    async with line_to(server) as line:
        await line.send(f"Content-Length: {HUGE}")
        sent = await line.pour(HUGE)
        status, _, _ = await line.answer()
        rest = await line.reader.read()

    assert sent == HUGE
    assert status == 413
    assert rest == b""


async def test_patience_ends(server: Server) -> None:
    async with line_to(server) as line:
        await line.send(f"Content-Length: {10 * LINGER_BYTES}")
        sent = await line.pour(10 * LINGER_BYTES)

    assert LINGER_BYTES <= sent < 2 * LINGER_BYTES


async def test_who_expects_to_be_asked_for_the_body_is_not_asked(server: Server) -> None:
    async with line_to(server) as line:
        await line.send(f"Content-Length: {HUGE}", "Expect: 100-continue")
        status, _, _ = await line.answer()

    assert status == 413


async def test_a_body_of_unknown_length_is_refused_once_it_is_too_long(server: Server) -> None:
    async with line_to(server) as line:
        await line.send("Transfer-Encoding: chunked")
        for _ in range(2 * LARGEST_BODY // len(PIECE)):
            line.writer.write(f"{len(PIECE):x}\r\n".encode() + PIECE + b"\r\n")
        line.writer.write(b"0\r\n\r\n")
        status, headers, _ = await line.answer()
        rest = await line.reader.read()

    assert status == 413
    assert headers["connection"] == "close"
    assert rest == b""


async def test_a_body_in_pieces_is_read_when_it_is_small(server: Server) -> None:
    async with line_to(server) as line:
        await line.send("Transfer-Encoding: chunked")
        line.writer.write(b"2\r\n{}\r\n0\r\n\r\n")
        status, _, _ = await line.answer()

    assert status == 404


async def test_the_largest_body_is_read(api: Api) -> None:
    assert (await api.post("/nothing", raw=b" " * LARGEST_BODY)).status == 404
    assert (await api.post("/nothing", raw=b" " * (LARGEST_BODY + 1))).status == 413


async def test_a_body_with_two_lengths_is_malformed(server: Server) -> None:
    async with line_to(server) as line:
        await line.send(f"Content-Length: {HUGE}", "Transfer-Encoding: chunked")
        head = await line.reader.read()

    assert head.startswith(b"HTTP/1.1 400 ")


async def test_many_huge_bodies_at_once_take_no_memory(server: Server, api: Api) -> None:
    async def refused() -> int:
        async with line_to(server) as line:
            await line.send(f"Content-Length: {HUGE}")
            await line.pour(HUGE // 4)
            return (await line.answer())[0]

    await refused()
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    statuses = await asyncio.gather(*(refused() for _ in range(20)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert statuses == [413] * 20
    assert grown < 32 * 1024, f"{grown} KiB"
    assert (await api.get("//healthz")).status == 200
