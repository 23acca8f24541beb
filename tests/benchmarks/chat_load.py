"""Loads a chat from a process of its own: `python -m tests.benchmarks.chat_load` reads a task as JSON.

The task comes on standard input, what was measured goes to standard output, and both are JSON.
"""

import asyncio
import itertools
import json
import statistics
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

import msgspec
from pymongo import AsyncMongoClient

from documents.store import connect
from sidepro.services.tokens import Identity, Tokens
from sidepro.wire.frames import SUBPROTOCOL, TOKEN_PREFIX
from tests.benchmarks.rows import bearer, tokens_for
from tests.benchmarks.socket_client import HandshakeRefusedError, SocketClient

TEXT: Final = "막차 알리미 코드를 읽어 봤는데, 걷는 시간을 가장 느린 10%로 잡은 이유가 궁금해요."
SESSION: Final = "5" * 24
WARM_UP: Final = 1.0
AT_ONCE: Final = 100
"""How many sockets connect at a time."""
LARGEST_SEQ: Final = 2**53 - 1
FLOOD_IN_FLIGHT: Final = 60
LONGEST_RESUME: Final = 60.0
RETRY_SECONDS: Final = 0.25


class Room(msgspec.Struct):
    """A room and its two members."""

    id: str
    members: tuple[str, str]


class Task(msgspec.Struct, kw_only=True):
    """What is to be measured, with two ports where partners are apart; without an origin it is the relay."""

    what: str
    ports: tuple[int, int]
    rooms: list[Room]
    origin: str = ""
    seconds: float = 5.0
    rate: float = 20.0
    after_seq: int = LARGEST_SEQ
    """What is heard already; all there is, unless somebody has missed something."""
    mongo_url: str = ""


class Heard(msgspec.Struct):
    """As much of an event as a load needs."""

    type: str = ""
    client_id: str = ""
    complete: bool = False


_heard: Final = msgspec.json.Decoder(Heard)


class Speaker:
    """One client in one room, who hears what both say."""

    def __init__(self, name: str, task: Task, room: Room, place: int) -> None:
        self.name = name
        self._room = room
        self.place = place
        self.user_id = room.members[place]
        self._task = task
        self._tokens: Tokens = tokens_for(task.origin)
        self._count = itertools.count()
        self._begun: dict[str, float] = {}
        self._welcomed = asyncio.Event()
        self.opened = asyncio.Event()
        self.latencies: list[float] = []
        self.delivered = 0
        self.on_said: Callable[[], None] = lambda: None

    async def connect(self, token: str | None = None) -> None:
        """Connect, and be welcomed where it is not the relay."""
        port = self._task.ports[self.place]
        if not self._task.origin:
            self.socket = await SocketClient.connect(port, f"/{self._room.id}", self._receive)
            return
        self._welcomed.clear()
        token = token or self._tokens.socket(Identity(self.user_id, SESSION))
        offers = f"{SUBPROTOCOL}, {TOKEN_PREFIX}{token}"
        self.socket = await SocketClient.connect(
            port, "/ws", self._receive, origin=self._task.origin, offers=offers
        )
        await self.socket.await_event(self._welcomed)

    async def open(self) -> None:
        """Open the room, and return when all of it is here."""
        if self._task.origin:
            self.socket.send(
                msgspec.json.encode(
                    {"type": "open", "room_id": self._room.id, "after_seq": self._task.after_seq}
                )
            )
            await self.socket.await_event(self.opened)

    def say(self) -> None:
        """Say the next thing."""
        client_id = f"{self.name}-{next(self._count)}"
        self._begun[client_id] = time.perf_counter()
        self.socket.send(
            msgspec.json.encode(
                {"type": "say", "room_id": self._room.id, "client_id": client_id, "text": TEXT}
            )
        )

    @property
    def waits(self) -> bool:
        """Whether something was said that is not acknowledged yet."""
        return bool(self._begun)

    def _receive(self, frame: bytes) -> None:
        heard = _heard.decode(frame)
        match heard.type:
            case "said" | "say":
                self.delivered += 1
                begun = self._begun.pop(heard.client_id, None)
                if begun is not None:
                    self.latencies.append(time.perf_counter() - begun)
                    self.on_said()
            case "welcomed":
                self._welcomed.set()
            case "opened" if heard.complete:
                self.opened.set()
            case "refused":
                print(frame.decode(), file=sys.stderr)
                self.socket.close()


async def gathered(task: Task, run: str, *, opened: bool) -> list[Speaker]:
    """Connect both members of every room."""
    speakers = [
        Speaker(f"{run}-{number}-{place}", task, room, place)
        for number, room in enumerate(task.rooms)
        for place in (0, 1)
    ]
    for start in range(0, len(speakers), AT_ONCE):
        await asyncio.gather(*(speaker.connect() for speaker in speakers[start : start + AT_ONCE]))
    if opened:
        await asyncio.gather(*(speaker.open() for speaker in speakers))
    return speakers


async def talk(task: Task, run: str) -> dict[str, float]:
    """Have everybody say the next thing as soon as the last one is acknowledged."""
    speakers = await gathered(task, run, opened=True)
    for speaker in speakers:
        speaker.on_said = speaker.say
        speaker.say()
    await asyncio.sleep(WARM_UP)
    before, processor = sum(len(each.latencies) for each in speakers), time.process_time()
    begun = time.perf_counter()
    await asyncio.sleep(task.seconds)
    seconds = time.perf_counter() - begun
    said = sum(len(each.latencies) for each in speakers) - before
    busy = (time.process_time() - processor) / seconds
    for speaker in speakers:
        speaker.on_said = lambda: None
    await _quiet(speakers)
    delivered, total = sum(each.delivered for each in speakers), sum(len(each.latencies) for each in speakers)
    if delivered != 2 * total:
        raise SystemExit(f"{total} messages were said, and {delivered} arrived")
    latencies = [latency for each in speakers for latency in each.latencies]
    return {"rate": said / seconds, "p50": statistics.median(latencies) * 1000, "busy": busy}


async def latency(task: Task, run: str) -> dict[str, float]:
    """Say something at a steady rate, and insert something as surely as a message in between."""
    speakers = await gathered(task, run, opened=True)
    client: AsyncMongoClient[dict[str, Any]] = connect(task.mongo_url)
    inserts = client.sidepro_bench_inserts.messages
    await inserts.insert_one({"text": TEXT})
    taken = []
    for number in range(int(task.seconds * task.rate)):
        speakers[number % len(speakers)].say()
        await asyncio.sleep(0.5 / task.rate)
        begun = time.perf_counter()
        await inserts.insert_one({"text": TEXT, "number": number})
        taken.append(time.perf_counter() - begun)
        await asyncio.sleep(max(0, 0.5 / task.rate - taken[-1]))
    await _quiet(speakers)
    await client.close()
    latencies = [latency for each in speakers for latency in each.latencies]
    return {"p50": statistics.median(latencies) * 1000, "insert": statistics.median(taken) * 1000}


async def flood(task: Task, run: str) -> dict[str, float]:
    """Measure the first room while it is calm, and then while somebody floods the last one."""
    speakers = await gathered(task, run, opened=True)
    quiet, flooder = speakers[:2], speakers[-1]

    async def pace() -> list[float]:
        for speaker in quiet:
            speaker.latencies.clear()
        for number in range(int(task.seconds * task.rate)):
            quiet[number % 2].say()
            await asyncio.sleep(1 / task.rate)
        await _quiet(quiet)
        return sorted(latency * 1000 for speaker in quiet for latency in speaker.latencies)

    calm = await pace()
    flooder.on_said = flooder.say
    for _ in range(FLOOD_IN_FLIGHT):
        flooder.say()
    await asyncio.sleep(WARM_UP)
    before = len(flooder.latencies)
    busy = await pace()
    rate = (len(flooder.latencies) - before) / task.seconds
    return {"calm": statistics.median(calm), "p99": busy[int(len(busy) * 0.99)], "flood": rate}


async def resume(task: Task, run: str) -> dict[str, float]:
    """Come back all at once, each with a new token, and get what was missed."""
    speakers = [
        Speaker(f"{run}-{number}-{place}", task, room, place)
        for number, room in enumerate(task.rooms)
        for place in (0, 1)
    ]
    begun = time.perf_counter()
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_RESUME):
            await asyncio.gather(*(_come_back(task, speaker) for speaker in speakers))
    return {"seconds": time.perf_counter() - begun}


async def _come_back(task: Task, speaker: Speaker) -> None:
    while True:
        with suppress(OSError, HandshakeRefusedError):
            await speaker.connect(await _ask_for_token(task, speaker))
            await speaker.open()
            return
        await asyncio.sleep(RETRY_SECONDS)


async def _ask_for_token(task: Task, speaker: Speaker) -> str:
    """Ask the API for a token as every client does, which is what makes a resume two requests."""
    reader, writer = await asyncio.open_connection("127.0.0.1", task.ports[speaker.place])
    authorization = bearer(tokens_for(task.origin), speaker.user_id)["Authorization"]
    writer.write(
        f"POST /api/v1/sessions/current/socket HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Authorization: {authorization}\r\nContent-Length: 0\r\n\r\n".encode()
    )
    answer = await reader.read()
    writer.close()
    if b" 200 " not in answer[:20]:
        raise ConnectionError(answer[:60])
    return str(json.loads(answer.partition(b"\r\n\r\n")[2])["token"])


async def hold(task: Task, run: str) -> dict[str, float]:
    """Hold welcomed sockets that do nothing, until the next line on standard input."""
    speakers = await gathered(task, run, opened=False)
    print(json.dumps({"held": len(speakers)}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    return {}


async def _quiet(speakers: list[Speaker]) -> None:
    """Return when all that was said is acknowledged, and a moment later."""
    for _ in range(500):
        if not any(speaker.waits for speaker in speakers):
            break
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)


LOADS: Final[dict[str, Callable[[Task, str], Coroutine[Any, Any, dict[str, float]]]]] = {
    "talk": talk,
    "latency": latency,
    "flood": flood,
    "resume": resume,
    "hold": hold,
}


if __name__ == "__main__":
    given = msgspec.json.decode(sys.stdin.readline(), type=Task)
    print(json.dumps(asyncio.run(LOADS[given.what](given, f"{time.time_ns():x}"))), flush=True)
