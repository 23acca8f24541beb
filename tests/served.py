"""Fixtures with a real server: it runs in the loop of the tests, on a port of its own."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from documents import Documents
from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from tests.api import Api


@pytest.fixture(scope="session")
def settings(mongo_url: str, redis_url: str, database_name: str, s3_settings: Settings) -> Settings:
    """Give settings for this test worker: its own database and bucket, cheap passwords, no cache."""
    store = {
        name: value
        for name, value in msgspec.structs.asdict(s3_settings).items()
        if name.startswith("s3_") or name == "images_url"
    }
    return msgspec.structs.replace(settings_for(mongo_url, redis_url, database_name), **store)


def settings_for(mongo_url: str, redis_url: str, database_name: str) -> Settings:
    """Make settings for the given stores."""
    port = free_port()
    return Settings(
        secret=secrets.token_urlsafe(32),
        pepper=secrets.token_urlsafe(32),
        environment="development",
        port=port,
        public_url=f"http://localhost:{port}",
        mongo_url=mongo_url,
        mongo_database=database_name,
        redis_url=redis_url,
        rate_limits=False,
        password_cost=4,
        socket_drain_seconds=0.2,
    )


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Api]:
    """Serve with other settings for the length of a block, beside the server of the session."""
    server = Server(settings)
    await server.documents.apply_indexes()
    await server.start()
    api = Api(settings.public_url)
    try:
        yield api
    finally:
        api.close()
        await server.stop()


@pytest.fixture(scope="session")
async def server(settings: Settings) -> AsyncIterator[Server]:
    """Serve for the whole session of this worker."""
    server = Server(settings)
    await server.documents.apply_indexes()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def documents(server: Server) -> Documents:
    """Give the collections behind the server."""
    return server.documents


@pytest.fixture(scope="session")
async def api(server: Server) -> AsyncIterator[Api]:
    """Ask the server as a guest."""
    api = Api(f"http://localhost:{server.settings.port}")
    yield api
    api.close()
