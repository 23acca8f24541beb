"""A Valkey with a user for each role, as docker/valkey starts it, and the settings of those who use it."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from sidepro.dev.parts import Part
from sidepro.dev.ports import free_port
from sidepro.dev.processes import PartProcess
from sidepro.dev.valkey import embedded_valkey
from sidepro.settings import Settings
from tests.docker.composed import DOCKER, given

ADMINISTRATOR = "user tests on nopass +@all ~* &*\n"
"""Who looks at what was refused to the others; a deployment has nobody of the kind."""


class GuardedValkey:
    """It knows the roles of a deployment by the passwords that docker/secrets.sh makes."""

    def __init__(self, directory: Path, settings: Settings) -> None:
        self.secrets = directory / "secrets"
        self._directory, self._settings, self._port = directory, settings, free_port()

    def prepare(self) -> None:
        """Make the secrets, but for the keys of the store, which are those of the tests."""
        shutil.copytree(DOCKER / "valkey", self._directory / "valkey")
        with (self._directory / "valkey" / "users.acl.in").open("a") as users:
            users.write(ADMINISTRATOR)
        for name in ("secrets", "data", "run"):
            (self._directory / name).mkdir()
        for whose in ("upload", "worker"):
            key = getattr(self._settings, f"s3_{whose}_secret_key")
            (self.secrets / f"s3_{whose}_secret_key").write_text(key)
        subprocess.run([DOCKER / "secrets.sh", self.secrets], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours

    async def start(self) -> PartProcess:
        """Start it, and return when it is well."""
        directory = self._directory
        valkey = PartProcess(
            Part(
                name="valkey",
                command=(
                    str(directory / "valkey" / "start.sh"),
                    "--port",
                    str(self._port),
                    "--bind",
                    "127.0.0.1",
                ),
                environment={
                    "PATH": f"{embedded_valkey().parent}:{os.environ['PATH']}",
                    "SECRETS": str(self.secrets),
                    "RUN": str(directory / "run"),
                    "DATA": str(directory / "data"),
                },
                log=directory / "valkey.log",
                ready=self._is_well,
            )
        )
        await valkey.start()
        return valkey

    def url(self, role: str, password: str | None = None) -> str:
        """Give the address for a role."""
        password = password or (self.secrets / f"redis_{role}_password").read_text()
        return f"redis://{role}:{password}@127.0.0.1:{self._port}/0"

    def environment(self, service: str) -> dict[str, str]:
        """Give what compose starts a service with, but for where the stores are and what MongoDB asks for."""
        settings = self._settings
        moved = {
            name: text.replace("/run/secrets", str(self.secrets)).replace(
                "valkey:6379", f"127.0.0.1:{self._port}"
            )
            for name, text in given(service).items()
        }
        if moved.pop("SIDEPRO_MONGO_PASSWORD_FILE", None):
            moved |= {
                "SIDEPRO_MONGO_URL": settings.mongo_url,
                "SIDEPRO_MONGO_DATABASE": settings.mongo_database,
            }
        if "SIDEPRO_S3_URL" in moved:
            moved |= {"SIDEPRO_S3_URL": settings.s3_url, "SIDEPRO_S3_BUCKET": settings.s3_bucket}
        for whose in ("UPLOAD", "WORKER"):
            if (name := f"SIDEPRO_S3_{whose}_ACCESS_KEY") in moved:
                moved[name] = getattr(settings, name.removeprefix("SIDEPRO_").lower())
        return moved

    async def refused(self) -> list[tuple[str, str, str]]:
        """Tell what was refused to the roles: to whom, for which reason, and what."""
        async with Redis.from_url(self.url("tests", "any"), decode_responses=True) as redis:
            entries: list[dict[str, Any]] = await redis.acl_log()
        return [
            (entry["username"], entry["reason"], entry["object"])
            for entry in entries
            if entry["username"] != "health"
        ]

    async def commands(self) -> set[str]:
        """List the commands that were carried out so far, for anybody."""
        async with Redis.from_url(self.url("tests", "any"), decode_responses=True) as redis:
            told: dict[str, dict[str, Any]] = await redis.info("commandstats")
        return {name.removeprefix("cmdstat_") for name, counted in told.items() if counted["calls"]}

    async def _is_well(self) -> bool:
        """Ask as the health check of its container does."""
        async with Redis.from_url(self.url("health", "health"), socket_timeout=1) as redis:
            try:
                return bool(await redis.ping())
            except (RedisError, OSError):
                return False


@asynccontextmanager
async def guarded_valkey(directory: Path, settings: Settings) -> AsyncIterator[GuardedValkey]:
    """Run one for the length of a block."""
    valkey = GuardedValkey(directory, settings)
    valkey.prepare()
    process = await valkey.start()
    try:
        yield valkey
    finally:
        await process.stop()
