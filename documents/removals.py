"""What was removed, and what hangs on it that is still to be erased.

A removal is noted in the transaction that makes the thing invisible. What hangs on it is erased in pieces,
each a transaction, however much there is; the note goes last, so that a crash in between is taken up again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import ClassVar, Final, Literal

import msgspec
import structlog
from bson import ObjectId

from documents.collection import Collection, write
from documents.store import STORE_AWAY, Session, Store, now

log = structlog.get_logger("documents.removals")

What = Literal["project", "room", "user"]
Eraser = Callable[[ObjectId], Awaitable[int]]
"""Erases a piece of what hangs on something; gives how many went, 0 when none are left."""

PIECES_AT_ONCE: Final = 5
"""How many pieces are erased while the one who asked waits."""


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was removed; `id` is its own."""

    id: ObjectId = msgspec.field(name="_id")
    what: What
    created_at: datetime = msgspec.field(default_factory=now)


class Removals(Collection):
    """One document for each removal that is still under way."""

    name = "removals"
    indexes: ClassVar = ()

    def __init__(self, store: Store, cascade: Callable[[], Mapping[What, Sequence[Eraser]]]) -> None:
        super().__init__(store)
        self._cascade = cascade

    async def note(self, what: What, removed_id: ObjectId, session: Session) -> None:
        """Note that something is removed in this transaction."""
        await self._collection.insert_one(write(Removal(id=removed_id, what=what)), session=session)

    async def begin(self, what: What, removed_id: ObjectId) -> None:
        """Erase a little at once; the job does the rest, also when MongoDB is away just now."""
        with suppress(*STORE_AWAY):
            await self.carry_out(what, removed_id, most=PIECES_AT_ONCE)

    async def carry_out(self, what: What, removed_id: ObjectId, *, most: int | None = None) -> bool:
        """Erase what hangs on something removed, at most so many pieces; tells whether all of it is gone."""
        pieces = 0
        for erase in self._cascade()[what]:
            while await erase(removed_id):
                pieces += 1
                if pieces == most:
                    return False
        await self._collection.delete_one({"_id": removed_id})
        return True

    async def resume(self) -> None:
        """Finish the removals that are still under way: the job that takes up what a crash left."""
        async for pending in self._collection.find({}, {"what": True}):
            await self.carry_out(pending["what"], pending["_id"])
            log.info("removal.finished", what=pending["what"], id=str(pending["_id"]))
