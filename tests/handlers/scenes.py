"""Two people who talk through different servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec

from handlers.chat.timing import Timing
from sidepro.server import Server
from sidepro.settings import Settings
from tests.api import Api
from tests.chatting import address_of, open_room, serving_together
from tests.people import Person, sign_up

LASTING = Timing(lease=60, grace=60, renewal=0.3, sweep=0.15, settling=0.3)
"""Looks often, and misses nobody during a test, however long a machine holds its breath."""
LEASE = msgspec.structs.replace(LASTING, lease=6, grace=6)
"""Misses a process that has died after some seconds."""
GRACE = msgspec.structs.replace(LASTING, grace=6)
"""Misses a socket that has gone after some seconds."""


@dataclass(frozen=True)
class Scene:
    """Two servers, and two people at different ones, who have a room."""

    servers: list[Server]
    origin: str
    mina: Person
    jun: Person
    room_id: str

    @property
    def places(self) -> list[str]:
        return [address_of(server) for server in self.servers]

    async def status_for(self, person: Person) -> str:
        """Ask the API for the status."""
        return str((await person.api.get(f"/rooms/{self.room_id}")).json["status"])


@asynccontextmanager
async def scene_of_two(settings: Settings, timing: Timing = LASTING) -> AsyncIterator[Scene]:
    """Serve for the length of a block; the stores have their indexes already."""
    async with serving_together(settings, 2, timing=timing) as servers:
        apis = [Api(address_of(each)) for each in servers]
        mina, jun = [await sign_up(api) for api in apis]
        yield Scene(servers, settings.public_url, mina, jun, await open_room(mina, jun))
        for api in apis:
            api.close()


async def quiet(seconds: float = 1.0) -> None:
    """Let time pass."""
    await asyncio.sleep(seconds)
