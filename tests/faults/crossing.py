"""The way to the servers: leads each connection to one of them at random, and cuts many on their way."""

import asyncio
import random
import socket
import struct
from asyncio import StreamReader, StreamWriter
from collections import Counter
from contextlib import suppress
from itertools import product
from types import TracebackType
from typing import Final, Literal, NamedTuple, Self

Way = Literal["up", "down"]
How = Literal["within", "after", "silent"]

_PIECE: Final = 65536
_LOST: Final = (OSError, EOFError)
_STEPS: Final[dict[Way, tuple[str, ...]]] = {
    "up": ("handshake", "open", "say"),
    "down": ("accepted", "welcomed", "opened", "said"),
}
_PLACES: Final[dict[Way, tuple[int, ...]]] = {"up": (1, 2, 3, 4, 7, 15), "down": (1, 2, 3, 4, 5, 8, 20)}
"""Which pieces are cut: those of opening once each, and some of those of sending."""
_LASTING: Final[dict[How, tuple[float, float]]] = {"within": (0, 0.05), "after": (0, 0.05), "silent": (1, 4)}
"""How many seconds it takes until a connection that is cut is closed."""
_CUT_REQUESTS: Final = 0.05
"""How many requests to the API are cut."""


class Cut(NamedTuple):
    """Where a connection ends.

    `within` the piece of this number, from 1, that goes this way; right `after` it, with nothing passed back
    any more; or after it is followed by a silence in which nobody is told that it has ended.
    """

    way: Way
    piece: int
    how: How

    @property
    def step(self) -> str:
        """Name the step of opening and sending at which it is cut."""
        names = _STEPS[self.way]
        return f"{self.how} {names[min(self.piece, len(names)) - 1]}"


class Passage:
    """One connection from a client to a server, until its cut or its end."""

    def __init__(self, chance: random.Random, near: StreamWriter, far: StreamWriter) -> None:
        self._chance = chance
        self._ends = (near, far)
        self._is_silent = False
        self.cut: Cut | None = None
        self.was_cut = False

    async def carry(self, way: Way, reader: StreamReader, writer: StreamWriter, first: bytes = b"") -> None:
        """Pass on what comes one way, beginning with what has come already."""
        piece = 0
        with suppress(*_LOST):
            while data := first or await reader.read(_PIECE):
                first = b""
                piece += 1
                if self._is_silent:
                    continue
                if self.cut is not None and (self.cut.way, self.cut.piece) == (way, piece):
                    await self._break(self.cut, data, writer)
                    return
                writer.write(data)
                await writer.drain()
        if not self._is_silent:
            self.end()

    def end(self) -> None:
        """Close both ends."""
        for end in self._ends:
            end.close()

    async def _break(self, cut: Cut, data: bytes, writer: StreamWriter) -> None:
        self.was_cut = True
        self._is_silent = True
        writer.write(data if cut.how != "within" else data[: self._chance.randrange(len(data))])
        await writer.drain()
        await asyncio.sleep(
            self._chance.uniform(1, 4) if cut.how == "silent" else self._chance.random() * 0.05
        )
        for end in self._ends:
            if self._chance.random() < 0.5:
                _reset(end)
        self.end()


class Crossing:
    """A port that leads to any of some servers, as nginx does; `cuts` counts by the step that was cut.

    While `is_calm` nothing is cut.
    """

    def __init__(self, port: int, servers: list[int], chance: random.Random) -> None:
        self._port = port
        self._servers = servers
        self._chance = chance
        self._deck: list[Cut | None] = []
        self._passages: set[asyncio.Task[None]] = set()
        self.is_calm = True
        self.cuts: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._server.close()
        for passage in self._passages:
            passage.cancel()
        await asyncio.gather(*self._passages, return_exceptions=True)

    def _connect(self, near_in: StreamReader, near_out: StreamWriter) -> None:
        passage = asyncio.create_task(self._lead(near_in, near_out))
        self._passages.add(passage)
        passage.add_done_callback(self._passages.discard)

    async def _lead(self, near_in: StreamReader, near_out: StreamWriter) -> None:
        """Read how it begins, because that tells what it is, and lead it on."""
        passage = None
        try:
            first = await near_in.read(_PIECE)
            far_in, far_out = await self._find_server()
            passage = Passage(self._chance, near_out, far_out)
            passage.cut = self._fate(is_socket=first.startswith(b"GET /ws "))
            await asyncio.gather(
                passage.carry("up", near_in, far_out, first), passage.carry("down", far_in, near_out)
            )
        except _LOST:
            near_out.close()
        finally:
            if passage is not None:
                passage.end()
                if passage.was_cut and passage.cut:
                    self.cuts[passage.cut.step] += 1

    async def _find_server(self) -> tuple[StreamReader, StreamWriter]:
        """Connect to any server that is there; raises `OSError` when none is."""
        for port in self._chance.sample(self._servers, len(self._servers)):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError

    def _fate(self, *, is_socket: bool) -> Cut | None:
        """Decide where a connection is cut, if it is: half of the sockets, at each place equally often."""
        if self.is_calm:
            return None
        if not is_socket:
            way: Way = self._chance.choice(("up", "down"))
            return Cut(way, 1, "after") if self._chance.random() < _CUT_REQUESTS else None
        if not self._deck:
            cuts = [
                Cut(way, piece, how)
                for (way, pieces), how in product(_PLACES.items(), _LASTING)
                for piece in pieces
            ]
            self._deck = [*cuts, *[None] * len(cuts)]
            self._chance.shuffle(self._deck)
        return self._deck.pop()


def _reset(end: StreamWriter) -> None:
    """Have a connection end with a reset instead of politely."""
    raw = end.get_extra_info("socket")
    with suppress(OSError):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
