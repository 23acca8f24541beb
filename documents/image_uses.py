"""Which documents refer to which images: only to their author's own, and only to published ones.

Every use is counted in the transaction of the document that refers to the image, so that whoever lets unused
images go either sees the use or makes that transaction fail.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from bson import ObjectId
from bson.errors import InvalidId

from documents.collection import read
from documents.store import Document, Session, Store, now
from documents.upload import Upload
from documents.uploads import Uploads
from sidepro.problems import Invalid
from sidepro.wire.faults import Fault
from sidepro.wire.images import Purpose, large_key


class Mention(msgspec.Struct, frozen=True):
    """That a field of a body refers to an image, by the id of its upload or by its key.

    `purpose` is what the image must have been uploaded for; None if that doesn't matter.
    """

    pointer: str
    text: str
    purpose: Purpose | None = None


class ImageUses:
    """Looks up what is referred to, and counts it."""

    def __init__(self, store: Store) -> None:
        self._uploads = store.database[Uploads.name]

    async def faults(
        self, owner_id: ObjectId, mentions: Sequence[Mention], session: Session | None = None
    ) -> tuple[Fault, ...]:
        """Tell which mentions are of no published image of that user."""
        found = await self._found(owner_id, mentions, session)
        return tuple(fault for each in mentions if (fault := _fault(each, found.get(each.text))))

    async def keys(
        self, owner_id: ObjectId, mentions: Sequence[Mention], session: Session
    ) -> Mapping[str, str]:
        """Give the key of each image by the text that mentions it; raises `Invalid`, naming the fields."""
        found = await self._found(owner_id, mentions, session)
        if wrong := tuple(fault for each in mentions if (fault := _fault(each, found.get(each.text)))):
            raise Invalid(faults=wrong)
        return {text: upload.key for text, upload in found.items() if upload.key}

    async def exchange(
        self, owner_id: ObjectId, before: Iterable[str], after: Iterable[str], session: Session
    ) -> None:
        """Count that a document refers to other images than before; an image that it no longer shows may go.

        One that nothing else uses is kept for a while, since whoever took it out may put it in again.
        """
        old, new = set(before), set(after)
        await self._count(owner_id, new - old, 1, session)
        await self._count(owner_id, old - new, -1, session)

    async def release(self, owner_id: ObjectId, keys: Iterable[str], session: Session) -> None:
        """Count that a document no longer refers to images, and let those go that nothing else uses."""
        dropped = set(keys)
        await self._count(owner_id, dropped, -1, session)
        if dropped:
            unused = {"key": {"$in": sorted(dropped)}, "owner_id": owner_id, "state": "published", "uses": 0}
            going = {"$set": {"state": "going", "since": now()}}
            await self._uploads.update_many(unused, going, session=session)

    async def _count(self, owner_id: ObjectId, keys: set[str], step: int, session: Session) -> None:
        if not keys:
            return
        used = {"key": {"$in": sorted(keys)}, "owner_id": owner_id, "state": "published"}
        if step < 0:
            used["uses"] = {"$gt": 0}
        changes = {"$inc": {"uses": step}, "$set": {"since": now()}}
        await self._uploads.update_many(used, changes, session=session)

    async def _found(
        self, owner_id: ObjectId, mentions: Sequence[Mention], session: Session | None
    ) -> dict[str, Upload]:
        """Find the published images of a user that are mentioned, by the texts that mention them."""
        wanted = {each.text: _named(each.text) for each in mentions}
        either = [name for name in wanted.values() if name]
        if not either:
            return {}
        own = {"owner_id": owner_id, "state": "published", "$or": either}
        found = [read(each, Upload) for each in await self._uploads.find(own, session=session).to_list()]
        by_name: dict[object, Upload] = {upload.id: upload for upload in found}
        by_name |= {upload.key: upload for upload in found}
        return {
            text: by_name[value]
            for text, name in wanted.items()
            for value in (name or {}).values()
            if value in by_name
        }


_NOT_YOURS: Final = "not_your_image"


def _fault(mention: Mention, upload: Upload | None) -> Fault | None:
    if upload is None:
        return Fault(mention.pointer, _NOT_YOURS)
    if mention.purpose not in {None, upload.purpose}:
        return Fault(mention.pointer, "image_for_something_else")
    return None


def _named(text: str) -> Document | None:
    """Tell what a mention looks for: a key, or the id of an upload; None when it can be neither."""
    if key := large_key(text):
        return {"key": key}
    try:
        return {"_id": ObjectId(text)}
    except InvalidId:
        return None
