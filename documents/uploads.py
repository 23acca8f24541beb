"""The uploads: images on their way into the object store, and those that are in it."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Final

from bson import ObjectId
from pymongo import ASCENDING, IndexModel, ReturnDocument

from documents.collection import Collection, object_id, read, write
from documents.store import Document, Session, Store, now
from documents.upload import DAY, Upload, check_quota
from sidepro.problems import Conflict, NotFound, Unauthenticated
from sidepro.wire.uploads import Refusal, UploadDraft

UNUSED_DAYS: Final = 7
"""How long an image that nothing refers to is kept: a draft may wait as long in somebody's browser."""
STUCK_SECONDS: Final = 60
"""After what time an upload that is being published is taken up by somebody else."""
PIECE: Final = 200

_HIDDEN: Final = ("going", "gone")


class Uploads(Collection):
    """One document an upload; it stays for as long as its image does, and for a day at least."""

    name = "uploads"
    indexes: ClassVar = (
        IndexModel([("owner_id", ASCENDING), ("created_at", ASCENDING)], name="owner"),
        IndexModel([("state", ASCENDING), ("uses", ASCENDING), ("since", ASCENDING)], name="state"),
        IndexModel(
            [("key", ASCENDING)],
            name="key",
            unique=True,
            partialFilterExpression={"key": {"$type": "string"}},
        ),
    )

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._users = store.database["users"]

    async def ask(self, user_id: str, draft: UploadDraft) -> Upload:
        """Note that a user is about to upload something.

        Raises `Conflict` while too many of theirs are under way, `TooFast` when the day's allowance is spent,
        and `Unauthenticated` when their account is gone.
        """
        upload = Upload(
            owner_id=object_id(user_id),
            purpose=draft.purpose,
            content_type=draft.content_type,
            size=draft.size,
            incoming=f"incoming/{secrets.token_hex(16)}",
        )
        await self._store.transaction(lambda session: self._ask(upload, session))
        return upload

    async def _ask(self, upload: Upload, session: Session) -> None:
        """Add an upload; the count in the user makes two at the same time collide, so that both count."""
        user = await self._users.update_one(
            {"_id": upload.owner_id}, {"$inc": {"upload_count": 1}}, session=session
        )
        if not user.matched_count:
            raise Unauthenticated
        last_day = {"owner_id": upload.owner_id, "created_at": {"$gt": now() - DAY}}
        found = self._collection.find(last_day, sort=[("created_at", ASCENDING)], session=session)
        check_quota([read(each, Upload) for each in await found.to_list()], upload.size)
        await self._collection.insert_one(write(upload), session=session)

    async def own(self, upload_id: str, user_id: str) -> Upload:
        """Find an upload of a user; raises `NotFound` for others, and for what is gone."""
        own = {
            "_id": object_id(upload_id),
            "owner_id": object_id(user_id),
            "state": {"$nin": _HIDDEN},
        }
        document = await self._collection.find_one(own)
        if document is None:
            raise NotFound
        return read(document, Upload)

    async def complete(self, upload_id: str, user_id: str) -> Upload:
        """Note that a user has uploaded all of it; raises `Conflict` the second time, and as `own` does."""
        pending = {"_id": object_id(upload_id), "owner_id": object_id(user_id), "state": "pending"}
        document = await self._moved(pending, {"state": "publishing"})
        if document is None:
            await self.own(upload_id, user_id)
            raise Conflict("conflict.upload-complete")
        return read(document, Upload)

    async def find(self, upload_id: str) -> Upload | None:
        """Find an upload, whoever's it is."""
        document = await self._collection.find_one({"_id": object_id(upload_id)})
        return read(document, Upload) if document else None

    async def claim(self, upload: Upload, key: str) -> bool:
        """Note by which key its image will be stored, before it is; tells whether it is still wanted."""
        wanted = {"_id": upload.id, "state": "publishing"}
        claimed = await self._collection.update_one(wanted, {"$set": {"key": key}})
        return bool(claimed.matched_count)

    async def publish(self, upload: Upload) -> None:
        """Note that the image of an upload is stored, unless it isn't wanted any more."""
        await self._moved({"_id": upload.id, "state": "publishing"}, {"state": "published"})

    async def refuse(self, upload: Upload, reason: Refusal) -> None:
        """Note that an upload can't become an image, and why."""
        await self._moved({"_id": upload.id, "state": "publishing"}, {"state": "refused", "reason": reason})

    async def stuck(self, seconds: float = STUCK_SECONDS) -> list[Upload]:
        """List uploads whose publishing began a while ago and never ended."""
        before = now() - timedelta(seconds=seconds)
        return await self._some({"state": "publishing", "since": {"$lt": before}})

    async def going(self) -> list[Upload]:
        """List some uploads whose objects are to be erased."""
        return await self._some({"state": "going"})

    async def forget(self, upload: Upload) -> None:
        """Note that the objects of an upload are erased; it is kept while it counts for its owner's day."""
        if upload.owner_id is None or upload.created_at <= now() - DAY:
            await self._collection.delete_one({"_id": upload.id})
            return
        await self._collection.update_one(
            {"_id": upload.id, "state": "going"},
            {"$set": {"state": "gone", "since": now()}, "$unset": {"key": "", "incoming": ""}},
        )

    async def sweep(self) -> tuple[int, int]:
        """Let go what was never completed within a day, and images that nothing refers to; gives both counts.

        Each is decided by one update, which a transaction that refers to the image collides with.
        """
        moment = now()
        abandoned = await self._let_go({"state": "pending", "since": {"$lt": moment - DAY}})
        unused = {"state": "published", "uses": 0, "owner_id": {"$ne": None}}
        unused |= {"since": {"$lt": moment - timedelta(days=UNUSED_DAYS)}}
        done = {"state": {"$in": ["refused", "gone"]}, "since": {"$lt": moment - DAY}}
        orphans = await self._let_go(unused)
        await self._collection.delete_many(done)
        return abandoned, orphans

    async def known(self, keys: Sequence[str]) -> set[str]:
        """Tell which of these keys, of large images or of what was uploaded, belong to an upload."""
        either = {"$or": [{field: {"$in": list(keys)}} for field in ("key", "incoming")]}
        found = await self._collection.find(either, {"key": True, "incoming": True}).to_list()
        return {each[field] for each in found for field in ("key", "incoming") if each.get(field)}

    async def erase_of_user(self, user_id: ObjectId, most: int = PIECE) -> int:
        """Let a piece of what a removed user uploaded go; gives how many, 0 when none are left."""
        found = await self._collection.find({"owner_id": user_id}, {"_id": True}, limit=-most).to_list()
        await self._let_go({"_id": {"$in": [each["_id"] for each in found]}}, {"owner_id": None})
        return len(found)

    async def _let_go(self, where: Document, changes: Document | None = None) -> int:
        changed = await self._collection.update_many(
            where, {"$set": {"state": "going", "since": now(), **(changes or {})}}
        )
        return changed.modified_count

    async def _moved(self, where: Document, changes: Document) -> Document | None:
        return await self._collection.find_one_and_update(
            where, {"$set": {"since": now(), **changes}}, return_document=ReturnDocument.AFTER
        )

    async def _some(self, where: Document) -> list[Upload]:
        found = self._collection.find(where, sort=[("since", ASCENDING)], limit=-PIECE)
        return [read(each, Upload) for each in await found.to_list()]
