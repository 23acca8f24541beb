"""Servers behind nginx are replaced while thirty people use them, and nobody notices.

It is nginx with the configuration of docker/nginx and docker/deploy.sh with its own logic; only what starts
and stops an instance is a process here instead of a container (tests/docker/native.sh).
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bson import ObjectId
from playwright.async_api import Browser
from pymongo import AsyncMongoClient

from sidepro.dev.ports import free_port, is_free
from sidepro.server import Server
from sidepro.settings import Settings
from tests.docker.browsing import browsing
from tests.docker.proxy import TEMPLATES, Proxy, certificate, require_nginx
from tests.docker.traffic import PAIRS, Traffic, came_back, comes_back_soon, traffic
from tests.stack import ROOT
from tests.test_stopping import environment

HTTP_2 = """
server {{
    listen 127.0.0.1:{port} ssl http2;
    server_name _;
    ssl_certificate {directory}/fullchain.pem;
    ssl_certificate_key {directory}/privkey.pem;
    include {directory}/conf/site.conf;
}}
"""
INSTANCES = ("server-1", "server-2")


@dataclass(frozen=True)
class Site:
    """Two instances behind a proxy."""

    url: str
    secure_url: str
    """The same over TLS, where browsers speak HTTP/2."""
    stage: Path
    proxy: Proxy
    settings: Settings

    async def deploy(self, tag: str) -> tuple[int, str]:
        """Run docker/deploy.sh; gives its exit code and what it said."""
        process = await asyncio.create_subprocess_exec(
            *(str(ROOT / "docker" / "deploy.sh"), tag),
            cwd=ROOT,
            env={
                **os.environ,
                **self.proxy.environment,
                "DEPLOY_DRIVER": str(ROOT / "tests" / "docker" / "native.sh"),
                "DEPLOY_LOCK": str(self.stage / "lock"),
                "STAGE": str(self.stage),
                "BALANCE": str(TEMPLATES / "balance.sh"),
                "HEALTHCHECK": str(ROOT / "docker" / "healthcheck.py"),
                "PYTHON": sys.executable,
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return process.returncode or 0, output.decode()

    def describe(self, tag: str, **others: str) -> None:
        """Make a version: its settings."""
        lines = {**environment(self.settings), **others}
        lines.pop("SIDEPRO_PORT")
        written = "".join(f"{name}='{value}'\n" for name, value in lines.items())
        (self.stage / f"{tag}.env").write_text(written)

    def pid(self, instance: str) -> int:
        """Tell which process an instance is."""
        return int((self.stage / f"{instance}.pid").read_text())

    def tags(self) -> list[str]:
        """List the versions that the instances run."""
        return [(self.stage / f"{instance}.tag").read_text().strip() for instance in INSTANCES]


@pytest.fixture(scope="module")
async def site(
    server: Server, settings: Settings, s3_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    require_nginx()
    stage = tmp_path_factory.mktemp("site")
    site_port, media_port = free_port(), free_port()
    addresses = {instance: f"127.0.0.1:{free_port()}" for instance in INSTANCES}
    for instance, address in addresses.items():
        (stage / f"{instance}.address").write_text(address)
    url = f"http://localhost:{site_port}"
    (stage / "proxy").mkdir()
    certificate(stage / "proxy")
    secure_port = free_port()
    proxy = Proxy(
        stage / "proxy",
        {
            "PUBLIC_URL": url,
            "SERVERS": " ".join(addresses.values()),
            "SITE_PORT": f"127.0.0.1:{site_port}",
            "MEDIA_PORT": f"127.0.0.1:{media_port}",
            "STORE": s3_url.rpartition("/")[2],
        },
        entrance=HTTP_2.format(port=secure_port, directory=stage / "proxy"),
    )
    site = Site(url, f"https://localhost:{secure_port}", stage, proxy, _settings(settings, url))
    site.describe("v1")
    site.describe("v2")
    site.describe("broken", SIDEPRO_ADDRESS="192.0.2.1", SIDEPRO_RATE_LIMITS="1", SIDEPRO_PASSWORD_COST="12")
    try:
        await proxy.start()
        code, output = await site.deploy("v1")
        assert code == 0, output + (stage / "prepare.log").read_text()
        yield site
    finally:
        for started in stage.glob("*.pid"):
            _kill(int(started.read_text()))
        await proxy.stop()


def _settings(settings: Settings, url: str) -> Settings:
    return msgspec.structs.replace(
        settings,
        public_url=url,
        trusted_proxies=("127.0.0.1",),
        socket_drain_seconds=2.0,
        proxy_notice_seconds=2.5,
        log_level="warning",
    )


async def test_nobody_notices_two_deployments(site: Site, browser: Browser, mongo_url: str) -> None:
    before = [site.pid(instance) for instance in INSTANCES]
    async with (
        traffic(site.url) as seen,
        browsing(browser, site.url, seen.project_id, seen.people[0]) as kept,
        browsing(browser, site.secure_url, seen.project_id) as kept_2,
    ):
        for tag in ("v2", "v1"):
            code, output = await site.deploy(tag)
            assert code == 0, output
        for talker in seen.talking:
            await came_back(talker)

    print(seen, f"{kept.requests} over HTTP/1.1 and {kept_2.requests} over HTTP/2 in browsers", sep="; ")
    assert seen.failures == []
    assert (kept.failures, kept_2.failures) == ((), ())
    assert (set(kept.protocols), set(kept_2.protocols)) == ({"http/1.1"}, {"h2"})
    assert kept.kept > kept.requests / 2
    assert kept_2.kept > kept_2.requests / 2
    assert [site.pid(instance) for instance in INSTANCES] != before
    assert seen.losses >= 2 * PAIRS
    assert all(map(comes_back_soon, seen.talking))
    seen.written += kept.written
    await everything_is_kept(seen, mongo_url, site.settings.mongo_database)


async def test_a_version_that_does_not_get_ready_replaces_nobody(site: Site) -> None:
    second = site.pid("server-2")
    async with traffic(site.url) as seen:
        code, output = await site.deploy("broken")

    assert code == 1
    assert "server-1 did not get ready with broken and runs v1 again" in output
    assert site.tags() == ["v1", "v1"]
    assert site.pid("server-2") == second
    assert seen.failures == []


async def test_only_what_is_in_flight_fails_when_a_server_is_killed(site: Site, mongo_url: str) -> None:
    async with traffic(site.url) as seen:
        await asyncio.sleep(2)
        port = int((site.stage / "server-1.address").read_text().rpartition(":")[2])
        _kill(site.pid("server-1"))
        while not is_free(port):  # noqa: ASYNC110 - until the kernel has closed its sockets
            await asyncio.sleep(0.001)
        killed_at = time.monotonic()
        await asyncio.sleep(3)

    print(seen)
    assert [failure for failure in seen.failures if failure.began > killed_at] == []
    assert all(failure.method != "GET" for failure in seen.failures)
    assert seen.losses > 0
    assert all(map(comes_back_soon, seen.talking))
    await everything_is_kept(seen, mongo_url, site.settings.mongo_database)


async def everything_is_kept(seen: Traffic, mongo_url: str, database: str) -> None:
    """See that all that was acknowledged is there, once, and in everybody's order."""
    async with AsyncMongoClient[dict[str, Any]](mongo_url) as client:
        found = client[database].comments.find({"project_id": ObjectId(seen.project_id)})
        comments = [comment["text"] async for comment in found]
        assert len(comments) == len(set(comments))
        assert set(seen.written) <= set(comments)
        assert len(comments) - len(seen.written) <= len(seen.failures)
        for room_id, said in seen.said.items():
            found = client[database].messages.find({"room_id": ObjectId(room_id)}).sort("seq")
            messages = [(message["seq"], message["text"]) async for message in found]
            assert [seq for seq, _ in messages] == list(range(1, len(said) + 1))
            assert sorted(text for _, text in messages) == sorted(said)
            for talker in seen.talkers[room_id]:
                assert talker.history(room_id) == [text for _, text in messages]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
