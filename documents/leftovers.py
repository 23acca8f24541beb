"""What hangs on users, projects and rooms that are gone: it came in the moment in which they went."""

from typing import Final

from bson import ObjectId

from documents.removals import What
from documents.store import Document, Store

_HANGING: Final[tuple[tuple[What, str, str, str], ...]] = (
    ("user", "users", "projects", "author_id"),
    ("user", "users", "comments", "author_id"),
    ("user", "users", "bookmarks", "user_id"),
    ("project", "projects", "comments", "project_id"),
    ("project", "projects", "bookmarks", "project_id"),
    ("user", "users", "rooms", "readers"),
    ("user", "users", "uploads", "owner_id"),
    ("room", "rooms", "messages", "room_id"),
)
"""What it hangs on, where that is kept, where what hangs on it is kept, and the field that says so."""


async def gone_owners(store: Store) -> set[tuple[What, ObjectId]]:
    """Find the users, projects and rooms that are gone although something hangs on them."""
    found: set[tuple[What, ObjectId]] = set()
    for what, owners, things, field in _HANGING:
        steps: list[Document] = [
            {"$match": {field: {"$ne": None}}},  # some images are the house's own
            {"$project": {field: True}},
            {"$unwind": f"${field}"},
            {"$group": {"_id": f"${field}"}},
            {
                "$lookup": {
                    "from": owners,
                    "localField": "_id",
                    "foreignField": "_id",
                    "pipeline": [{"$project": {"_id": True}}],
                    "as": "owner",
                }
            },
            {"$match": {"owner": []}},
        ]
        gone = await store.database[things].aggregate(steps, allowDiskUse=True)
        found |= {(what, each["_id"]) async for each in gone}
    return found
