"""Where the rooms of users stand, read for many users at a time: after a restart all come at once."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from bson import ObjectId
from pymongo import DESCENDING

from documents.collection import object_id, read
from documents.room import Outline, RoomFound, joined
from documents.rooms import Rooms
from documents.store import Document, Store
from documents.together import Together

MOST_ROOMS: Final = 200
MOST_USERS: Final = 25
"""How many users are asked for in one command."""


class Outlines(NamedTuple):
    """The rooms of a user, those where somebody spoke last first, and whether these are all."""

    rooms: list[Outline]
    complete: bool


class OutlineReader:
    """Reads outlines, those of all who ask at the same time together."""

    def __init__(self, store: Store) -> None:
        self._rooms = store.database[Rooms.name]
        self._together: Together[str, Outlines] = Together(self._read, MOST_USERS)

    async def of(self, user_id: str) -> Outlines:
        """Read where the rooms of a user stand, at a moment after the call; at most 200 rooms."""
        return await self._together.find(user_id) or Outlines([], complete=True)

    async def _read(self, user_ids: Sequence[str]) -> dict[str, Outlines]:
        first, *others = [_rooms_of(user_id) for user_id in user_ids]
        unions = [{"$unionWith": {"coll": Rooms.name, "pipeline": other}} for other in others]
        asked = await self._rooms.aggregate([*first, *unions])
        rooms: dict[str, list[Outline]] = {user_id: [] for user_id in user_ids}
        async for each in asked:
            reader: ObjectId = each.pop("reader")
            rooms[str(reader)].append(read(each, RoomFound).outlined(reader))
        return {
            user_id: Outlines(found[:MOST_ROOMS], len(found) <= MOST_ROOMS)
            for user_id, found in rooms.items()
        }


def _rooms_of(user_id: str) -> list[Document]:
    """Find the rooms of a user, and mark them as found for them."""
    reader = object_id(user_id)
    return [
        {"$match": {"readers": reader}},
        {"$sort": {"active_at": DESCENDING, "_id": DESCENDING}},
        {"$limit": MOST_ROOMS + 1},
        *joined(user_id),
        {"$set": {"reader": reader}},
    ]
