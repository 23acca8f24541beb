"""Fixtures with real stores: each is started once in a test run, when a test first asks for it.

With pytest-xdist the workers share the stores and have a database each. Set SIDEPRO_MONGO_URL or
SIDEPRO_REDIS_URL to test against stores of your own.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
import pytest
from pymongo import MongoClient

from sidepro import storage_command
from sidepro.dev.mongo import EmbeddedMongo
from sidepro.dev.ports import free_port
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.settings import Settings
from tests.stack_holder import ACCESS_KEY, ALIVE, SECRET_KEY, Address

ROOT = Path(__file__).parent.parent
START_SECONDS = 90
STOP_SECONDS = 60
POLL_SECONDS = 0.02


class Stores:
    """The stores of a test run, which live in its directory; `holders` are processes started here."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.holders: list[subprocess.Popen[bytes]] = []

    def address(self, store: str) -> str:
        """Return the address of the store, started now if nobody has asked for it yet."""
        told = self.directory / f"{store}.json"
        with (self.directory / f"{store}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not told.exists():
                self._start(store, told)
        address = msgspec.json.decode(told.read_bytes(), type=Address)
        if address.error:
            pytest.fail(f"{store} didn't start: {address.error}", pytrace=False)
        return address.url

    def _start(self, store: str, told: Path) -> None:
        log = (self.directory / f"{store}.log").open("ab")
        command = [sys.executable, "-m", "tests.stack_holder", str(self.directory), store]
        with log:
            holder = subprocess.Popen(  # noqa: S603 - our own module
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.holders.append(holder)
        deadline = time.monotonic() + START_SECONDS
        while not told.exists() and holder.poll() is None and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if not told.exists():
            problem = (self.directory / f"{store}.log").read_text(errors="replace")
            pytest.fail(f"{store} didn't start: {problem}", pytrace=False)


class Run:
    """A test run, alive for as long as this process holds the lock on a file."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="sidepro-tests-"))
        self._alive: IO[bytes] = (self.directory / ALIVE).open("wb")
        fcntl.flock(self._alive, fcntl.LOCK_EX)

    def end(self) -> None:
        """Let the stores go, and return when they have stopped and all files are gone."""
        started = any(self.directory.glob("*.json"))
        self._alive.close()
        deadline = time.monotonic() + STOP_SECONDS
        while started and self.directory.exists() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        shutil.rmtree(self.directory, ignore_errors=True)


RUN = pytest.StashKey[Run]()
STORES = pytest.StashKey[Stores]()


def pytest_configure(config: pytest.Config) -> None:
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is None:
        config.stash[RUN] = Run()
        config.stash[STORES] = Stores(config.stash[RUN].directory)
    else:
        config.stash[STORES] = Stores(Path(worker["stores"]))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["stores"] = str(node.config.stash[RUN].directory)


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN in config.stash:
        config.stash[RUN].end()
        for holder in config.stash[STORES].holders:
            holder.wait(STOP_SECONDS)


@pytest.fixture(scope="session")
def stores(pytestconfig: pytest.Config) -> Stores:
    """Give the stores of this run."""
    return pytestconfig.stash[STORES]


@pytest.fixture(scope="session")
def mongo_url(stores: Stores) -> str:
    """Give the address of a MongoDB with transactions, shared by the whole run."""
    return os.environ.get("SIDEPRO_MONGO_URL") or stores.address("mongo")


@pytest.fixture(scope="session")
def database_name(mongo_url: str, worker_number: int, testrun_uid: str) -> Iterator[str]:
    """Give the name of a database that only this worker uses; it is dropped at the end."""
    name = f"sidepro_test_{testrun_uid[:8]}_{worker_number}"
    yield name
    with MongoClient[dict[str, Any]](mongo_url) as client:
        client.drop_database(name)


@pytest.fixture(scope="session")
def redis_url(stores: Stores, worker_number: int) -> str:
    """Give the address of a numbered Redis database that only this worker uses."""
    address = os.environ.get("SIDEPRO_REDIS_URL") or stores.address("valkey")
    return f"{address.rpartition('/')[0]}/{worker_number}"


@pytest.fixture(scope="session")
def s3_url(stores: Stores) -> str:
    """Give the address of an S3 object store, shared by the whole run."""
    return stores.address("s3")


@pytest.fixture(scope="session")
def s3_keys() -> tuple[str, str]:
    """Give the access key and the secret key of the object store's root user."""
    return ACCESS_KEY, SECRET_KEY


@pytest.fixture(scope="session")
def s3_settings(stores: Stores, s3_url: str, s3_keys: tuple[str, str], worker_number: int) -> Settings:
    """Give settings of the object store: a bucket of this worker, which is made, and keys of its own."""
    access, secret = s3_keys
    bucket = f"sidepro-{worker_number}"
    settings = Settings(
        secret="x" * 32,
        pepper="x" * 32,
        s3_url=s3_url,
        s3_bucket=bucket,
        s3_access_key=access,
        s3_secret_key=secret,
        s3_upload_access_key=f"upload-{worker_number}",
        s3_upload_secret_key="uploads-of-tests",
        s3_worker_access_key=f"worker-{worker_number}",
        s3_worker_secret_key="workers-of-tests",
        images_url=f"{s3_url}/{bucket}/images/",
        public_url="http://localhost:*",  # pages of every server of the tests may send files
    )
    with (stores.directory / "storage.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the gateway takes changes of its users one after another
        storage_command.prepare(settings, lambda _: None)
    return settings


@pytest.fixture(scope="session")
def worker_number(worker_id: str) -> int:
    """Give 0 without pytest-xdist, else the number of this worker, from 1."""
    return 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1


@pytest.fixture
async def own_mongo(tmp_path: Path) -> AsyncIterator[EmbeddedMongo]:
    """Give a running MongoDB that belongs to this test alone, to stop, kill and start again."""
    mongo = EmbeddedMongo(tmp_path / "mongo", free_port())
    await mongo.start()
    yield mongo
    await mongo.stop()


@pytest.fixture
async def own_valkey(tmp_path: Path) -> AsyncIterator[EmbeddedValkey]:
    """Give a running Valkey that belongs to this test alone, to stop, kill and start again."""
    valkey = EmbeddedValkey(tmp_path / "valkey", free_port())
    await valkey.start()
    yield valkey
    await valkey.stop()
