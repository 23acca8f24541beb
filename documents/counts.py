"""Counts that one document keeps of others; they change in the transaction of what they count."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from bson import ObjectId
from pymongo import UpdateMany
from pymongo.asynchronous.collection import AsyncCollection

from documents.store import Document, Session


async def count(
    collection: AsyncCollection[Document],
    field: str,
    steps: Mapping[ObjectId, int],
    session: Session,
    *,
    among: Document | None = None,
) -> bool:
    """Raise or lower a count of some documents in one command; tells whether all of them are there.

    A document whose step is 0 is left alone, and not looked for. Only those `among` others count.
    """
    by_step: dict[int, list[ObjectId]] = defaultdict(list)
    for document_id, step in steps.items():
        if step:
            by_step[step].append(document_id)
    if not by_step:
        return True
    changes = [
        UpdateMany({"_id": {"$in": sorted(ids)}, **(among or {})}, {"$inc": {field: step}})
        for step, ids in by_step.items()
    ]
    counted = await collection.bulk_write(changes, session=session)
    return counted.matched_count == sum(map(len, by_step.values()))


def tally(counted: Iterable[tuple[ObjectId, int]]) -> Counter[ObjectId]:
    """Add up steps by document."""
    steps: Counter[ObjectId] = Counter()
    for document_id, step in counted:
        steps[document_id] += step
    return steps


async def missing(
    collection: AsyncCollection[Document],
    ids: Iterable[ObjectId],
    session: Session,
    *,
    among: Document | None = None,
) -> set[ObjectId]:
    """Tell which of these documents are not there, `among` others; asks nothing about none."""
    wanted = set(ids)
    if not wanted:
        return wanted
    found = collection.find({"_id": {"$in": sorted(wanted)}, **(among or {})}, {"_id": True}, session=session)
    return wanted - {each["_id"] for each in await found.to_list()}
