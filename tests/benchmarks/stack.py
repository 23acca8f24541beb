"""The processes of a benchmark: stores of its own, SidePro with and without its cache, the bare server."""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, NamedTuple

from tornado.httpclient import AsyncHTTPClient

from sidepro.dev.mongo import EmbeddedMongo
from sidepro.dev.parts import Part
from sidepro.dev.ports import free_port
from sidepro.dev.processes import PartProcess
from sidepro.dev.valkey import EmbeddedValkey

SECRET: Final = "a-secret-for-benchmarks-on-loopback-only"
PEPPER: Final = "a-pepper-for-benchmarks-on-loopback-only"


class Served(NamedTuple):
    """A server that runs."""

    address: str
    port: int
    process: PartProcess


class Stack:
    """Starts what a benchmark needs under one directory and stops all of it at the end."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._running = AsyncExitStack()
        self.mongo = EmbeddedMongo(directory / "mongo", free_port())
        self.valkey = EmbeddedValkey(directory / "valkey", free_port())

    async def __aenter__(self) -> "Stack":
        await self._start(self.mongo)
        await self._start(self.valkey)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()

    def settings(self, database: str, port: int, **more: str) -> dict[str, str]:
        """Give the settings of a process that uses these stores."""
        return {
            "SIDEPRO_ENVIRONMENT": "development",
            "SIDEPRO_SECRET": SECRET,
            "SIDEPRO_PEPPER": PEPPER,
            "SIDEPRO_PORT": str(port),
            "SIDEPRO_PUBLIC_URL": f"http://localhost:{port}",
            "SIDEPRO_MONGO_URL": self.mongo.url,
            "SIDEPRO_MONGO_DATABASE": database,
            "SIDEPRO_REDIS_URL": self.valkey.url,
            "SIDEPRO_RATE_LIMITS": "0",
        } | more

    async def command(self, database: str, *arguments: str, **more: str) -> None:
        """Run a command of SidePro to its end."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sidepro", *arguments), env=self.settings(database, 8000, **more)
        )
        if await process.wait():
            raise SystemExit(f"`sidepro {' '.join(arguments)}` failed.")

    async def serve(self, database: str, name: str, **more: str) -> str:
        """Start a server; gives its address."""
        return (await self.process(database, name, **more)).address

    async def process(self, database: str, name: str, **more: str) -> "Served":
        """Start a server; gives its process."""
        port = free_port()
        command = (sys.executable, "-m", "sidepro", "serve")
        return await self._process(name, command, port, self.settings(database, port, **more), "/readyz")

    async def relay(self) -> int:
        """Start a bare relay; gives its port."""
        port = free_port()
        command = (sys.executable, "-m", "tests.benchmarks.relay", str(port))
        await self._process("relay", command, port, {}, "/ready")
        return port

    async def bare(self, replies: Path) -> str:
        """Start a bare server with the replies of a directory; gives its address."""
        port = free_port()
        command = (sys.executable, "-m", "tests.benchmarks.bare", str(port), str(replies))
        return (await self._process("bare", command, port, {}, "/ready.204")).address

    async def _process(
        self, name: str, command: tuple[str, ...], port: int, environment: Mapping[str, str], ready: str
    ) -> "Served":
        address = f"http://127.0.0.1:{port}"

        async def answers() -> bool:
            try:
                return (await AsyncHTTPClient().fetch(address + ready, raise_error=False)).code < 300
            except OSError:
                return False

        part = Part(
            name=name,
            command=command,
            directory=self.directory,
            log=self.directory / f"{name}.log",
            ready=answers,
            environment=environment,
        )
        process = PartProcess(part)
        await self._start(process)
        return Served(address, port, process)

    async def _start(self, process: PartProcess) -> None:
        await process.start()
        self._running.push_async_callback(process.stop)
