"""Whom each user resembles, as `similarities.refresh` found it; written by that job alone.

A list is packed: ids of 12 bytes each and scores as 32-bit floats, the most similar first. It is found again
from what people know, so it may be lost, and it is never told without looking whether they are still there.
"""

import struct
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

import msgspec
from bson import ObjectId

from documents.collection import Collection, read, write
from documents.store import Document, Session, Store, now

BATCH: Final = 2000
COMMONEST: Final = 16
"""What a skill weighs that everybody has."""
SHOWN: Final = 50
"""How many neighbours are told of at most; a few more are kept, so that a list can lose some."""

_ID_BYTES: Final = 12
_SCORE_BYTES: Final = 4
_STATE: Final = "state"


class Similarity(msgspec.Struct, frozen=True, kw_only=True):
    """The neighbours of a user, and what they were found by; the 12 bytes of the user's id come first.

    `stack` holds the numbers of the user's skills, two bytes each, in the order of the state. A list that is
    `complete` holds everybody who is similar at all.
    """

    id: bytes
    era: str
    stack: bytes
    neighbours: bytes
    scores: bytes
    complete: bool


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What all lists have in common. They belong to the same `era` once they are all there (`whole`)."""

    id: str = msgspec.field(name="_id", default=_STATE)
    era: str
    skills: list[str]
    weights: list[int]
    people: int
    whole: bool
    computed_at: datetime = msgspec.field(default_factory=now)


class SimilarityStates(Collection):
    """One document: the state of all similarities."""

    name = "similarity_states"
    indexes: ClassVar = ()

    async def find(self) -> State | None:
        """Find the state, if anything was ever computed."""
        found = await self._collection.find_one({"_id": _STATE})
        return read(found, State) if found else None

    async def keep(self, state: State) -> None:
        """Keep the state."""
        await self._collection.replace_one({"_id": _STATE}, write(state), upsert=True)

    async def forget(self) -> None:
        """Have everything found anew by the next run, because people came whom nobody noted."""
        await self._collection.delete_many({})


class Similarities(Collection):
    """One document a user who has skills."""

    name = "similarities"
    indexes: ClassVar = ()

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._store = store
        self._users = store.database["users"]

    async def everything(self) -> AsyncIterator[list[Similarity]]:
        """Read all lists in the order of their users, in batches."""
        found = self._collection.find({}, sort=[("_id", 1)], batch_size=BATCH)
        async for batch in _batches(found):
            yield batch

    async def stacks(self, user_ids: Iterable[bytes] | None = None) -> Mapping[bytes, list[str]]:
        """Read the skills of some users, or of all, in the order of their ids; some have none."""
        where: Document = {"profile.skills.0": {"$exists": True}}
        if user_ids is not None:
            where["_id"] = {"$in": list(map(ObjectId, user_ids))}
        found = self._users.find(where, {"profile.skills": True}, sort=[("_id", 1)], batch_size=BATCH)
        return {each["_id"].binary: each["profile"]["skills"] async for each in found}

    async def keep(self, lists: Sequence[Similarity]) -> None:
        """Write lists, all of them or none.

        Taking out and putting in costs MongoDB a third of as many replacements, because both are done many
        at a time; within a transaction nobody sees a list missing.
        """
        if not lists:
            return
        documents = [_written(each) for each in lists]

        async def put(session: Session) -> None:
            outdated: Document = {"_id": {"$in": [each["_id"] for each in documents]}}
            await self._collection.delete_many(outdated, session=session)
            await self._collection.insert_many(documents, session=session)

        await self._store.transaction(put)

    async def drop(self, user_ids: Iterable[bytes]) -> None:
        """Drop the lists of users who have no skills any more, or are gone."""
        await self._collection.delete_many({"_id": {"$in": list(map(ObjectId, user_ids))}})

    async def drop_all_but(self, era: str) -> None:
        """Drop the lists of earlier eras."""
        await self._collection.delete_many({"era": {"$ne": era}})

    async def erase_of_user(self, user_id: ObjectId) -> int:
        """Erase the list of a removed user; among others' neighbours they are not told of any more."""
        return (await self._collection.delete_one({"_id": user_id})).deleted_count


def unpacked(neighbours: bytes, scores: bytes) -> dict[ObjectId, float]:
    """Read a packed list: the neighbours that are told of with their scores, the most similar first."""
    count = min(SHOWN, len(scores) // _SCORE_BYTES)
    values = struct.unpack_from(f"<{count}f", scores)
    ids = (neighbours[start : start + _ID_BYTES] for start in range(0, count * _ID_BYTES, _ID_BYTES))
    return dict(zip(map(ObjectId, ids), values, strict=True))


def _written(similarity: Similarity) -> Document:
    document: Document = msgspec.structs.asdict(similarity)
    del document["id"]
    return {"_id": ObjectId(similarity.id), **document}


def _read(document: Document) -> Similarity:
    """Read a list; a hundred thousand are read in a run, so their types are taken for granted."""
    return Similarity(id=document.pop("_id").binary, **document)


async def _batches(found: AsyncIterator[Document]) -> AsyncIterator[list[Similarity]]:
    batch: list[Similarity] = []
    async for each in found:
        batch.append(_read(each))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
