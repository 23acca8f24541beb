"""Debian's nginx with the configuration of docker/nginx, on ports of its own."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from sidepro.dev.ports import is_free
from tests.stack import ROOT

TEMPLATES = ROOT / "docker" / "nginx"
PACKAGES = ("nginx", "libnginx-mod-http-brotli-static")
MODULES = Path("/etc/nginx/modules-enabled")
START_SECONDS = 20


def require_nginx() -> None:
    """Install nginx where that is possible, and skip the test where it isn't."""
    if shutil.which("nginx") and any(MODULES.glob("*brotli-static*")):
        return
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        pytest.skip(f"needs Debian's packages {' and '.join(PACKAGES)}: apt-get install them")
    print(f"Installing {' and '.join(PACKAGES)} with apt-get.")
    for command in (["update"], ["install", "--no-install-recommends", "-y", *PACKAGES]):
        subprocess.run(  # noqa: S603 - packages named here
            ["/usr/bin/apt-get", "-qq", *command],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )


def certificate(directory: Path) -> None:
    """Make a certificate that nobody trusts but this test."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1")
    files = ("-keyout", str(directory / "privkey.pem"), "-out", str(directory / "fullchain.pem"))
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,DNS:media.localhost")
    command = ["openssl", "req", "-x509", *key, *files, *names]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - ours


class Proxy:
    """An nginx before servers; everything that it writes is in its directory.

    `entrance` is what only a test lets in, in the words of nginx.
    """

    def __init__(self, directory: Path, values: Mapping[str, object], *, entrance: str = "") -> None:
        self._entrance = entrance
        self.conf = directory / "conf"
        self.access_log = directory / "access.log"
        given = {
            "CONF": self.conf,
            "RUN": directory / "run",
            "CACHE": directory / "cache",
            "ACCESS_LOG": self.access_log,
            "STATIC": directory / "static",
            "ACME": directory / "acme",
            "IMAGE_CACHE_SIZE": "10m",
            "BUCKET": "sidepro",
            "ENTRANCE": "entrance.http",
            "STORE": "127.0.0.1:9",
            "USER": "user root;" if os.geteuid() == 0 else "",
            **values,
        }
        self.environment = {name: str(value) for name, value in given.items()}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Render the configuration, have nginx judge it, and serve."""
        await self.run("sh", str(TEMPLATES / "render.sh"), str(self.conf))
        with (self.conf / f"{self.environment['ENTRANCE']}.conf").open("a") as configuration:
            configuration.write(self._entrance)
        await self.run("sh", str(TEMPLATES / "balance.sh"), "--write")
        verdict = await self.run("nginx", "-t", "-c", str(self.conf / "nginx.conf"))
        assert "test is successful" in verdict
        self._process = await asyncio.create_subprocess_exec(
            *("nginx", "-c", str(self.conf / "nginx.conf"), "-g", "daemon off;")
        )
        port = int(self.environment["SITE_PORT"].rpartition(":")[2])
        for _ in range(START_SECONDS * 50):
            if not is_free(port):
                return
            await asyncio.sleep(0.02)
        pytest.fail("nginx didn't start")

    async def run(self, *command: str) -> str:
        """Run a program with the values of the proxy; gives what it wrote."""
        process = await asyncio.create_subprocess_exec(
            *command,
            env={**os.environ, **self.environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
        return output.decode()

    async def logged(self, request_id: str) -> dict[str, Any]:
        """Wait for the line of a request, which is written when the reply has gone."""
        for _ in range(500):
            for line in self.access_log.read_text().splitlines():
                if request_id in line:
                    return dict(msgspec.json.decode(line))
            await asyncio.sleep(0.02)
        raise AssertionError(request_id)

    def workers(self) -> set[int]:
        """List the processes that serve; those of a former configuration stay until their last request."""
        assert self._process is not None
        return {child.pid for child in psutil.Process(self._process.pid).children()}

    async def stop(self) -> None:
        """Stop at once, without waiting for sockets."""
        if self._process is not None:
            self._process.terminate()
            await self._process.wait()
