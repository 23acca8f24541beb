"""Puts kept counts right, should they ever be wrong, while the site goes on."""

from collections.abc import AsyncIterator
from typing import Final

import msgspec
from bson import ObjectId

from documents.store import Document, Session, Store


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A count that the documents of one collection keep of those of another.

    `field` of what is counted names the document: by its `_id`, or by any of the texts in `names`.
    """

    collection: str
    count: str
    counted: str
    field: str
    names: tuple[str, ...] = ()

    def values(self, document: Document) -> list[object]:
        """List what `field` holds where the document is meant."""
        if not self.names:
            return [document["_id"]]
        found: list[object] = []
        for name in self.names:
            value = document.get(name, [])
            found += value if isinstance(value, list) else [value]
        return found


_SKILL: Final = ("name", "aliases")

KEPT: Final = (
    Kept(collection="users", count="project_count", counted="projects", field="author_id"),
    Kept(collection="users", count="bookmark_count", counted="bookmarks", field="user_id"),
    Kept(collection="projects", count="bookmark_count", counted="bookmarks", field="project_id"),
    Kept(collection="projects", count="comment_count", counted="comments", field="project_id"),
    Kept(collection="skills", count="user_count", counted="users", field="profile.skills", names=_SKILL),
    Kept(collection="skills", count="project_count", counted="projects", field="skills", names=_SKILL),
)
"""Every count that is kept in the transactions of what it counts."""


class Mended(msgspec.Struct, frozen=True):
    """A count that was wrong."""

    id: ObjectId
    was: object
    is_now: int


class Repair:
    """Counts again, and mends what is wrong.

    What looks wrong is counted once more in a transaction that collides with every change of the same count,
    so nothing is mended that only changed meanwhile.
    """

    def __init__(self, store: Store, *, dry_run: bool = False) -> None:
        self._store = store
        self._database = store.database
        self._dry_run = dry_run

    async def mend(self, kept: Kept) -> AsyncIterator[Mended]:
        """Mend a count wherever it is wrong, or with `dry_run` only tell."""
        async for document_id in self._suspects(kept):
            mended = await self._store.transaction(
                lambda session: self._mend(kept, document_id, session)  # noqa: B023 - done before the next
            )
            if mended is not None:
                yield mended

    async def _suspects(self, kept: Kept) -> AsyncIterator[ObjectId]:
        """Find the documents whose count looks wrong; what changes meanwhile may be among them."""
        counts = await self._counts(kept)
        wanted = dict.fromkeys((*kept.names, kept.count), True)
        async for document in self._database[kept.collection].find({}, wanted):
            if document.get(kept.count) != sum(counts.get(value, 0) for value in kept.values(document)):
                yield document["_id"]

    async def _counts(self, kept: Kept) -> dict[object, int]:
        steps: list[Document] = [
            {"$project": {"value": f"${kept.field}"}},
            {"$unwind": "$value"},
            {"$group": {"_id": "$value", "count": {"$sum": 1}}},
        ]
        found = await self._database[kept.counted].aggregate(steps, allowDiskUse=True)
        return {each["_id"]: each["count"] async for each in found}

    async def _mend(self, kept: Kept, document_id: ObjectId, session: Session) -> Mended | None:
        documents = self._database[kept.collection]
        document = await documents.find_one({"_id": document_id}, session=session)
        if document is None:
            return None
        where = {kept.field: {"$in": kept.values(document)}}
        count = await self._database[kept.counted].count_documents(where, session=session)
        if document.get(kept.count) == count:
            return None
        if not self._dry_run:
            await documents.update_one({"_id": document_id}, {"$set": {kept.count: count}}, session=session)
        return Mended(document_id, document.get(kept.count), count)
