"""The rarest token of a search is known from a table that is counted now and then."""

from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest

from documents import Documents, search_frequencies
from documents.store import now
from sidepro.opening import open_documents
from sidepro.settings import Settings


@pytest.fixture
async def own(settings: Settings, database_name: str) -> AsyncIterator[Documents]:
    """Give a database with 100 projects that hold nothing but tokens."""
    name = f"{database_name}_frequencies"
    documents = open_documents(msgspec.structs.replace(settings, mongo_database=name))
    await documents.store.database["projects"].insert_many(
        [
            {"search": ["every", *(["tenth"] if not number % 10 else []), *(["one"] if not number else [])]}
            for number in range(100)
        ]
    )
    yield documents
    await documents.store.client.drop_database(name)
    await documents.store.client.close()


async def test_a_small_board_is_counted_whole(own: Documents) -> None:
    frequencies = own.search_frequencies
    assert frequencies.of("every") == 0
    await frequencies.refresh()

    assert [frequencies.of(token) for token in ("every", "tenth", "one", "none")] == [100, 10, 0, 0]


async def test_a_large_board_is_sampled(own: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_frequencies, "SAMPLE", 50)
    monkeypatch.setattr(search_frequencies, "LARGEST_SHARE", 0.4)
    await own.search_frequencies.refresh()

    assert own.search_frequencies.of("every") == 100
    assert 0 <= own.search_frequencies.of("tenth") <= 40


async def test_the_table_is_counted_again_when_it_is_old_and_by_one_process(own: Documents) -> None:
    frequencies, database = own.search_frequencies, own.store.database
    await frequencies.refresh()
    await database["projects"].update_many({}, {"$set": {"search": ["new"]}})

    await frequencies.refresh()
    assert frequencies.of("every") == 100
    old = {"counted_at": now() - search_frequencies.FRESH - timedelta(seconds=1)}
    await database["search_frequencies"].update_many({}, {"$set": old})
    await frequencies.refresh()

    assert [frequencies.of(token) for token in ("every", "new")] == [0, 100]
    assert await database["search_frequencies"].count_documents({}) == 1


async def test_an_empty_board_has_no_frequencies(own: Documents) -> None:
    await own.store.database["projects"].delete_many({})
    await own.search_frequencies.refresh()

    assert own.search_frequencies.of("every") == 0
