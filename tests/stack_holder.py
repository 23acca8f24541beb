"""Keeps one store running for as long as a test run lives.

Run as `python -m tests.stack_holder DIRECTORY STORE`: starts the store with its data in the run's directory,
writes its address to STORE.json there, and stops it and removes what it made once nobody holds the lock on
the file `alive` any more. The kernel gives that lock up when the test run ends, however it ends.
"""

import asyncio
import fcntl
import shutil
import sys
from pathlib import Path

import msgspec

from sidepro.dev.failures import PartFailedError
from sidepro.dev.mongo import EmbeddedMongo
from sidepro.dev.ports import free_port
from sidepro.dev.processes import PartProcess
from sidepro.dev.s3 import EmbeddedS3
from sidepro.dev.valkey import EmbeddedValkey

ALIVE = "alive"
ATTEMPTS = 3
ACCESS_KEY = "tests"
SECRET_KEY = "tests-only-secret"


class Address(msgspec.Struct, frozen=True):
    """Where a store that was started answers, or why it didn't start."""

    url: str = ""
    error: str = ""


def embedded(store: str, directory: Path, port: int) -> tuple[PartProcess, str]:
    """Return the process of the named store (mongo, valkey or s3) and its address."""
    match store:
        case "mongo":
            mongo = EmbeddedMongo(directory, port)
            return mongo, mongo.url
        case "valkey":
            valkey = EmbeddedValkey(directory, port)
            return valkey, valkey.url
        case "s3":
            s3 = EmbeddedS3(directory, port, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
            return s3, s3.url
    raise ValueError(store)


async def hold(run: Path, store: str) -> None:
    """Start the store, tell its address, and stop it when the test run has ended."""
    process, address = await _started(run, store)
    _tell(run, store, address)
    if process:
        await asyncio.to_thread(_wait_for_the_end, run)
        await process.stop()
    _clean_up(run, store)


async def _started(run: Path, store: str) -> tuple[PartProcess | None, Address]:
    problem = ""
    for attempt in range(ATTEMPTS):  # the port may have been taken since it was found free
        process, url = embedded(store, run / store / str(attempt), free_port())
        try:
            await process.start()
        except PartFailedError as error:
            problem = "\n".join((str(error), *error.tail))
        else:
            return process, Address(url=url)
    return None, Address(error=problem)


def _tell(run: Path, store: str, address: Address) -> None:
    unfinished = run / f"{store}.unfinished"
    unfinished.write_bytes(msgspec.json.encode(address))
    unfinished.replace(run / f"{store}.json")


def _wait_for_the_end(run: Path) -> None:
    with (run / ALIVE).open("rb") as alive:
        fcntl.flock(alive, fcntl.LOCK_SH)


def _clean_up(run: Path, store: str) -> None:
    _wait_for_the_end(run)
    shutil.rmtree(run / store, ignore_errors=True)
    (run / f"{store}.json").unlink()
    if not any(run.glob("*.json")):
        shutil.rmtree(run, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(hold(Path(sys.argv[1]), sys.argv[2]))
