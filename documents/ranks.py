"""The ranks of projects: their counts as searches sort by them, brought up to date now and then.

Each rank stands in an index with an entry for every token of a project, so it is not raised with every view
or bookmark (design, section 4).
"""

from typing import Final

from documents.store import Document, Store

PIECE: Final = 500

_INDEXES: Final = {"views": ("view_count", "view_rank"), "popular": ("bookmark_count", "bookmark_rank")}
"""The index that holds both a count and its rank, so that projects themselves are not read."""


class Ranks:
    """Writes counts over ranks where they differ."""

    def __init__(self, store: Store) -> None:
        self._projects = store.database["projects"]

    async def refresh(self) -> None:
        """Bring every rank up to date, in bulk: the job."""
        for index in _INDEXES:
            while await self._refresh_some(index):
                pass

    async def _refresh_some(self, index: str) -> bool:
        """Bring some ranks up to date; tells whether there may be more."""
        count, rank = _INDEXES[index]
        found = await self._projects.aggregate(_outdated(count, rank), hint=index)
        ids = [each["_id"] for each in await found.to_list()]
        if ids:
            await self._projects.update_many({"_id": {"$in": ids}}, [{"$set": {rank: f"${count}"}}])
        return len(ids) == PIECE


def _outdated(count: str, rank: str) -> list[Document]:
    return [
        {"$sort": {count: -1, "_id": -1}},
        {"$project": {count: True, rank: True}},
        {"$match": {"$expr": {"$ne": [f"${count}", f"${rank}"]}}},
        {"$limit": PIECE},
        {"$project": {"_id": True}},
    ]
