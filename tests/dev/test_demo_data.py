"""Demo data is for a board that nobody has used, and is made again when it never became complete."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from sidepro.dev.demo_data import DemoData
from sidepro.dev.failures import CannotRunError
from sidepro.dev.ports import free_port


@pytest.fixture
async def database(mongo_url: str, database_name: str) -> AsyncIterator[AsyncDatabase[dict[str, Any]]]:
    """Give an empty database beside the one of the other tests."""
    async with AsyncMongoClient[dict[str, Any]](mongo_url) as client:
        database = client[f"{database_name}_demo"]
        yield database
        await client.drop_database(database)


@pytest.fixture
def demo_data(mongo_url: str, database: AsyncDatabase[dict[str, Any]], tmp_path: Path) -> DemoData:
    return DemoData(tmp_path, mongo_url, database.name, embedded=True)


async def test_an_unused_board_wants_it(demo_data: DemoData, database: AsyncDatabase[dict[str, Any]]) -> None:
    await database.skills.insert_one({"name": "Python"})

    assert await demo_data.is_wanted()


@pytest.mark.parametrize("collection", ["users", "projects"])
async def test_a_used_board_does_not(
    demo_data: DemoData, database: AsyncDatabase[dict[str, Any]], collection: str
) -> None:
    await database[collection].insert_one({"name": "mine"})

    assert not await demo_data.is_wanted()
    assert not demo_data.is_half_made


async def test_what_was_begun_and_never_finished_is_wanted_again(
    demo_data: DemoData, database: AsyncDatabase[dict[str, Any]]
) -> None:
    assert await demo_data.is_wanted()
    await database.users.insert_one({"name": "half of a community"})

    assert demo_data.is_half_made
    assert await demo_data.is_wanted()


async def test_what_was_finished_is_kept(
    demo_data: DemoData, database: AsyncDatabase[dict[str, Any]]
) -> None:
    assert await demo_data.is_wanted()
    await database.users.insert_one({"name": "a community"})
    demo_data.finished.touch()

    assert not demo_data.is_half_made
    assert not await demo_data.is_wanted()


async def test_what_somebody_used_without_demo_data_is_kept(
    demo_data: DemoData, database: AsyncDatabase[dict[str, Any]]
) -> None:
    assert await demo_data.is_wanted()
    demo_data.keep_what_is_there()
    await database.users.insert_one({"name": "mine"})

    assert not demo_data.is_half_made
    assert not await demo_data.is_wanted()


async def test_a_database_that_runs_elsewhere_is_never_replaced(
    mongo_url: str, database: AsyncDatabase[dict[str, Any]], tmp_path: Path
) -> None:
    elsewhere = DemoData(tmp_path, mongo_url, database.name, embedded=False)
    assert await elsewhere.is_wanted()
    await database.users.insert_one({"name": "half of a community"})

    assert not elsewhere.is_half_made
    assert not await elsewhere.is_wanted()


async def test_a_mongodb_that_went_away_is_told(tmp_path: Path) -> None:
    away = DemoData(tmp_path, f"mongodb://127.0.0.1:{free_port()}/", "sidepro", embedded=True)

    with pytest.raises(CannotRunError, match="doesn't answer"):
        await away.is_wanted()
