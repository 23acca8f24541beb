"""Usernames that somebody gave up, held back so that nobody can pass for them."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from bson import ObjectId
from pymongo import IndexModel

from documents.collection import Collection, object_id, write
from documents.store import Session, now

HELD: Final = timedelta(days=30)


class GivenUpName(msgspec.Struct, frozen=True, kw_only=True):
    """A name, until when it is held, and who may take it back before; nobody when the account is gone."""

    key: str = msgspec.field(name="_id")
    held_until: datetime
    user_id: ObjectId | None


class GivenUpNames(Collection):
    """The names held back."""

    name = "given_up_names"
    indexes = (
        IndexModel([("held_until", 1)], name="ended", expireAfterSeconds=0),
        IndexModel([("user_id", 1)], name="by_user"),
    )

    async def hold(self, key: str, user_id: ObjectId | None, session: Session) -> None:
        """Hold a name back from now on; its former user may take it back."""
        held = write(GivenUpName(key=key, held_until=now() + HELD, user_id=user_id))
        await self._collection.replace_one({"_id": key}, held, upsert=True, session=session)

    async def release(self, key: str, session: Session) -> None:
        """Hold a name back no longer, because its former user takes it back."""
        await self._collection.delete_one({"_id": key}, session=session)

    async def forget_user(self, user_id: ObjectId, session: Session) -> None:
        """Forget who gave names up; the names stay held."""
        given_up = {"user_id": user_id}
        await self._collection.update_many(given_up, {"$set": {"user_id": None}}, session=session)

    async def holds(self, key: str, *, against: str | None = None, session: Session | None = None) -> bool:
        """Tell whether a name is held back from everyone, or from everyone but its former user."""
        held = {"_id": key, "held_until": {"$gt": now()}}
        if against is not None:
            held["user_id"] = {"$ne": object_id(against)}
        return await self._collection.find_one(held, {"_id": 1}, session=session) is not None
