"""Searches sort by ranks, which follow the counts now and then."""

import pytest
from bson import ObjectId

from documents import Documents, ranks
from tests.api import Api
from tests.people import People
from tests.published import Publish

FRESH = {"Cookie": "sidepro_fresh=1"}


async def test_searches_follow_the_counts_once_the_ranks_are_refreshed(
    api: Api, documents: Documents, person: People, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "PIECE", 3)
    mina = await person()
    ids = [await publish(mina, f"글 {number}") for number in range(8)]
    projects = documents.store.database["projects"]
    for number, project_id in enumerate(ids):
        counts = {"view_count": number * 5 % 8, "bookmark_count": number * 3 % 8}
        await projects.update_one({"_id": ObjectId(project_id)}, {"$set": counts})

    async def found(sort: str) -> list[int]:
        asked = {"q": mina.username, "sort": sort}
        items = (await api.get("/projects", query=asked, headers=FRESH)).json["items"]
        return [int(item["title"].split()[1]) for item in items]

    assert await found("views") == await found("popular") == [7, 6, 5, 4, 3, 2, 1, 0]
    await documents.ranks.refresh()

    assert await found("views") == sorted(range(8), key=lambda number: -(number * 5 % 8))
    assert await found("popular") == sorted(range(8), key=lambda number: -(number * 3 % 8))


async def test_only_what_changed_is_written(documents: Documents, person: People, publish: Publish) -> None:
    projects = documents.store.database["projects"]
    changed = await publish(await person())
    await documents.ranks.refresh()
    await projects.update_one({"_id": ObjectId(changed)}, {"$set": {"view_count": 3}})

    async with await projects.watch(full_document="updateLookup") as changes:
        await documents.ranks.refresh()
        first, second = await changes.try_next(), await changes.try_next()

    assert first is not None
    assert (first["documentKey"]["_id"], first["fullDocument"]["view_rank"]) == (ObjectId(changed), 3)
    assert second is None
