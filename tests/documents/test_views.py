"""Views are counted once each, also when MongoDB goes away in the middle."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from bson import ObjectId

from documents import STORE_AWAY, Store
from documents.store import connect
from documents.views import LARGEST_BATCH, MOST_PROJECTS, Views
from sidepro.dev.mongo import EmbeddedMongo, mongo_url
from tests.wires import Wire


@pytest.fixture
async def store(mongo_url: str, database_name: str) -> AsyncIterator[Store]:
    """Give a database in which projects are nothing but their views."""
    store = Store(connect(mongo_url), f"{database_name}_views")
    yield store
    await store.client.drop_database(store.database.name)
    await store.client.close()


async def projects(store: Store, number: int) -> list[str]:
    ids = [ObjectId() for _ in range(number)]
    await store.database.projects.insert_many([{"_id": each, "view_count": 0} for each in ids])
    return [str(each) for each in ids]


async def counted(store: Store, ids: list[str]) -> list[int]:
    found = {
        str(each["_id"]): each["view_count"]
        async for each in store.database.projects.find({"_id": {"$in": [ObjectId(each) for each in ids]}})
    }
    return [found[each] for each in ids]


async def test_views_are_gathered_and_written(store: Store) -> None:
    views = Views(store)
    one, other, unseen = ids = await projects(store, 3)
    for project in (one, other, one, one):
        views.count(project)
    assert await counted(store, ids) == [0, 0, 0]
    assert views.pending == 4

    await views.flush()
    await views.flush()

    assert await counted(store, [one, other, unseen]) == [3, 1, 0]
    assert views.pending == 0


async def test_more_than_a_batch_is_written_in_several(store: Store) -> None:
    views = Views(store)
    ids = await projects(store, 2 * LARGEST_BATCH + 1)
    for project in ids:
        views.count(project)

    await views.flush()

    assert await counted(store, ids) == [1] * len(ids)


async def test_views_of_what_is_not_there_come_to_nothing(store: Store) -> None:
    views = Views(store)
    views.count(str(ObjectId()))

    await views.flush()

    assert views.pending == 0
    assert await store.database.projects.count_documents({"view_count": {"$gt": 0}}) == 0


async def test_several_processes_count_together(store: Store) -> None:
    processes = [Views(store) for _ in range(4)]
    (project,) = await projects(store, 1)
    for _ in range(25):
        for views in processes:
            views.count(project)
        await asyncio.gather(*(views.flush() for views in processes))

    assert await counted(store, [project]) == [100]


async def test_a_batch_whose_answer_was_lost_is_not_counted_twice(store: Store, mongo_url: str) -> None:
    ids = await projects(store, 50)
    async with Wire(mongo_url) as wire:
        near = Store(connect(wire.url), store.database.name)
        views = Views(near)
        views.count(ids[0])
        await views.flush()
        for project in ids:
            views.count(project)
        wire.swallow_answers = True
        with pytest.raises(STORE_AWAY):
            await views.flush()
        assert await counted(store, ids) == [2] + [1] * 49
        assert views.pending == 50
        wire.swallow_answers = False
        views.count(ids[0])
        await views.flush()
        await near.client.close()

    assert await counted(store, ids) == [3] + [1] * 49


async def test_views_wait_while_mongodb_is_away(own_mongo: EmbeddedMongo) -> None:
    store = Store(connect(own_mongo.url), "views")
    views = Views(store)
    (project,) = await projects(store, 1)
    views.count(project)
    await own_mongo.stop()
    for _ in range(2):
        with pytest.raises(STORE_AWAY):
            await views.flush()
        views.count(project)
    await own_mongo.start()

    await views.close()

    assert await counted(store, [project]) == [3]
    await store.client.close()


async def test_a_killed_mongod_makes_no_view_count_twice_or_never(own_mongo: EmbeddedMongo) -> None:
    store = Store(connect(own_mongo.url), "views")
    views = Views(store)
    ids = await projects(store, 600)

    async def flush_for_ever() -> None:
        while True:
            for project in ids:
                views.count(project)
            told.append(len(ids))
            try:
                await views.flush()
            except STORE_AWAY:
                await asyncio.sleep(0.05)

    told: list[int] = []
    flushing = asyncio.create_task(flush_for_ever())
    for moment in (0.3, 0.41, 0.52):
        await asyncio.sleep(moment)
        await own_mongo.kill()
        await own_mongo.start()
    flushing.cancel()
    await asyncio.wait([flushing])
    await views.flush()

    assert sum(await counted(store, ids)) == sum(told)
    await store.client.close()


async def test_memory_is_bounded_while_mongodb_is_away() -> None:
    store = Store(connect(mongo_url(1)), "nowhere")
    views = Views(store)
    known = str(ObjectId())
    views.count(known)
    for _ in range(MOST_PROJECTS + 100):
        views.count(str(ObjectId()))
    views.count(known)

    assert views.pending == MOST_PROJECTS + 1
    await store.client.close()
