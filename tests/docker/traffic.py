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
from tests.working import until

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

    def __str__(self) -> str:
        messages = sum(map(len, self.said.values()))
        attempts = sum(talker.attempts - 1 for talker in self.talking)
        return (
            f"{self.requests} requests, {len(self.failures)} failed; {len(self.written)} comments, "
            f"{messages} messages; {self.losses} sockets lost and back after {attempts} attempts"
        )

    @property
    def talking(self) -> list[Talker]:
        """List those who talk."""
        return [talker for pair in self.talkers.values() for talker in pair]

    @property
    def losses(self) -> int:
        """How often somebody's socket was lost and came back."""
        return sum(len(talker.told(Welcomed)) - 1 for talker in self.talking)

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
                work.append(_keep_talking(traffic, room_id, talker, ending))
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


async def came_back(talker: Talker) -> None:
    """Wait until somebody was told of a restart and is welcome again after the last one."""
    await talker.hears(Restarting)
    await until(lambda: isinstance(_turns(talker)[-1], Welcomed))


def _turns(talker: Talker) -> list[Restarting | Welcomed]:
    return [event for event in talker.events if isinstance(event, Restarting | Welcomed)]


def comes_back_soon(talker: Talker) -> bool:
    """Tell whether the first attempt or the second succeeded whenever somebody had to connect again."""
    again = len(talker.told(Welcomed)) - 1
    return talker.attempts - 1 <= 2 * again
