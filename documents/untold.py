"""Messages that are stored and that perhaps nobody was told of, because a process died between the two.

A room copies where it ends right after its readers were told (`RoomCache`). Where the copy stays behind the
log for longer than copying takes, whoever committed the message has died, or gave up on a store that took it
nevertheless: its readers are told again from there on.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bson import ObjectId

from documents.messages import Message, Messages
from documents.room import Standing
from documents.rooms import Rooms
from documents.store import Document, Store, now

COPIED_WITHIN: Final = timedelta(seconds=10)
"""How long telling and copying may take before somebody is believed to have died."""
COMMITTED_WITHIN: Final = timedelta(seconds=30)
"""How long after a message was numbered it may still appear in the log."""
MOST_AT_ONCE: Final = 200


class Behind(NamedTuple):
    """A room whose copy stays behind: whose it is, and the messages after that, at least one."""

    standing: Standing
    messages: list[Message]


class Untold:
    """Looks through what was lately said, a stretch at a time."""

    def __init__(self, store: Store, messages: Messages) -> None:
        self._said = store.database[Messages.name]
        self._messages = messages
        self._looked_until = now() - COPIED_WITHIN

    async def find(self) -> AsyncIterator[Behind]:
        """Find the rooms that stay behind since the last look; raises `PyMongoError`."""
        until = now() - COPIED_WITHIN
        asked = await self._said.aggregate(_behind(self._looked_until - COMMITTED_WITHIN, until), hint="_id_")
        for room in await asked.to_list():
            messages, _ = await self._messages.following(room["_id"], room["last_seq"], MOST_AT_ONCE)
            if messages:
                yield Behind(Standing.of({**room, "last": []}), messages)
        self._looked_until = until


def _behind(since: datetime, until: datetime) -> list[Document]:
    """Compare where the log ended in this time with the copies."""
    said = {"$gte": ObjectId.from_datetime(since), "$lt": ObjectId.from_datetime(until)}
    copies = {
        "from": Rooms.name,
        "localField": "_id",
        "foreignField": "_id",
        "pipeline": [{"$project": {"members": True, "readers": True, "last_seq": True}}],
        "as": "room",
    }
    return [
        {"$match": {"_id": said}},
        {"$group": {"_id": "$room_id", "seq": {"$max": "$seq"}}},
        {"$lookup": copies},
        {"$unwind": "$room"},
        {"$match": {"$expr": {"$gt": ["$seq", "$room.last_seq"]}}},
        {"$replaceWith": "$room"},
    ]
