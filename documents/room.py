"""One room: as it is kept, as its members know it, and as one of them sees it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec
from bson import ObjectId
from pymongo import DESCENDING

from documents.collection import read
from documents.messages import Message, Messages, Place
from documents.store import Document
from documents.users import Author


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """The conversation of two users.

    `members` are in order, `readers` those of them who have not left. `read` holds how far each has read,
    by id. `last_seq` and `active_at` are copied from the messages a moment later, for sorting.
    """

    id: ObjectId = msgspec.field(name="_id")
    members: tuple[ObjectId, ObjectId]
    readers: tuple[ObjectId, ...]
    project_id: ObjectId | None = None
    read: dict[str, int] = {}
    last_seq: int = 0
    created_at: datetime
    active_at: datetime

    def partner_of(self, user_id: ObjectId) -> ObjectId:
        """Tell who the other member is."""
        first, second = self.members
        return second if user_id == first else first


class Standing(msgspec.Struct, frozen=True):
    """Whose room it is, who of them has not left it, both by id, and where it ended when it was read."""

    members: Mapping[str, ObjectId]
    readers: frozenset[str]
    last: Place | None = None

    @classmethod
    def of(cls, document: Document) -> "Standing":
        """Read it from a room with its last message joined."""
        return cls(
            members={str(member): member for member in document["members"]},
            readers=frozenset(map(str, document["readers"])),
            last=read(document["last"][0], Place) if document["last"] else None,
        )

    @property
    def pending(self) -> bool:
        """Whether one of the two has left."""
        return len(self.readers) < len(self.members)


class OwnRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A room as one member sees it; `partner` is None when that account is gone."""

    id: ObjectId
    members: tuple[ObjectId, ObjectId]
    partner: Author | None
    left_by_partner: bool
    project_id: ObjectId | None
    last_message: Message | None
    last_seq: int
    read_seq: int
    partner_read_seq: int
    unread_count: int
    active_at: datetime
    created_at: datetime


class RoomPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the rooms of a user."""

    items: list[OwnRoom]
    next: str | None
    previous: str | None
    total: int
    total_is_exact: bool


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """Where a room stands for one member."""

    id: str
    left_by_partner: bool
    last_seq: int
    read_seq: int
    partner_read_seq: int
    unread_count: int


class RoomFound(Room, frozen=True, kw_only=True):
    """A room with its last message, and the place of the one up to which the asker has read."""

    last: tuple[Message, ...]
    reached: tuple[Place, ...]

    def seen_by(self, user_id: ObjectId, authors: Mapping[str, Author]) -> OwnRoom:
        """Show the room as a member sees it."""
        partner_id = self.partner_of(user_id)
        partner = authors.get(str(partner_id))
        last = self.last[0] if self.last else None
        return OwnRoom(
            id=self.id,
            members=self.members,
            partner=partner,
            left_by_partner=partner is None or partner_id not in self.readers,
            project_id=self.project_id,
            last_message=last,
            last_seq=last.seq if last else 0,
            read_seq=self.read.get(str(user_id), 0),
            partner_read_seq=self.read.get(str(partner_id), 0),
            unread_count=self._unread_of(partner_id),
            active_at=max(self.active_at, last.sent_at) if last else self.active_at,
            created_at=self.created_at,
        )

    def outlined(self, user_id: ObjectId) -> Outline:
        """Tell where the room stands for a member."""
        partner_id = self.partner_of(user_id)
        return Outline(
            id=str(self.id),
            left_by_partner=partner_id not in self.readers,
            last_seq=self.last[0].seq if self.last else 0,
            read_seq=self.read.get(str(user_id), 0),
            partner_read_seq=self.read.get(str(partner_id), 0),
            unread_count=self._unread_of(partner_id),
        )

    def _unread_of(self, partner_id: ObjectId) -> int:
        return _count(self.last, partner_id) - _count(self.reached, partner_id)


LAST: Final[Document] = {
    "$lookup": {
        "from": Messages.name,
        "localField": "_id",
        "foreignField": "room_id",
        "pipeline": [{"$sort": {"seq": DESCENDING}}, {"$limit": 1}],
        "as": "last",
    }
}
"""Joins the last message, which the log alone knows."""


def joined(user_id: str) -> tuple[Document, ...]:
    """Join the last message, and the place up to which a user has read."""
    reached: Document = {
        "from": Messages.name,
        "localField": "_id",
        "foreignField": "room_id",
        "let": {"reached": {"$ifNull": [f"$read.{user_id}", 0]}},
        "pipeline": [
            {"$match": {"$expr": {"$eq": ["$seq", "$$reached"]}}},
            {"$project": {"_id": False, "seq": True, "sender_id": True, "sender_seq": True}},
        ],
        "as": "reached",
    }
    return LAST, {"$lookup": reached}


def _count(place: Iterable[Place], user_id: ObjectId) -> int:
    """Count the messages of a member up to a place, if there is one."""
    return sum(each.count_of(user_id) for each in place)
