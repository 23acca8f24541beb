"""What was made with which Idempotency-Key, so that asking again makes nothing more."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Final, Self

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel
from pymongo.errors import BulkWriteError, DuplicateKeyError

from documents.collection import Collection, write
from documents.store import Session, now
from sidepro.problems import Conflict

KEPT_SECONDS: Final = 24 * 3600

_DUPLICATE: Final = 11000


class Once(msgspec.Struct, frozen=True):
    """A request to make something once; `key` names user, route and the client's key, `body` what it says."""

    key: str
    body: str

    @classmethod
    def of(cls, user_id: str, route: str, key: str, body: bytes) -> Self:
        """Name a request; `body` is the whole body as the client wrote it."""
        named = "\0".join((user_id, route, key)).encode()
        return cls(hashlib.sha256(named).hexdigest(), hashlib.sha256(body).hexdigest())


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What was made by a request."""

    id: str = msgspec.field(name="_id")
    body: str
    made_id: ObjectId
    created_at: datetime = msgspec.field(default_factory=now)


class MadeBefore(Conflict):
    """The same request made it before, or is making it just now."""


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
        """Keep what a request makes in this transaction; raises `MadeBefore`."""
        made = Made(id=once.key, body=once.body, made_id=made_id)
        try:
            await self._collection.insert_one(write(made), session=session)
        except DuplicateKeyError:
            raise MadeBefore from None

    async def make(
        self, once: Once | None, made_id: ObjectId, make: Callable[[], Awaitable[object]]
    ) -> ObjectId:
        """Let `make` make something with that id and `keep` it; gives the id of what is there now.

        The same request at the same time, or within a day, makes nothing and gets the id of the first.
        """
        while not (before := await self.find(once) if once else None):
            try:
                await make()
            except MadeBefore:
                continue  # the first is on its way, in the group that has just refused this one
            return made_id
        return before

    async def settle(self, wishes: Sequence[tuple[Once | None, ObjectId]]) -> list[ObjectId | Conflict]:
        """Tell, for requests that want to make something with an id, the id of what there will be.

        That is what the same request made before, or makes here earlier; a `Conflict` when the key says
        something else there. Asks MongoDB nothing without keys.
        """
        keys = [once.key for once, _ in wishes if once]
        found = await self._collection.find({"_id": {"$in": keys}}).to_list() if keys else []
        made = {each["_id"]: (each["body"], each["made_id"]) for each in found}
        settled: list[ObjectId | Conflict] = []
        for once, own_id in wishes:
            body, made_id = made.setdefault(once.key, (once.body, own_id)) if once else ("", own_id)
            known = once is None or body == once.body
            settled.append(made_id if known else Conflict("conflict.idempotency-key"))
        return settled

    async def keep_all(self, wishes: Iterable[tuple[Once, ObjectId]], session: Session) -> None:
        """Keep what requests make in this transaction; raises `MadeBefore`."""
        made = [write(Made(id=once.key, body=once.body, made_id=made_id)) for once, made_id in wishes]
        try:
            if made:
                await self._collection.insert_many(made, session=session)
        except BulkWriteError as error:
            if any(each["code"] == _DUPLICATE for each in error.details["writeErrors"]):
                raise MadeBefore from None
            raise
