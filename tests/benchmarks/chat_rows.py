"""The figures of the chat, each against a bare relay or against itself: `make bench ONLY=chat`."""

import asyncio
import json
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import psutil
from bson import ObjectId

from documents import Store
from documents.collection import write
from documents.messages import Message
from documents.room import Room
from documents.store import connect, now
from tests.benchmarks import chat_load
from tests.benchmarks.stack import Served, Stack

DATABASE: Final = "sidepro_bench_chat"
TALKING: Final = 50
"""Rooms in which both talk."""
RESUMING: Final = 500
MISSED: Final = 20
"""Messages that each of those who come back has missed."""
IDLE: Final = 2_500
"""Rooms whose members only hold a socket."""
SITE: Final = "http://localhost:8000"


class Figure(NamedTuple):
    """One line of the table; `bound` is the least figure, or the most where it `is_most`."""

    name: str
    measured: str
    figure: float
    bound: float
    is_most: bool

    @property
    def is_kept(self) -> bool:
        """Whether the figure is as good as promised."""
        return self.figure <= self.bound if self.is_most else self.figure >= self.bound

    def line(self) -> str:
        """Write it for the table."""
        bound = f"{'at most' if self.is_most else 'at least'} {self.bound:g}"
        return f"{self.name:58} {self.measured:>44} {self.figure:8.2f}  {bound}" + (
            "" if self.is_kept else "  MISSED"
        )


class ChatRows:
    """Measures the chat on the stores of a stack."""

    def __init__(self, stack: Stack, rounds: int, seconds: float) -> None:
        self._stack = stack
        self._rounds = rounds
        self._seconds = seconds

    async def measure(self, only: str = "") -> AsyncIterator[Figure]:
        """Give one figure after the other, of the rows whose name contains something."""
        self._rooms = await self._prepare()
        rows = {
            "chat: 50 rooms, one process": self._together,
            "chat: 50 rooms, partners on two processes": self._apart,
            "chat: p50 from say to said, 20 messages/s": self._latency,
            "chat: p99 of a quiet room beside a flood": self._flood,
            "chat: KiB of an idle, welcomed socket": self._memory,
            "chat: seconds until 1,000 have resumed, 20 missed each": self._resume,
        }
        for name, row in rows.items():
            if only in name:
                yield await row(name)

    async def _together(self, name: str) -> Figure:
        server = await self._serve("chat-one")
        return await self._throughput(name, 0.35, (server.port, server.port))

    async def _apart(self, name: str) -> Figure:
        near, far = [await self._serve(f"chat-{place}") for place in ("near", "far")]
        return await self._throughput(name, 0.20, (near.port, far.port))

    async def _throughput(self, name: str, floor: float, ports: tuple[int, int]) -> Figure:
        """Compare with the relay, in turns."""
        relay = await self._stack.relay()
        rooms = self._rooms[:TALKING]
        ours = chat_load.Task(what="talk", ports=ports, rooms=rooms, origin=SITE, seconds=self._seconds)
        theirs = chat_load.Task(what="talk", ports=(relay, relay), rooms=rooms, seconds=self._seconds)
        ratios, rates, waits, shares = [], [], [], []
        for _ in range(self._rounds):
            bare = await _load(theirs)
            told = await _load(ours)
            ratios.append(told["rate"] / bare["rate"])
            rates.append(told["rate"])
            waits.append(told["p50"])
            shares.append(bare["busy"])
        measured = (
            f"{statistics.median(rates):,.0f}/s, p50 {statistics.median(waits):.0f} ms"
            f" (client busy {max(shares):.0%})"
        )
        return Figure(name, measured, statistics.median(ratios), floor, is_most=False)

    async def _latency(self, name: str) -> Figure:
        """Compare with an insert of the same client, in turns."""
        server = await self._serve("chat-calm")
        task = chat_load.Task(
            what="latency",
            ports=(server.port, server.port),
            rooms=self._rooms[:10],
            origin=SITE,
            seconds=2 * self._seconds,
            mongo_url=self._stack.mongo.url,
        )
        told = [await _load(task) for _ in range(self._rounds)]
        ratio = statistics.median(each["p50"] / each["insert"] for each in told)
        said, inserted = (statistics.median(each[key] for each in told) for key in ("p50", "insert"))
        measured = f"{said:.2f} ms, one majority insert {inserted:.2f} ms"
        return Figure(name, measured, ratio, 1.6, is_most=True)

    async def _flood(self, name: str) -> Figure:
        """Compare a room with itself."""
        server = await self._serve("chat-flooded")
        task = chat_load.Task(
            what="flood",
            ports=(server.port, server.port),
            rooms=self._rooms[:2],
            origin=SITE,
            seconds=2 * self._seconds,
        )
        told = [await _load(task) for _ in range(self._rounds)]
        ratio = statistics.median(each["p99"] / each["calm"] for each in told)
        calm, p99, flood = (statistics.median(each[key] for each in told) for key in ("calm", "p99", "flood"))
        measured = f"p99 {p99:.1f} ms, calm p50 {calm:.2f} ms, flood {flood:,.0f}/s"
        return Figure(name, measured, ratio, 10, is_most=True)

    async def _memory(self, name: str) -> Figure:
        """Weigh a server before and after five thousand sockets were welcomed."""
        server = await self._serve("chat-idle")
        rooms = self._rooms[-IDLE:]
        before = _weight(server)
        task = chat_load.Task(what="hold", ports=(server.port, server.port), rooms=rooms, origin=SITE)
        async with _Loading(task) as load:
            held = (await load.answer())["held"]
            await asyncio.sleep(2)
            after = _weight(server)
        kib = (after - before) / held / 1024
        measured = f"{held:,} sockets, {(after - before) / 2**20:.0f} MiB"
        return Figure(name, measured, kib, 30, is_most=True)

    async def _resume(self, name: str) -> Figure:
        """Have a thousand come back to a server that has just started."""
        rooms = self._rooms[-RESUMING:]
        taken = []
        for number in range(self._rounds):
            server = await self._serve(f"chat-new-{number}")
            ports = (server.port, server.port)
            task = chat_load.Task(what="resume", ports=ports, rooms=rooms, origin=SITE, after_seq=MISSED)
            taken.append((await _load(task))["seconds"])
            await server.process.stop()
        measured = f"{min(taken):.1f} to {max(taken):.1f} s"
        return Figure(name, measured, statistics.median(taken), 10, is_most=True)

    async def _serve(self, name: str) -> Served:
        return await self._stack.process(DATABASE, name, SIDEPRO_PUBLIC_URL=SITE)

    async def _prepare(self) -> list[chat_load.Room]:
        """Make rooms, and a history in those whose members come back."""
        store = Store(connect(self._stack.mongo.url), DATABASE)
        await store.client.drop_database(DATABASE)
        await self._stack.command(DATABASE, "indexes")
        rooms = [_room() for _ in range(TALKING + IDLE)]
        for start in range(0, len(rooms), 500):
            await store.database.rooms.insert_many(map(write, rooms[start : start + 500]))
        for room in rooms[-RESUMING:]:
            await store.database.messages.insert_many(map(write, _history(room)))
        await store.client.close()
        return [chat_load.Room(str(room.id), (str(room.members[0]), str(room.members[1]))) for room in rooms]


def _room() -> Room:
    """Make the room of two users who need not be there."""
    members = (ObjectId(), ObjectId())
    return Room(id=ObjectId(), members=members, readers=members, created_at=now(), active_at=now())


def _history(room: Room) -> Sequence[Message]:
    """Have both talk in turns: as much as was heard, and as much again."""
    return [
        Message(
            id=ObjectId(),
            room_id=room.id,
            seq=seq,
            sender_id=room.members[seq % 2],
            sender_seq=(seq + 1) // 2,
            client_id=f"h{seq}",
            text=chat_load.TEXT,
            sent_at=now(),
        )
        for seq in range(1, 2 * MISSED + 1)
    ]


def _weight(server: Served) -> int:
    """Weigh the memory of a server, in bytes."""
    return int(psutil.Process(server.process.pid).memory_info().rss)


class _Loading:
    """A load in a process of its own."""

    def __init__(self, task: chat_load.Task) -> None:
        self._task = task

    async def __aenter__(self) -> "_Loading":
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.benchmarks.chat_load"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**20,
        )
        assert self._process.stdin
        self._process.stdin.write(msgspec.json.encode(self._task) + b"\n")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()

    async def answer(self) -> dict[str, Any]:
        """Give the next answer."""
        assert self._process.stdout
        line = await self._process.stdout.readline()
        if not line:
            raise SystemExit(f"The load of {self._task.what} failed.")
        return dict(json.loads(line))


async def _load(task: chat_load.Task) -> dict[str, float]:
    async with _Loading(task) as load:
        return await load.answer()
