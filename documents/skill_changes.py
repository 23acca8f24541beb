"""Whose skills changed since similarities were computed: what makes a run without news nearly free."""

from collections.abc import Mapping
from typing import ClassVar

from bson import ObjectId
from pymongo import DeleteOne

from documents.collection import Collection
from documents.store import Session


class SkillChanges(Collection):
    """One document a user whose skills changed, or who is gone; it goes when that was taken into account.

    `change` names the last change, so that one that comes while the ones before are looked at is not missed.
    """

    name = "skill_changes"
    indexes: ClassVar = ()

    async def note(self, user_id: ObjectId, session: Session) -> None:
        """Note that a user's skills change in this transaction."""
        await self._collection.update_one(
            {"_id": user_id}, {"$set": {"change": ObjectId()}}, upsert=True, session=session
        )

    async def pending(self) -> Mapping[bytes, bytes]:
        """List whose skills changed, with their last change, all by the bytes of ids."""
        return {each["_id"].binary: each["change"].binary async for each in self._collection.find({})}

    async def settle(self, changes: Mapping[bytes, bytes]) -> None:
        """Note that changes were taken into account; later ones stay."""
        if changes:
            taken = [
                DeleteOne({"_id": ObjectId(user_id), "change": ObjectId(change)})
                for user_id, change in changes.items()
            ]
            await self._collection.bulk_write(taken, ordered=False)
