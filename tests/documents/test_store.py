"""Transactions are tried again when they collide, but not for ever."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from bson import ObjectId

from documents import STORE_AWAY, Store
from documents.store import TRANSACTION_SECONDS, Session, connect
from sidepro.dev.mongo import EmbeddedMongo
from tests.working import SOON


@pytest.fixture
async def store(mongo_url: str, database_name: str) -> AsyncIterator[Store]:
    """Give a database for counters."""
    store = Store(connect(mongo_url), f"{database_name}_store")
    yield store
    await store.client.drop_database(store.database.name)
    await store.client.close()


async def test_colliding_transactions_are_tried_again(store: Store) -> None:
    counter = ObjectId()
    await store.database.counters.insert_one({"_id": counter, "count": 0})

    async def raise_it(session: Session) -> None:
        found = await store.database.counters.find_one({"_id": counter}, session=session)
        assert found is not None
        await asyncio.sleep(0.005)
        after = {"$set": {"count": found["count"] + 1}}
        await store.database.counters.update_one({"_id": counter}, after, session=session)

    await asyncio.gather(*(store.transaction(raise_it) for _ in range(8)))

    kept = await store.database.counters.find_one({"_id": counter})
    assert kept is not None
    assert kept["count"] == 8


async def test_one_that_collides_again_and_again_gives_up(store: Store) -> None:
    counter = ObjectId()
    await store.database.counters.insert_one({"_id": counter, "count": 0})

    async def raise_it(session: Session) -> None:
        await store.database.counters.update_one({"_id": counter}, {"$inc": {"count": 1}}, session=session)

    began = time.monotonic()
    async with store.client.start_session() as hindrance, await hindrance.start_transaction():
        await raise_it(hindrance)
        async with asyncio.timeout(SOON):
            with pytest.raises(STORE_AWAY):
                await store.transaction(raise_it)
    seconds = time.monotonic() - began

    assert seconds > TRANSACTION_SECONDS - 1
    await store.transaction(raise_it)


async def test_an_error_leaves_nothing_behind(store: Store) -> None:
    key = ObjectId()

    async def fail(session: Session) -> None:
        await store.database.counters.insert_one({"_id": key}, session=session)
        raise LookupError

    with pytest.raises(LookupError):
        await store.transaction(fail)
    assert await store.database.counters.find_one({"_id": key}) is None


async def test_while_mongodb_is_away_it_says_so_soon(own_mongo: EmbeddedMongo) -> None:
    store = Store(connect(own_mongo.url), "away")

    async def act(session: Session) -> None:
        await store.database.things.insert_one({}, session=session)

    await store.transaction(act)
    await own_mongo.stop()
    waited = []
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(STORE_AWAY):
            await store.transaction(act)
        waited.append(time.monotonic() - began)
    await own_mongo.start()
    await store.transaction(act)

    assert min(waited) < TRANSACTION_SECONDS, "it went on trying as if somebody were there"
    assert await store.database.things.count_documents({}) == 2
    await store.client.close()
