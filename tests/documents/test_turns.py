"""Transactions that change the same documents are made together."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from bson import ObjectId

from documents import Documents
from documents.store import Session
from documents.turns import Turns
from sidepro.problems import Conflict


@pytest.fixture
async def name(documents: Documents) -> AsyncIterator[str]:
    """Give a collection with one count."""
    name = f"counts_{ObjectId()}"
    await documents.store.database[name].insert_one({"_id": 1, "count": 0})
    yield name
    await documents.store.database.drop_collection(name)


async def test_all_count_and_each_gets_its_own_result(documents: Documents, name: str) -> None:
    counts, turns = documents.store.database[name], Turns(documents.store)

    async def act(number: int, session: Session) -> int:
        await counts.update_one({"_id": 1}, {"$inc": {"count": 1}}, session=session)
        return number

    asked = [turns.transaction(lambda session, each=each: act(each, session)) for each in range(200)]  # type: ignore[misc]

    assert await asyncio.gather(*asked) == list(range(200))
    assert (await counts.find_one({"_id": 1})) == {"_id": 1, "count": 200}


async def test_a_problem_is_only_that_of_who_has_it(documents: Documents, name: str) -> None:
    counts, turns = documents.store.database[name], Turns(documents.store)

    async def act(number: int, session: Session) -> int:
        await counts.update_one({"_id": 1}, {"$inc": {"count": 1}}, session=session)
        if number % 3 == 0:
            raise Conflict
        return number

    asked = [turns.transaction(lambda session, each=each: act(each, session)) for each in range(12)]  # type: ignore[misc]
    results = await asyncio.gather(*asked, return_exceptions=True)

    assert [each for each in results if isinstance(each, int)] == [1, 2, 4, 5, 7, 8, 10, 11]
    assert [type(each) for each in results if not isinstance(each, int)] == [Conflict] * 4
    assert (await counts.find_one({"_id": 1})) == {"_id": 1, "count": 8}
