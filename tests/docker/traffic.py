"""Thirty people who read, write and talk without a pause, and notice everything that goes wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from tornado.simple_httpclient import HTTPStreamClosedError

from sidepro.wire.frames import Restarting, Welcomed
from tests.api import Api
from tests.chatting import Talker, open_room
from tests.people import Person, sign_up

READERS, WRITERS, PAIRS = 8, 12, 5
PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Failure:
    """A request that got no good answer."""

    method: str
    what: str
    began: float


@dataclass
class Traffic:
    """What was asked, answered, said and heard."""

    project_id: str
    people: list[Person]
    """Who uses it, those who write before those who talk."""
    requests: int = 0
    failures: list[Failure] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    """The comments whose writing was acknowledged."""
    said: dict[str, list[str]] = field(default_factory=dict)
    """The messages that were acknowledged, by room."""
    talkers: dict[str, list[Talker]] = field(default_factory=dict)
    absences: list[float] = field(default_factory=list)
    """For how many seconds each socket that was lost was away."""

    def __str__(self) -> str:
        messages = sum(map(len, self.said.values()))
        away = max(self.absences, default=0.0)
        return (
            f"{self.requests} requests, {len(self.failures)} failed; {len(self.written)} comments, "
            f"{messages} messages; sockets away for {away:.2f} s at most"
        )

    async def ask(self, api: Api, method: str, path: str, body: object = None) -> bool:
        """Ask, and note whether the answer was good."""
        began = time.monotonic()
        self.requests += 1
        try:
            answer = await api.ask(method, path, body=body)
        except (OSError, HTTPStreamClosedError) as error:
            what = repr(error)
        else:
            if answer.status < 400:
                return True
            what = repr(answer)
        self.failures.append(Failure(method, what, began))
        return False


@asynccontextmanager
async def traffic(base: str) -> AsyncIterator[Traffic]:
    """Have thirty people use the site for the length of a block, and finish what they began."""
    guest = Api(base)
    people = await asyncio.gather(*(sign_up(guest) for _ in range(WRITERS + 2 * PAIRS)))
    draft = {"title": "막차 알리미", "summary": "막차 시간", "content": "이야기", "skills": ["Python"]}
    project = await people[0].api.post("/projects", draft)
    traffic = Traffic(project.json["id"], people)
    writers, talkers = people[:WRITERS], people[WRITERS:]
    ending = asyncio.Event()
    async with AsyncExitStack() as stack:
        work = [_keep_reading(traffic, guest, ending) for _ in range(READERS)]
        work += [_keep_writing(traffic, writer, ending) for writer in writers]
        for pair in zip(talkers[::2], talkers[1::2], strict=True):
            room_id = await open_room(*pair)
            traffic.talkers[room_id] = [Talker(person, base) for person in pair]
            for talker in traffic.talkers[room_id]:
                await stack.enter_async_context(talker.client)
                await talker.client.open(room_id)
                work += [_keep_talking(traffic, room_id, talker, ending), _watch(traffic, talker, ending)]
        tasks = [asyncio.create_task(each) for each in work]
        yield traffic
        ending.set()
        async with asyncio.timeout(60):
            await asyncio.gather(*tasks)
            for room_id, pair_of_talkers in traffic.talkers.items():
                for talker in pair_of_talkers:
                    await talker.has(room_id, len(traffic.said[room_id]))
    for person in people:
        person.api.close()
    guest.close()


async def _keep_reading(traffic: Traffic, guest: Api, ending: asyncio.Event) -> None:
    paths = (
        "/projects",
        f"/projects/{traffic.project_id}",
        f"/projects/{traffic.project_id}/comments",
        "/skills?q=py",
    )
    while not ending.is_set():
        for path in paths:
            await traffic.ask(guest, "GET", path)
            await asyncio.sleep(PAUSE_SECONDS)


async def _keep_writing(traffic: Traffic, writer: Person, ending: asyncio.Event) -> None:
    number = 0
    while not ending.is_set():
        text = f"{writer.username} {number}"
        if await traffic.ask(writer.api, "POST", f"/projects/{traffic.project_id}/comments", {"text": text}):
            traffic.written.append(text)
        await asyncio.sleep(PAUSE_SECONDS)
        await traffic.ask(writer.api, "GET", "/users/me")
        await traffic.ask(writer.api, "PUT", f"/projects/{traffic.project_id}/bookmark")
        await asyncio.sleep(PAUSE_SECONDS)
        number += 1


async def _keep_talking(traffic: Traffic, room_id: str, talker: Talker, ending: asyncio.Event) -> None:
    number = 0
    while not ending.is_set():
        text = f"{talker.person.username} {number}"
        await talker.client.say(room_id, text)
        traffic.said.setdefault(room_id, []).append(text)
        await asyncio.sleep(PAUSE_SECONDS)
        number += 1


async def _watch(traffic: Traffic, talker: Talker, ending: asyncio.Event) -> None:
    """Note for how long the socket was away, each time."""
    lost_at: float | None = None
    while not (ending.is_set() and talker.client.is_connected):
        if not talker.client.is_connected:
            lost_at = lost_at or time.monotonic()
        elif lost_at is not None:
            traffic.absences.append(time.monotonic() - lost_at)
            lost_at = None
        await asyncio.sleep(0.01)


def came_back(talker: Talker) -> bool:
    """Tell whether somebody was told of the restart before they were welcomed again."""
    kinds = [type(event) for event in talker.events if isinstance(event, Restarting | Welcomed)]
    return Restarting in kinds and kinds[-1] is Welcomed
