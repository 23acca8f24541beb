"""Processes run with what is in their image, what compose gives them, and the rights of their role."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tornado.httpclient import AsyncHTTPClient

from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.services.jobs import Jobs
from sidepro.settings import Settings
from tests.api import Api
from tests.chatting import open_room, talking
from tests.docker.guarded import GuardedValkey, guarded_valkey
from tests.docker.image import Image, pinned
from tests.people import sign_up
from tests.working import Program, until

ORDER = ("worker", "flower", "beat")
"""Beat comes last: Flower tells of what it has heard itself."""


@pytest.fixture
async def valkey(settings: Settings, tmp_path: Path) -> AsyncIterator[GuardedValkey]:
    async with guarded_valkey(tmp_path / "valkey", settings) as valkey:
        yield valkey


async def test_the_server_does_all_it_has_to_and_nothing_is_refused(
    image: Image, server: Server, settings: Settings, valkey: GuardedValkey, tmp_path: Path
) -> None:
    image.install("requirements.txt")
    assert image.names() <= pinned("requirements.txt")
    port = free_port()
    url = f"http://localhost:{port}"
    changed = {"ADDRESS": "127.0.0.1", "PORT": str(port), "PUBLIC_URL": url, "PROXY_NOTICE_SECONDS": "0"}
    environment = valkey.environment("server-1") | {f"SIDEPRO_{name}": text for name, text in changed.items()}
    program = Program(
        *(settings, tmp_path / "server.log", "-m", "sidepro", "serve"),
        python=image.python,
        directory=image.directory,
        environment=environment,
    )
    try:
        await program.logs("server.started")
        await use(url)
        assert await program.stop() == 0, program.said()
    finally:
        program.end()
    assert await valkey.refused() == []
    assert await valkey.commands() >= {"get", "set", "evalsha", "lpush", "zadd", "subscribe", "publish"}
    assert [line for line in program.said().splitlines() if '"warning"' in line or '"error"' in line] == []
    assert_untold(valkey, program)


async def use(url: str) -> None:
    """Do everything for which a server asks Redis."""
    guest = Api(url)
    mina, jun = [await sign_up(guest) for _ in range(2)]
    draft = {"title": "막차 알리미", "summary": "막차 시간", "content": "이야기", "skills": ["Python"]}
    project = (await mina.api.post("/projects", draft)).json["id"]
    room_id = await open_room(mina, jun)
    async with talking([mina, jun], url) as (one, other):
        await one.client.open(room_id)
        await other.client.open(room_id)
        await one.client.say(room_id, "안녕")
        await other.has(room_id, 1)
    upload = await mina.api.post("/uploads", {"purpose": "thumbnail", "content_type": "image/png", "size": 9})
    answers = [
        await jun.api.post(f"/projects/{project}/views"),
        await mina.api.post(f"/uploads/{upload.json['id']}/complete"),
        await guest.get("/projects", query={"q": "막차"}),
        await guest.post("/sessions", {"email": jun.email, "password": jun.password}),
        await jun.api.delete("/sessions"),
        await guest.get("//readyz"),
        await guest.get("//metrics"),
    ]
    for api in (guest, mina.api, jun.api):
        api.close()
    assert [answer.status for answer in answers] == [204, 202, 200, 201, 204, 200, 200]
    assert answers[-2].json["parts"] == {
        **dict.fromkeys(("mongo", "redis", "uploads"), "ok"),
        **dict.fromkeys(("worker", "beat"), "away"),
    }


async def test_worker_beat_and_flower_do_all_they_have_to_and_nothing_is_refused(
    image: Image, server: Server, settings: Settings, valkey: GuardedValkey, tmp_path: Path
) -> None:
    image.install("requirements.txt")
    image.install("requirements-tasks.txt")
    assert image.names() <= pinned("requirements.txt") | pinned("requirements-tasks.txt")
    port = free_port()
    flower = Flower(port, (valkey.secrets / "flower_password").read_text())
    parts: dict[str, Program] = {}
    try:
        for part in ORDER:
            parts[part] = Program(
                *(settings, tmp_path / f"{part}.log", "-m", "sidepro", part),
                python=image.python,
                directory=image.directory,
                environment=valkey.environment(part) | {"SIDEPRO_FLOWER_PORT": str(port)},
            )
            await READY[part](parts[part], flower)
        jobs = Jobs(valkey.url("server"))
        await jobs.enqueue("images.publish", "0" * 24)
        jobs.close()
        await until(lambda: flower.has_seen("images.publish", "similarities.refresh"))
        for part in ("worker", "beat"):
            await until(partial(is_well, image, valkey, part))
        assert await flower.asked("/api/tasks", "wrong") is None
        for part in reversed(ORDER):
            assert await parts[part].stop() == 0, parts[part].said()
    finally:
        for program in parts.values():
            program.end()
    assert await valkey.refused() == []
    assert '"error"' not in "".join(program.said() for program in parts.values())
    assert_untold(valkey, *parts.values())


class Flower:
    """Flower, as somebody sees it who has its password."""

    def __init__(self, port: int, password: str) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._password = password

    async def asked(self, path: str, password: str | None = None) -> Any:
        """Ask for something; gives None while it is not there, and to whom it is not shown."""
        with suppress(OSError):
            answer = await AsyncHTTPClient().fetch(
                self._base + path,
                auth_username="sidepro",
                auth_password=password or self._password,
                raise_error=False,
            )
            assert answer.code in {200, 401}, answer.body
            return msgspec.json.decode(answer.body) if answer.code == 200 else None
        return None

    async def hears(self) -> bool:
        """Tell whether it has heard from a worker."""
        told = await self.asked("/workers?json=1")
        return bool(told and any(worker.get("heartbeats") for worker in told["data"]))

    async def has_seen(self, *names: str) -> bool:
        """Tell whether it shows that tasks were sent, taken and done."""
        tasks = (await self.asked("/api/tasks") or {}).values()
        done = {
            task["name"] for task in tasks if task["state"] == "SUCCESS" and task["sent"] and task["received"]
        }
        return set(names) <= done


async def worker_is_ready(worker: Program, _: Flower) -> None:
    await worker.logs("worker.started")


async def flower_is_ready(_: Program, flower: Flower) -> None:
    await until(flower.hears)


async def beat_is_ready(beat: Program, _: Flower) -> None:
    await beat.logs("beat.started")


READY = {"worker": worker_is_ready, "flower": flower_is_ready, "beat": beat_is_ready}


async def is_well(image: Image, valkey: GuardedValkey, part: str) -> bool:
    """Tell what the health check of a container says."""
    check = await asyncio.create_subprocess_exec(
        *(image.python, "docker/healthcheck.py", part),
        cwd=image.directory,
        env={"PYTHONPATH": str(image.directory), **valkey.environment(part)},
    )
    return await check.wait() == 0


def assert_untold(valkey: GuardedValkey, *programs: Program) -> None:
    """See that no secret stands in what was logged."""
    secrets = [path.read_text() for path in valkey.secrets.iterdir()]
    for program in programs:
        assert not [secret for secret in secrets if secret in program.said()]


def test_a_command_that_an_image_has_not_is_refused_in_one_line(image: Image) -> None:
    image.install("requirements.txt")

    for command in ("dev", "demo"):
        refusal = image.missing(command)
        assert refusal == f"`{command}` is not part of an image: run it from the repository.\n"
