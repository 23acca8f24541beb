"""Fills an empty board in bulk: what is written here was made right elsewhere, counts included."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from pymongo import UpdateOne, WriteConcern

from documents import Documents
from documents.collection import write
from documents.skills import Skills
from documents.store import Store
from documents.upload import Upload
from documents.uploads import Uploads

BATCH: Final = 1_000
PEOPLE_USE: Final = ("users", "projects")
"""Where there is something as soon as somebody uses the board."""


class Seeding:
    """Writes many documents of a kind, acknowledged by one server until `settle` waits for the majority."""

    def __init__(self, store: Store) -> None:
        self._database = store.database.with_options(write_concern=WriteConcern(w=1, j=False))

    async def insert(self, collection: str, documents: Sequence[msgspec.Struct]) -> None:
        """Insert documents in any order, a thousand at a time."""
        for start in range(0, len(documents), BATCH):
            batch = [write(each) for each in documents[start : start + BATCH]]
            await self._database[collection].insert_many(batch, ordered=False)


async def is_unused(store: Store) -> bool:
    """Tell whether nobody has used the board yet."""
    for name in PEOPLE_USE:
        if await store.database[name].find_one({}, {"_id": True}) is not None:
            return False
    return True


async def forget_everything(documents: Documents) -> None:
    """Drop every collection with what is in it."""
    for collection in documents:
        await documents.store.database[collection.name].drop()


async def put_indexes_off(documents: Documents, names: Sequence[str]) -> None:
    """Drop the indexes of these collections, which are made faster once everything is in them."""
    for name in names:
        await documents.store.database[name].drop_indexes()


async def keep_images(documents: Documents, uploads: Sequence[Upload]) -> None:
    """Note published images of the house; those that are known already stay as they are."""
    notes = [UpdateOne({"key": each.key}, {"$setOnInsert": write(each)}, upsert=True) for each in uploads]
    if notes:
        await documents.store.database[Uploads.name].bulk_write(notes, ordered=False)


async def settle(
    documents: Documents, user_counts: Mapping[str, int], project_counts: Mapping[str, int]
) -> None:
    """Apply all indexes, note how many users and projects have each skill, and wait for the majority."""
    await asyncio.gather(*(collection.apply_indexes() for collection in documents))
    counts = {
        name: {"user_count": user_counts.get(name, 0), "project_count": project_counts.get(name, 0)}
        for name in sorted({*user_counts, *project_counts})
    }
    await documents.store.database[Skills.name].bulk_write(
        [UpdateOne({"name": name}, {"$set": counted}) for name, counted in counts.items()], ordered=False
    )
    await documents.similarity_states.forget()
    await documents.search_frequencies.refresh()
