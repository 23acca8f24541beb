"""What was made with which Idempotency-Key, so that asking again makes nothing more."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import ClassVar, Final, Self

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from documents.collection import Collection, write
from documents.store import Session, now
from sidepro.problems import Conflict

KEPT_SECONDS: Final = 24 * 3600


class Once(msgspec.Struct, frozen=True):
    """A request to make something once; `key` names user, route and the client's key, `body` what it says."""

    key: bytes
    body: bytes

    @classmethod
    def of(cls, user_id: str, route: str, key: str, body: bytes) -> Self:
        """Name a request; `body` is the whole body as the client wrote it."""
        named = "\0".join((user_id, route, key)).encode()
        return cls(hashlib.sha256(named).digest(), hashlib.sha256(body).digest())


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What was made by a request."""

    id: bytes = msgspec.field(name="_id")
    body: bytes
    made_id: ObjectId
    created_at: datetime = msgspec.field(default_factory=now)


class IdempotencyKeys(Collection):
    """One document a request that made something, for a day."""

    name = "idempotency_keys"
    indexes: ClassVar = (
        IndexModel([("created_at", ASCENDING)], name="expiry", expireAfterSeconds=KEPT_SECONDS),
    )

    async def find(self, once: Once) -> ObjectId | None:
        """Find what a request made before; raises `Conflict` when the key then said something else."""
        found = await self._collection.find_one({"_id": once.key})
        if found is None:
            return None
        if found["body"] != once.body:
            raise Conflict("conflict.idempotency-key")
        made: ObjectId = found["made_id"]
        return made

    async def keep(self, once: Once, made_id: ObjectId, session: Session) -> None:
        """Keep what a request makes in this transaction; raises DuplicateKeyError if it made it before."""
        await self._collection.insert_one(
            write(Made(id=once.key, body=once.body, made_id=made_id)), session=session
        )

    async def make(
        self, once: Once | None, made_id: ObjectId, act: Callable[[Session], Awaitable[None]]
    ) -> ObjectId:
        """Do `act`, which makes something with the id, in a transaction; gives the id of what is there.

        The same request at the same time, or within a day, does nothing and gets the id of the first.
        """

        async def attempt(session: Session) -> None:
            if once:
                await self.keep(once, made_id, session)
            await act(session)

        if once and (before := await self.find(once)):
            return before
        try:
            await self._store.transaction(attempt)
        except DuplicateKeyError:
            if once and (before := await self.find(once)):
                return before
            raise
        return made_id
