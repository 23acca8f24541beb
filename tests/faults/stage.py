"""The processes of the play: MongoDB, Redis and two servers, each of which may die at any time."""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec
from tornado.httpclient import AsyncHTTPClient

from sidepro.dev.mongo import EmbeddedMongo
from sidepro.dev.parts import Part
from sidepro.dev.ports import free_port
from sidepro.dev.processes import PartProcess
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.services.keys import Keys
from sidepro.services.tokens import Tokens
from tests.faults.crossing import Crossing

SECRET: Final = "a-secret-for-torture-on-loopback-only"
PEPPER: Final = "a-pepper-for-torture-on-loopback-only"
DATABASE: Final = "sidepro_torture"
SERVERS: Final = 2
LONGEST_ENCORE: Final = 180.0
"""For how many seconds a play goes on at most for what has not happened yet."""


class ServerProcess(PartProcess):
    """One server as it is deployed, with a log of its own for each of its lives."""

    def __init__(self, number: int, directory: Path, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.lives = 0
        super().__init__(
            Part(
                name=f"server-{number}",
                command=(sys.executable, "-m", "sidepro", "serve"),
                log=directory / "never.log",
                ready=self._is_ready,
                environment=environment | {"SIDEPRO_PORT": str(self.port)},
                patience=60,
            )
        )
        self._directory = directory

    async def spawn(self) -> None:
        """Begin another life."""
        self.lives += 1
        log = self._directory / f"{self.part.name}-life-{self.lives}.log"
        self.part = msgspec.structs.replace(self.part, log=log)
        await super().spawn()

    async def _is_ready(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}/readyz"
            return (await AsyncHTTPClient().fetch(address, raise_error=False)).code == 200
        except OSError:
            return False


class Stage:
    """Starts everything in a directory, lets misfortunes happen, and stops everything at the end."""

    def __init__(self, directory: Path, chance: random.Random) -> None:
        self.directory = directory
        self._chance = chance
        self._running = AsyncExitStack()
        port = free_port()
        self.address = f"http://localhost:{port}"
        self.tokens = Tokens(Keys(SECRET), self.address)
        self.mongo = EmbeddedMongo(directory / "mongo", free_port())
        self.redis = EmbeddedValkey(directory / "redis", free_port())
        self.servers = [
            ServerProcess(number, directory, self._environment()) for number in range(1, SERVERS + 1)
        ]
        self.crossing = Crossing(port, [server.port for server in self.servers], chance)
        self.misfortunes: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        await self._start(self.mongo)
        await self._start(self.redis)
        await self._prepare()
        await asyncio.gather(*map(self._start, self.servers))
        await self._running.enter_async_context(self.crossing)
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await self._running.aclose()

    async def play(self, seconds: float, is_enough: Callable[[], bool]) -> None:
        """Let one misfortune after the other happen for some time; end with all well.

        It goes on until each has happened once and it is enough otherwise, but no longer than
        `LONGEST_ENCORE` beyond that time.
        """
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        self.crossing.is_calm = False
        deck: list[str] = []
        while loop.time() < ends_at or (
            loop.time() < ends_at + LONGEST_ENCORE
            and not (len(self.misfortunes) == len(self._acts) and is_enough())
        ):
            await asyncio.sleep(self._chance.uniform(0.5, 3))
            if not deck:
                deck = self._chance.sample(list(self._acts), len(self._acts))
            at_once = 2 if len(deck) > 1 and self._chance.random() < 0.25 else 1
            acts, deck = deck[:at_once], deck[at_once:]
            await asyncio.gather(*(self._acts[name]() for name in acts))
            self.misfortunes.update(acts)
        self.crossing.is_calm = True

    def errors(self) -> list[str]:
        """List what the servers logged as errors, in all of their lives."""
        logs = sorted(self.directory.glob("server-*-life-*.log"))
        lines = [line for log in logs for line in log.read_text(errors="replace").splitlines()]
        return [line for line in lines if '"level":"error"' in line or "Traceback" in line]

    @property
    def _acts(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "server killed": self._kill_a_server,
            "server replaced": self._replace_a_server,
            "Redis killed": lambda: self._bring_down(self.redis.kill, self.redis),
            "MongoDB stopped": lambda: self._bring_down(self.mongo.stop, self.mongo),
            "MongoDB killed": lambda: self._bring_down(self.mongo.kill, self.mongo),
        }

    async def _kill_a_server(self) -> None:
        server = self._chance.choice(self.servers)
        await self._bring_down(server.kill, server)

    async def _replace_a_server(self) -> None:
        server = self._chance.choice(self.servers)
        await self._bring_down(server.stop, server)

    async def _bring_down(self, down: Callable[[], Awaitable[None]], process: PartProcess) -> None:
        """Bring a process down, and up again a little later."""
        await down()
        await asyncio.sleep(self._chance.choice((0, self._chance.random(), self._chance.uniform(1, 3))))
        await process.start()

    async def _start(self, process: PartProcess) -> None:
        await process.start()
        self._running.push_async_callback(process.stop)

    async def _prepare(self) -> None:
        """Apply the indexes, as a deployment does."""
        part = Part(
            name="indexes",
            command=(sys.executable, "-m", "sidepro", "indexes"),
            log=self.directory / "indexes.log",
            ready=None,
            environment=self._environment(),
        )
        await PartProcess(part).start()

    def _environment(self) -> dict[str, str]:
        return {
            "SIDEPRO_ENVIRONMENT": "development",
            "SIDEPRO_SECRET": SECRET,
            "SIDEPRO_PEPPER": PEPPER,
            "SIDEPRO_PUBLIC_URL": self.address,
            "SIDEPRO_MONGO_URL": self.mongo.url,
            "SIDEPRO_MONGO_DATABASE": DATABASE,
            "SIDEPRO_REDIS_URL": self.redis.url,
            "SIDEPRO_RATE_LIMITS": "0",
            "SIDEPRO_PASSWORD_COST": "4",
            "SIDEPRO_SOCKET_DRAIN_SECONDS": "1",
        }
