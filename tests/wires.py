"""The wire to a store, which can be made to swallow its answers."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from sidepro.dev.ports import free_port


class Wire:
    """A port that leads to a store.

    While `swallow_answers` is set, what is asked arrives, and instead of an answer the connection breaks. It
    sets itself when something is asked that holds `last_words`.
    """

    def __init__(self, url: str) -> None:
        self._far = urlsplit(url)
        self._port = free_port()
        self.url = self._far._replace(netloc=f"127.0.0.1:{self._port}").geturl()
        self.swallow_answers = False
        self.last_words: bytes | None = None
        self.has_swallowed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _connect(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        far_in, far_out = await asyncio.open_connection(self._far.hostname, self._far.port)
        with suppress(ConnectionError):
            await asyncio.gather(self._ask(near_in, far_out), self._answer(far_in, near_out))
        for out in (near_out, far_out):
            out.close()

    async def _ask(self, near: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        while asked := await near.read(65536):
            if self.last_words is not None and self.last_words in asked:
                self.swallow_answers = True
            far.write(asked)
            await far.drain()
        far.close()

    async def _answer(self, far: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        while answered := await far.read(65536):
            if self.swallow_answers:
                self.has_swallowed.set()
                break
            near.write(answered)
            await near.drain()
        near.close()
