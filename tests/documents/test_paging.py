"""Pages meet every document exactly once, in both directions, whatever happens in between."""

import random
from collections.abc import AsyncIterator

import pytest
from bson import ObjectId
from pymongo.asynchronous.collection import AsyncCollection

from documents import Documents
from documents.paging import Cursors, Listing, Order, Pager, Slice
from documents.store import Document

pager = Pager(Cursors([b"k" * 32]))
BY_ID = Order("_id_")
BY_VIEWS = Order("views", "views")
OLDEST = Order("_id_", descending=False)


@pytest.fixture
async def things(documents: Documents) -> AsyncIterator[AsyncCollection[Document]]:
    """Give a collection of 57 things with many ties."""
    collection = documents.store.database[f"things_{ObjectId()}"]
    await collection.create_index([("views", -1), ("_id", -1)], name="views")
    chance = random.Random(3)
    await collection.insert_many([{"views": chance.randrange(4), "kind": index % 2} for index in range(57)])
    yield collection
    await collection.drop()


def listing(order: Order, *, newest_last: bool = False, **where: int) -> Listing:
    return Listing(scope=("things", order.index), where=where, order=order, newest_last=newest_last)


async def expected(things: AsyncCollection[Document], order: Order, **where: int) -> list[ObjectId]:
    return [found["_id"] async for found in things.find(where, sort=order.sort(forward=True))]


def ids(page: Slice) -> list[ObjectId]:
    return [found["_id"] for found in page.items]


@pytest.mark.parametrize("order", [BY_ID, BY_VIEWS, OLDEST])
@pytest.mark.parametrize("limit", [1, 2, 19, 56, 57, 100])
@pytest.mark.parametrize("where", [{}, {"kind": 1}, {"kind": 7}])
async def test_pages_lead_to_the_end_and_back(
    things: AsyncCollection[Document], order: Order, limit: int, where: dict[str, int]
) -> None:
    whole = await expected(things, order, **where)
    list_ = listing(order, newest_last=False, **where)
    page = await pager.page(things, list_, cursor=None, limit=limit)
    assert page.previous is None

    forth = ids(page)
    while page.next:
        page = await pager.page(things, list_, cursor=page.next, limit=limit)
        forth += ids(page)
    assert forth == whole

    back = ids(page)
    while page.previous:
        page = await pager.page(things, list_, cursor=page.previous, limit=limit)
        back = ids(page) + back
    assert back == whole


async def test_a_list_with_the_newest_last_begins_at_its_end(things: AsyncCollection[Document]) -> None:
    whole = await expected(things, OLDEST)
    list_ = listing(OLDEST, newest_last=True)

    page = await pager.page(things, list_, cursor=None, limit=10)

    assert ids(page) == whole[-10:]
    assert page.next is None
    earlier = await pager.page(things, list_, cursor=page.previous, limit=10)
    assert ids(earlier) == whole[-20:-10]
    assert ids(await pager.page(things, list_, cursor=earlier.next, limit=10)) == whole[-10:]


async def test_what_comes_and_goes_meanwhile_moves_nothing_else(things: AsyncCollection[Document]) -> None:
    stay = set(await expected(things, BY_VIEWS))
    list_ = listing(BY_VIEWS)
    met: list[ObjectId] = []
    cursor: str | None = None
    chance = random.Random(5)
    for _ in range(40):
        page = await pager.page(things, list_, cursor=cursor, limit=3)
        met += ids(page)
        gone = chance.choice(sorted(stay))
        stay.discard(gone)
        await things.delete_one({"_id": gone})
        await things.insert_one({"views": chance.randrange(4), "kind": 0})
        if not (cursor := page.next):
            break

    assert cursor is None
    assert len(met) == len(set(met))
    assert stay <= set(met)


@pytest.mark.parametrize("order", [BY_ID, BY_VIEWS])
async def test_an_emptied_page_leads_back_to_where_the_reader_was(
    things: AsyncCollection[Document], order: Order
) -> None:
    list_ = listing(order)
    first = await pager.page(things, list_, cursor=None, limit=5)
    second = await pager.page(things, list_, cursor=first.next, limit=5)
    await things.delete_many({"_id": {"$in": ids(first)}})

    emptied = await pager.page(things, list_, cursor=second.previous, limit=5)

    assert (emptied.items, emptied.previous) == ([], None)
    again = await pager.page(things, list_, cursor=emptied.next, limit=5)
    assert ids(again) == ids(second)


async def test_a_deep_page_reads_no_more_keys_than_the_first(things: AsyncCollection[Document]) -> None:
    await things.insert_many([{"views": index % 9, "kind": 0} for index in range(3000)])
    list_ = listing(BY_VIEWS)
    middle = (await things.find(sort=BY_VIEWS.sort(forward=True)).skip(2000).limit(1).to_list())[0]
    edge = BY_VIEWS.edge(middle, forward=True)

    plan = await things.find(
        BY_VIEWS.beyond(edge), sort=BY_VIEWS.sort(forward=True), hint=list_.order.index, limit=-13
    ).explain()

    assert plan["executionStats"]["nReturned"] == 13
    assert plan["executionStats"]["totalKeysExamined"] < 2000 / 3
