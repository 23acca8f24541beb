"""A worker or beat with jobs that only tests have: `python -m tests.tasks.programs worker`."""

import asyncio
import os
import signal
import sys

from sidepro import logs
from sidepro.services.redis import RedisAway
from sidepro.settings import Settings
from tasks import beat, worker
from tasks.job import Job, Told
from tasks.workshop import Workshop


async def note(workshop: Workshop, *ids: str) -> Told:
    """Note that it ran, by name."""
    for each in ids or ("tick",):
        await workshop.redis.client.incr(f"noted:{each}")
    return {"noted": list(ids)}


async def hang(workshop: Workshop, *ids: str) -> None:
    """Note that it began, and take an hour."""
    await note(workshop, *ids)
    await asyncio.sleep(3600)


async def linger(workshop: Workshop, *ids: str) -> None:
    """Take a moment."""
    await note(workshop, *ids)
    await asyncio.sleep(1)


async def fail(_: Workshop) -> None:
    """Do what nobody expects."""
    raise ValueError("broken")


async def be_away(workshop: Workshop, name: str) -> None:
    """Find a store away at the first two tries."""
    if await workshop.redis.client.incr(f"tried:{name}") < 3:
        raise RedisAway
    await note(workshop, name)


async def die_once(workshop: Workshop, name: str) -> None:
    """Be killed in the middle, the first time."""
    if await workshop.redis.client.incr(f"tried:{name}") == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    await note(workshop, name)


JOBS = (
    Job(name="test.note", run=note, seconds=60, every=1),
    Job(name="test.hang", run=hang, seconds=1),
    Job(name="test.linger", run=linger, seconds=60, alone=True),
    Job(name="test.hold", run=hang, seconds=60, alone=True),
    Job(name="test.fail", run=fail, seconds=60),
    Job(name="test.be_away", run=be_away, seconds=60, tries=3),
    Job(name="test.die_once", run=die_once, seconds=60, tries=2),
)

if __name__ == "__main__":
    settings = Settings.read(os.environ)
    logs.configure(settings)
    program = {"worker": worker.work, "beat": beat.keep_time}[sys.argv[1]]
    sys.exit(program(settings, JOBS))
