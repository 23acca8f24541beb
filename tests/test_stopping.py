"""A server that is told to stop by SIGTERM, as a deployment does it: nothing that was begun is lost."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest
from bson import ObjectId

from documents import Documents
from handlers.chat.timing import Timing
from sidepro.server import ANSWER_SECONDS, Server
from sidepro.settings import PREFIX, Settings
from sidepro.wire.frames import Restarting, Said
from tests.api import Api
from tests.chatting import RawSocket, open_room, raw_socket
from tests.people import Person, sign_up
from tests.published import Publish
from tests.served import settings_for
from tests.stack import ROOT

SOCKETS = 6
SPREAD_SECONDS = 8.0
NOTICE_SECONDS = 5.0
"""Both are the longest that settings allow, and longer than a machine of tests stands still."""
PATIENCE = 60


class Process:
    """A server in a process of its own."""

    def __init__(self, settings: Settings, *, python: str = sys.executable, directory: Path = ROOT) -> None:
        self.settings = settings
        self._python, self._directory = python, directory
        self.api = Api(f"http://localhost:{settings.port}")

    async def start(self) -> None:
        """Start it, and return when it is ready."""
        self._process = await asyncio.create_subprocess_exec(
            *(self._python, "-m", "sidepro", "serve"),
            cwd=self._directory,
            env={**os.environ, **environment(self.settings)},
            stdout=asyncio.subprocess.DEVNULL,
        )
        await self.until(ready=True)

    async def until(self, *, ready: bool) -> None:
        """Wait until it is ready, or no longer so."""
        deadline = time.monotonic() + PATIENCE
        while await self.is_ready() is not ready:
            assert time.monotonic() < deadline
            assert self._process.returncode is None
            await asyncio.sleep(0.02)

    async def is_ready(self) -> bool:
        """Ask as a proxy or deploy.sh asks."""
        try:
            return (await self.api.get("//readyz")).status == 200
        except OSError:
            return False

    def terminate(self) -> None:
        """Tell it to stop."""
        self._process.send_signal(signal.SIGTERM)

    async def kill(self) -> None:
        """Have it die without a word."""
        self._process.kill()
        await self._process.wait()

    async def ended(self) -> int:
        """Wait for the end, and give the exit code."""
        return await self._process.wait()

    async def close(self) -> None:
        """Leave nothing behind."""
        self.api.close()
        if self._process.returncode is None:
            await self.kill()


def environment(settings: Settings) -> dict[str, str]:
    """Write settings as a process reads them."""
    written = msgspec.to_builtins(settings)
    plain = {name: value for name, value in written.items() if value not in (None, (), [], {})}
    plain["rate_limits"] = int(settings.rate_limits)
    return {f"{PREFIX}{name.upper()}": _text(value) for name, value in plain.items()}


def _text(value: object) -> str:
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


@pytest.fixture
async def process(
    server: Server, mongo_url: str, redis_url: str, database_name: str
) -> AsyncIterator[Process]:
    settings = msgspec.structs.replace(
        settings_for(mongo_url, redis_url, database_name),
        socket_drain_seconds=SPREAD_SECONDS,
        proxy_notice_seconds=NOTICE_SECONDS,
        password_cost=10,
    )
    process = Process(settings)
    await process.start()
    yield process
    await process.close()


@pytest.fixture
async def pair(process: Process) -> list[Person]:
    return [await sign_up(process.api) for _ in range(2)]


async def test_the_proxy_is_told_before_the_door_is_shut(process: Process) -> None:
    process.terminate()
    await process.until(ready=False)
    answers = [await process.api.get(path) for path in ("//healthz", "/projects", "/projects")]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert {answer.headers["Connection"] for answer in answers} == {"close"}
    assert await process.ended() == 0


async def test_sockets_are_told_and_closed_one_after_the_other(process: Process, pair: list[Person]) -> None:
    sockets = [await raw_socket(pair[number % 2]) for number in range(SOCKETS)]
    process.terminate()
    ends = await asyncio.gather(*(told_and_closed(socket) for socket in sockets))
    code = await process.ended()

    assert [code for code, _ in ends] == [1012] * SOCKETS
    moments = sorted(moment for _, moment in ends)
    assert moments[-1] - moments[0] >= SPREAD_SECONDS / 4
    assert code == 0


def test_a_stop_is_over_before_a_deployment_loses_patience() -> None:
    answers = NOTICE_SECONDS + ANSWER_SECONDS
    farewells = SPREAD_SECONDS + 2 * Timing().farewell

    assert max(answers, farewells) < 20


async def told_and_closed(socket: RawSocket) -> tuple[int | None, float]:
    """Wait for the announcement and the end; gives the code and the moment of the end."""
    await socket.next_of(Restarting)
    code = await socket.ends()
    socket.close()
    return code, time.monotonic()


async def test_what_was_begun_is_finished(
    process: Process, pair: list[Person], documents: Documents, publish: Publish
) -> None:
    mina, jun = pair
    project_id = await publish(mina)
    room_id = await open_room(mina, jun)
    async with AsyncExitStack() as stack:
        socket = await raw_socket(mina)
        stack.callback(socket.close)
        await jun.api.post(f"/projects/{project_id}/views")
        for number in range(20):
            await socket.send(say(room_id, number))
        log_ins = [
            asyncio.create_task(
                process.api.post("/sessions", {"email": each.email, "password": each.password})
            )
            for each in (mina, jun) * 3
        ]
        await socket.next_of(Said)
        process.terminate()
        said = await everything_said(socket)
        answers = await asyncio.gather(*log_ins)

    assert await process.ended() == 0
    assert {answer.status for answer in answers} == {201}
    kept, _ = await documents.messages.following(ObjectId(room_id), 0, 100)
    assert [message.text for message in kept] == [f"{number}" for number in range(len(kept))]
    assert len(kept) >= 1 + len(said)
    assert (await documents.projects.find(project_id)).view_count == 1


async def everything_said(socket: RawSocket) -> list[Said]:
    """List what is acknowledged until the socket ends."""
    said = []
    while (event := await socket.next()) is not None:
        said += [event] if isinstance(event, Said) else []
    return said


def say(room_id: str, number: int) -> dict[str, object]:
    """Write the command that says a number."""
    return {"type": "say", "room_id": room_id, "client_id": f"c{number}", "text": f"{number}"}
