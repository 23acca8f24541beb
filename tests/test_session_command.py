"""The command that ends sessions, run as an operator runs it."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator
from functools import partial

import pytest
from pymongo import AsyncMongoClient

from sidepro.server import Server
from sidepro.settings import Settings
from tests.api import Api
from tests.devices import refresh
from tests.people import People, sign_up
from tests.served import serving, settings_for
from tests.stack import ROOT
from tests.working import until


async def revoke(settings: Settings, *arguments: str) -> tuple[int, str, str]:
    """Run the command; gives exit code, output and errors."""
    environ = {
        "SIDEPRO_MONGO_URL": settings.mongo_url,
        "SIDEPRO_MONGO_DATABASE": settings.mongo_database,
        "SIDEPRO_LOG_FORMAT": "json",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sidepro", "sessions", "revoke", *arguments),
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode()


@pytest.fixture
async def empty_database(mongo_url: str, database_name: str) -> AsyncIterator[str]:
    """Give the name of a database with nobody in it."""
    name = f"{database_name}_{secrets.token_hex(3)}"
    yield name
    async with AsyncMongoClient[dict[str, object]](mongo_url) as client:
        await client.drop_database(name)


async def is_logged_out(api: Api) -> bool:
    """Tell whether somebody's token has become worthless."""
    return (await api.get("/users/me")).status == 401


async def test_one_user_is_logged_out_everywhere(api: Api, server: Server, person: People) -> None:
    mina, jun = await person(), await person()

    code, output, _ = await revoke(server.settings, "--user", mina.username.upper())

    assert code == 0
    assert output.endswith("Sessions ended: 1.\n")
    assert "sessions.revoked" in output
    assert (await refresh(api, mina.refresh_token)).status == 401
    await until(partial(is_logged_out, mina.api))
    assert (await jun.api.get("/users/me")).status == 200


async def test_everyone_is_logged_out(empty_database: str, mongo_url: str, redis_url: str) -> None:
    settings = settings_for(mongo_url, redis_url, empty_database)
    async with serving(settings) as api:
        people = [await sign_up(api) for _ in range(3)]

        code, output, _ = await revoke(settings, "--all")

        assert (code, output.splitlines()[-1]) == (0, "Sessions ended: 3.")
        assert {(await refresh(api, person.refresh_token)).status for person in people} == {401}


async def test_an_unknown_user_is_said_plainly(settings: Settings) -> None:
    assert await revoke(settings, "--user", "nobody") == (1, "", "There is no user named nobody.\n")
