"""The rooms: who talks with whom, who has left, and how far each has read."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import ClassVar, Final

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from documents.collection import Collection, object_id, read, write
from documents.messages import Messages, Stretch
from documents.paging import Listing, Order, Pager
from documents.projects import Projects
from documents.removals import Removals
from documents.room import LAST, OwnRoom, Room, RoomFound, RoomPage, Standing, joined
from documents.store import Document, Session, Store, now
from documents.users import Users
from sidepro.problems import Invalid, NotFound

MOST_COUNTED: Final = 10_000
PIECE: Final = 200

_BY_READER: Final = "reader_activity"
_NEWEST: Final = Order(_BY_READER, "active_at")
Pair = tuple[ObjectId, ObjectId]
"""Two users, in order."""


class Rooms(Collection):
    """One document a pair of users who talk."""

    name = "rooms"
    indexes: ClassVar = (
        IndexModel([("members.0", ASCENDING), ("members.1", ASCENDING)], name="members", unique=True),
        IndexModel([("readers", ASCENDING), ("active_at", DESCENDING), ("_id", DESCENDING)], name=_BY_READER),
    )

    def __init__(
        self,
        store: Store,
        *,
        users: Users,
        projects: Projects,
        messages: Messages,
        removals: Removals,
        pager: Pager,
    ) -> None:
        super().__init__(store)
        self._users = users
        self._projects = projects
        self._messages = messages
        self._removals = removals
        self._pager = pager
        self._watchers: list[Callable[[str], None]] = []

    def watch(self, watcher: Callable[[str], None]) -> None:
        """Have somebody told of every room, by id, that gets or loses a reader through this process."""
        self._watchers.append(watcher)

    async def open(self, user_id: str, username: str, project_id: str | None = None) -> OwnRoom:
        """Open the room with a user: the one that is there, also after leaving it, or a new one.

        What began in a project keeps that; it must be of one of the two. A room that the other has left
        stays pending. Raises `Invalid` for oneself, nobody, and another project.
        """
        me, partner = object_id(user_id), await self._partner(user_id, username)
        members = (me, partner) if me < partner else (partner, me)
        context = await self._context(members, project_id)
        while True:
            found = await self._return(members, me)
            if found is None:
                found = await self._begin(members, context)
            if found is not None:
                return await self.find(str(found), user_id)

    async def find(self, room_id: str, user_id: str) -> OwnRoom:
        """Find a room of a user; raises `NotFound` for none, one that they left, and one of others."""
        mine = {"_id": object_id(room_id), "readers": object_id(user_id)}
        found = await self._collection.aggregate([{"$match": mine}, *joined(user_id)])
        rooms = await self._seen(await found.to_list(), user_id)
        if not rooms:
            raise NotFound
        return rooms[0]

    async def page(self, user_id: str, *, cursor: str | None, limit: int) -> RoomPage:
        """Read a page of the rooms of a user, those where somebody spoke last first: three commands."""
        listing = Listing(
            scope=("rooms", user_id),
            where={"readers": object_id(user_id)},
            order=_NEWEST,
            joined=joined(user_id),
        )
        counted = self._collection.count_documents(listing.where, hint=_BY_READER, limit=MOST_COUNTED + 1)
        found, total = await asyncio.gather(
            self._pager.page(self._collection, listing, cursor=cursor, limit=limit), counted
        )
        items = await self._seen(found.items, user_id)
        return RoomPage(
            items=items,
            next=found.next,
            previous=found.previous,
            total=min(total, MOST_COUNTED),
            total_is_exact=total <= MOST_COUNTED,
        )

    async def history(
        self, room_id: str, user_id: str, *, after_seq: int | None, before_seq: int | None, limit: int
    ) -> Stretch:
        """Read messages of a room of a user, as `Messages.stretch`; raises `NotFound` as `find` does."""
        await self._require(room_id, user_id)
        return await self._messages.stretch(
            object_id(room_id), after_seq=after_seq, before_seq=before_seq, limit=limit
        )

    async def mark_read(self, room_id: str, user_id: str, seq: int) -> int:
        """Note how far a user has read; gives how far that is, never back and never beyond the end.

        Raises `NotFound` as `find` does.
        """
        field = f"read.{user_id}"
        upto = min(seq, await self._messages.last_seq(object_id(room_id)))
        found = await self._collection.find_one_and_update(
            {"_id": object_id(room_id), "readers": object_id(user_id)},
            {"$max": {field: upto}},
            {field: True},
            return_document=ReturnDocument.AFTER,
        )
        if found is None:
            raise NotFound
        return int(found["read"][user_id])

    async def leave(self, room_id: str, user_id: str) -> None:
        """Leave a room; the other one keeps it to read, and with its last reader it is removed.

        Raises `NotFound` as `find` does. The messages of a removed room are erased by the job.
        """
        mine = {"_id": object_id(room_id), "readers": object_id(user_id)}
        while not (await self._step_out(mine) or await self._close(mine)):
            await self._require(room_id, user_id)
        self._tell(room_id)

    async def standings(self, room_ids: Sequence[ObjectId]) -> dict[ObjectId, Standing]:
        """Tell whose rooms these are, who has left, and where each ends; those that are gone are missing."""
        wanted = {"_id": {"$in": list(room_ids)}}
        asked = await self._collection.aggregate(
            [{"$match": wanted}, {"$project": {"members": True, "readers": True}}, LAST]
        )
        return {each["_id"]: Standing.of(each) for each in await asked.to_list()}

    async def erase_of_user(self, user_id: ObjectId, most: int = PIECE) -> int:
        """Let a user who is gone leave a piece of their rooms; gives how many, 0 when none are left."""
        found = self._collection.find({"readers": user_id}, {"_id": True}, hint=_BY_READER, limit=most)
        room_ids = [str(each["_id"]) for each in await found.to_list()]
        for room_id in room_ids:
            with suppress(NotFound):
                await self.leave(room_id, str(user_id))
        return len(room_ids)

    async def _partner(self, user_id: str, username: str) -> ObjectId:
        try:
            partner = await self._users.named(username)
        except NotFound:
            raise Invalid.field("username", "unknown_user") from None
        if str(partner.id) == user_id:
            raise Invalid.field("username", "yourself")
        return partner.id

    async def _context(self, members: Pair, project_id: str | None) -> ObjectId | None:
        if project_id is None:
            return None
        with suppress(NotFound):
            project = await self._projects.find(project_id)
            if project.author_id in members:
                return project.id
        raise Invalid.field("project_id", "unknown_project")

    async def _return(self, members: Pair, user_id: ObjectId) -> ObjectId | None:
        """Find the room of these two, and let one of them read it again."""
        pair = {"members.0": members[0], "members.1": members[1]}
        before = await self._collection.find_one_and_update(
            pair, {"$addToSet": {"readers": user_id}}, {"readers": True}
        )
        if before is None:
            return None
        if user_id not in before["readers"]:
            self._tell(str(before["_id"]))
        return ObjectId(before["_id"])

    async def _begin(self, members: Pair, project_id: ObjectId | None) -> ObjectId | None:
        """Make a room, unless the other one was faster."""
        moment = now()
        room = Room(
            id=ObjectId(),
            members=members,
            readers=members,
            project_id=project_id,
            created_at=moment,
            active_at=moment,
        )
        try:
            await self._collection.insert_one(write(room))
        except DuplicateKeyError:
            return None
        self._tell(str(room.id))
        return room.id

    async def _step_out(self, mine: Document) -> bool:
        """Leave a room that the other one still reads."""
        left = await self._collection.update_one(
            {**mine, "readers.1": {"$exists": True}}, {"$pull": {"readers": mine["readers"]}}
        )
        return bool(left.matched_count)

    async def _close(self, mine: Document) -> bool:
        """Remove a room that nobody else reads."""

        async def act(session: Session) -> bool:
            closed = await self._collection.delete_one(
                {**mine, "readers.1": {"$exists": False}}, session=session
            )
            if closed.deleted_count:
                await self._removals.note("room", mine["_id"], session)
            return bool(closed.deleted_count)

        return await self._store.transaction(act)

    async def _require(self, room_id: str, user_id: str) -> None:
        mine = {"_id": object_id(room_id), "readers": object_id(user_id)}
        if await self._collection.find_one(mine, {"_id": True}) is None:
            raise NotFound

    async def _seen(self, found: Sequence[Document], user_id: str) -> list[OwnRoom]:
        """Show rooms as a member sees them, with their partners joined in one command."""
        rooms = [read(each, RoomFound) for each in found]
        me = object_id(user_id)
        authors = await self._users.authors(str(room.partner_of(me)) for room in rooms) if rooms else {}
        return [room.seen_by(me, authors) for room in rooms]

    def _tell(self, room_id: str) -> None:
        for watcher in self._watchers:
            watcher(room_id)
