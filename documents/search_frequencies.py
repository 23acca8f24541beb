"""How often each token occurs, so that a search begins with the rarest of its words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Final

from documents.collection import Collection
from documents.store import Document, Store, now

SAMPLE: Final = 4000
LARGEST_SHARE: Final = 0.049
"""Up to 5 % of a collection MongoDB samples with a random cursor; beyond, it sorts all of it."""

MOST_TOKENS: Final = 10_000
_BATCH: Final = 1000
"""So that taking over the counts never holds up the loop for long."""

FRESH: Final = timedelta(minutes=10)


class SearchFrequencies(Collection):
    """One document a token that is not rare, with about how many projects have it.

    Each process keeps them in memory; a token that isn't among them is taken for rare. `total` tells how many
    projects there are.
    """

    name = "search_frequencies"
    indexes: ClassVar = ()

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._projects = store.database["projects"]
        self._counts: Mapping[str, int] = {}
        self.total = 0

    def of(self, token: str) -> int:
        """Tell about how many projects have a token."""
        return self._counts.get(token, 0)

    async def refresh(self) -> None:
        """Count again, unless another process did so lately, and take over the counts: the job."""
        newest = await self._collection.find_one({}, {"counted_at": True})
        if newest is None or newest["counted_at"] < now() - FRESH:
            await self._count(now())
        await self.load()

    async def load(self) -> None:
        """Take over what was counted."""
        found = self._collection.find({}, {"count": True}, limit=MOST_TOKENS, batch_size=_BATCH)
        self.total = await self._projects.estimated_document_count()
        self._counts = {each["_id"]: each["count"] for each in await found.to_list()}

    async def _count(self, moment: datetime) -> None:
        total = await self._projects.estimated_document_count()
        sample = min(SAMPLE, int(total * LARGEST_SHARE)) if total > SAMPLE else total
        if sample:
            await (await self._projects.aggregate(_pipeline(sample, total, moment))).to_list()
        await self._collection.delete_many({"counted_at": {"$lt": moment}})


def _pipeline(sample: int, total: int, moment: datetime) -> list[Document]:
    """Count tokens in a sample and write those that occur in it twice, scaled to all projects."""
    return [
        *([{"$sample": {"size": sample}}] if sample < total else []),
        {"$project": {"search": True}},
        {"$unwind": "$search"},
        {"$group": {"_id": "$search", "seen": {"$sum": 1}}},
        {"$match": {"seen": {"$gte": 2}}},
        {"$sort": {"seen": -1}},
        {"$limit": MOST_TOKENS},
        {
            "$project": {
                "count": {"$toInt": {"$multiply": ["$seen", total / sample]}},
                "counted_at": {"$literal": moment},
            }
        },
        {"$merge": {"into": SearchFrequencies.name, "whenMatched": "replace"}},
    ]
