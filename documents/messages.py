"""The messages of all rooms: the log that nothing is lost from, numbered without holes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel
from pymongo.errors import BulkWriteError

from documents.collection import Collection, read
from documents.store import Document

BY_SEQ: Final = "room_seq"
BY_CLIENT_ID: Final = "room_sender_client"

PIECE: Final = 1000

_DUPLICATE: Final = 11000
_INDEX_OF: Final = {
    ("room_id", "seq"): BY_SEQ,
    ("room_id", "sender_id", "client_id"): BY_CLIENT_ID,
}

Key = tuple[ObjectId, ObjectId, str]
"""Room, sender and client id: what makes a message the same when it is said again."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a message stands in its room.

    `seq` is its number there, from 1, and `sender_seq` its number among those of its sender. From both
    follows how many messages of either side lie between two of them, without counting.
    """

    seq: int
    sender_id: ObjectId
    sender_seq: int

    def count_of(self, user_id: ObjectId) -> int:
        """Tell how many messages of a member the room holds up to this one."""
        return self.sender_seq if user_id == self.sender_id else self.seq - self.sender_seq


class Message(Place, frozen=True, kw_only=True):
    """One line of a room; `client_id` is how its sender named it before it had a number."""

    id: ObjectId = msgspec.field(name="_id")
    room_id: ObjectId
    client_id: str
    text: str
    sent_at: datetime

    @property
    def key(self) -> Key:
        """What makes it the same message when it is said again."""
        return self.room_id, self.sender_id, self.client_id


class Stretch(msgspec.Struct, frozen=True):
    """Messages of a room that follow one another, the oldest first.

    `complete` tells that nothing lies beyond them in the direction of reading, `last_seq` where the room
    ends.
    """

    items: list[Message]
    complete: bool
    last_seq: int


class Messages(Collection):
    """One document a message."""

    name = "messages"
    indexes: ClassVar = (
        IndexModel([("room_id", ASCENDING), ("seq", ASCENDING)], name=BY_SEQ, unique=True),
        IndexModel(
            [("room_id", ASCENDING), ("sender_id", ASCENDING), ("client_id", ASCENDING)],
            name=BY_CLIENT_ID,
            unique=True,
        ),
    )

    async def stretch(
        self, room_id: ObjectId, *, after_seq: int | None, before_seq: int | None, limit: int
    ) -> Stretch:
        """Read the oldest messages after a seq, otherwise the newest ones before a seq or the end."""
        last_seq = await self.last_seq(room_id)
        forward = after_seq is not None
        between: Document = {"$gt": after_seq} if forward else {"$gt": 0}
        if before_seq is not None:
            between["$lt"] = before_seq
        found = self._collection.find(
            {"room_id": room_id, "seq": between},
            sort=[("seq", 1 if forward else -1)],
            hint=BY_SEQ,
            limit=limit + 1,
            batch_size=limit + 2,
        )
        items = [read(each, Message) for each in await found.to_list()]
        complete = len(items) <= limit
        items = items[:limit] if forward else items[:limit][::-1]
        return Stretch(items, complete, max(last_seq, items[-1].seq if items else 0))

    async def following(self, room_id: ObjectId, after_seq: int, most: int) -> tuple[list[Message], bool]:
        """Read the messages right after a seq, and tell whether they reach the end of the room."""
        found = self._collection.find(
            {"room_id": room_id, "seq": {"$gt": after_seq}},
            sort=[("seq", 1)],
            hint=BY_SEQ,
            limit=most + 1,
            batch_size=most + 2,
        )
        items = [read(each, Message) for each in await found.to_list()]
        return items[:most], len(items) <= most

    async def last_seq(self, room_id: ObjectId) -> int:
        """Tell the number of the last message of a room, 0 when it has none."""
        found = await self._collection.find_one(
            {"room_id": room_id}, {"_id": False, "seq": True}, sort=[("seq", -1)], hint=BY_SEQ
        )
        return int(found["seq"]) if found else 0

    async def insert(self, messages: Sequence[Message], *, ordered: bool) -> dict[int, str]:
        """Insert messages, committed with majority and journal when this returns.

        Gives, by position, the name of the index that refused a message; when `ordered`, nothing after
        the first of them was tried. Raises `PyMongoError` when it is not known what has become of them: a
        duplicate key says something only where the write concern was met.
        """
        try:
            await self._collection.insert_many(map(_document, messages), ordered=ordered)
        except BulkWriteError as error:
            refused = _refused(error.details)
            if refused is None:
                raise
            return refused
        return {}

    async def stored(self, keys: Iterable[Key]) -> dict[Key, Message]:
        """Find those of these messages that are committed."""
        wanted: dict[tuple[ObjectId, ObjectId], list[str]] = {}
        for room_id, sender_id, client_id in keys:
            wanted.setdefault((room_id, sender_id), []).append(client_id)
        if not wanted:
            return {}
        each_sender = [
            {"room_id": room_id, "sender_id": sender_id, "client_id": {"$in": client_ids}}
            for (room_id, sender_id), client_ids in wanted.items()
        ]
        found = await self._collection.find({"$or": each_sender}, hint=BY_CLIENT_ID).to_list()
        return {message.key: message for message in (read(each, Message) for each in found)}

    async def erase_of_room(self, room_id: ObjectId, most: int = PIECE) -> int:
        """Erase a piece of the messages of a room; gives how many went, 0 when none are left."""
        found = self._collection.find(
            {"room_id": room_id}, {"_id": True}, hint=BY_SEQ, limit=most, batch_size=most + 1
        )
        ids = [each["_id"] for each in await found.to_list()]
        if ids:
            await self._collection.delete_many({"_id": {"$in": ids}})
        return len(ids)


def _document(message: Message) -> Document:
    """Write a message as `write` does, three times as fast."""
    return {
        "_id": message.id,
        "room_id": message.room_id,
        "seq": message.seq,
        "sender_id": message.sender_id,
        "sender_seq": message.sender_seq,
        "client_id": message.client_id,
        "text": message.text,
        "sent_at": message.sent_at,
    }


def _refused(details: Mapping[str, Any]) -> dict[int, str] | None:
    """Tell which messages were refused by which index; None when something else went wrong."""
    errors = details["writeErrors"]
    if details["writeConcernErrors"] or any(error["code"] != _DUPLICATE for error in errors):
        return None
    indexes = {error["index"]: _INDEX_OF.get(tuple(error.get("keyPattern", ()))) for error in errors}
    return {place: index for place, index in indexes.items() if index} if all(indexes.values()) else None
