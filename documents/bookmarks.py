"""The bookmarks: who marked which project."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from documents.cards import CARD, SHOWN, Showing
from documents.collection import Collection, object_id, read, write
from documents.counts import count, missing, tally
from documents.group_commit import GroupCommit, Refused
from documents.paging import Listing, Order, Pager
from documents.store import Document, Session, Store, now
from documents.user import User
from sidepro.problems import NotFound, Problem, Unauthenticated
from sidepro.wire.pages import Page
from sidepro.wire.projects import ProjectCard

MOST_IDS: Final = 5000
PIECE: Final = 200

_COUNT: Final = "bookmark_count"
_NEWEST: Final = Order("user_newest")

Pair = tuple[ObjectId, ObjectId]
"""A user and a project."""


class Bookmark(msgspec.Struct, frozen=True, kw_only=True):
    """A user's mark on a project."""

    id: ObjectId = msgspec.field(name="_id", default_factory=ObjectId)
    user_id: ObjectId
    project_id: ObjectId
    created_at: datetime = msgspec.field(default_factory=now)

    @property
    def pair(self) -> Pair:
        """Whose mark on what it is."""
        return self.user_id, self.project_id


class Wish(msgspec.Struct, frozen=True):
    """That a user's mark on a project be there, or not."""

    user_id: ObjectId
    project_id: ObjectId
    marked: bool

    @property
    def pair(self) -> Pair:
        """Whose mark on what it is about."""
        return self.user_id, self.project_id


class Bookmarks(Collection):
    """One document a user and a project that they marked."""

    name = "bookmarks"
    indexes: ClassVar = (
        IndexModel([("user_id", ASCENDING), ("project_id", ASCENDING)], name="user_project", unique=True),
        IndexModel([("project_id", ASCENDING)], name="project"),
        # its last field lets the marked projects of a user be read from the index alone
        IndexModel(
            [("user_id", ASCENDING), ("_id", DESCENDING), ("project_id", ASCENDING)], name="user_newest"
        ),
    )

    def __init__(self, store: Store, pager: Pager, showing: Showing) -> None:
        super().__init__(store)
        self._showing = showing
        self._pager = pager
        self._users = store.database["users"]
        self._projects = store.database["projects"]
        self._wishes: GroupCommit[Wish, None] = GroupCommit(self._grant)

    async def put(self, user_id: str, project_id: str) -> None:
        """Mark a project, whether it is marked or not; raises `NotFound` when there is no such project."""
        await self._wishes.make(Wish(object_id(user_id), object_id(project_id), marked=True))

    async def take(self, user_id: str, project_id: str) -> None:
        """Take a mark away, whether there is one or not; raises `NotFound` as `put` does."""
        await self._wishes.make(Wish(object_id(user_id), object_id(project_id), marked=False))

    async def page(self, user: User, *, cursor: str | None, limit: int) -> Page[ProjectCard]:
        """Show a page of what a user marked, the newest mark first; projects that are gone are left out."""
        listing = Listing(
            scope=("bookmarks", str(user.id)),
            where={"user_id": user.id},
            order=_NEWEST,
            projection={"project_id": True},
        )
        found = await self._pager.page(self._collection, listing, cursor=cursor, limit=limit)
        cards = await self._cards([mark["project_id"] for mark in found.items])
        return Page(items=cards, next=found.next, previous=found.previous, total=user.bookmark_count)

    async def project_ids(self, user_id: str) -> list[str]:
        """List the projects that a user marked, the newest mark first, at most `MOST_IDS` of them."""
        found = self._collection.find(
            {"user_id": object_id(user_id)},
            {"_id": False, "project_id": True},
            sort=[("_id", DESCENDING)],
            hint="user_newest",
            limit=-MOST_IDS,
            batch_size=MOST_IDS,
        )
        return [str(each["project_id"]) for each in await found.to_list()]

    async def erase_of_user(self, user_id: ObjectId, most: int = PIECE) -> int:
        """Erase a piece of the marks that a user made; gives how many went, 0 when none are left."""
        return await self._store.transaction(lambda session: self._erase({"user_id": user_id}, most, session))

    async def erase_of_project(self, project_id: ObjectId, most: int = PIECE) -> int:
        """Erase a piece of the marks on a project; gives how many went, 0 when none are left."""
        where = {"project_id": project_id}
        return await self._store.transaction(lambda session: self._erase(where, most, session))

    async def _cards(self, project_ids: Sequence[ObjectId]) -> list[ProjectCard]:
        if not project_ids:
            return []
        wanted = {"_id": {"$in": project_ids}, **SHOWN}
        found = {each["_id"]: each for each in await self._projects.find(wanted, CARD).to_list()}
        return [self._showing.card(found[each]) for each in project_ids if each in found]

    async def _erase(self, where: Document, most: int, session: Session) -> int:
        found = await self._collection.find(where, limit=-most, session=session).to_list()
        old = [read(each, Bookmark) for each in found]
        if old:
            await self._collection.delete_many({"_id": {"$in": [each.id for each in old]}}, session=session)
            await count(self._users, _COUNT, tally((each.user_id, -1) for each in old), session)
            await count(self._projects, _COUNT, tally((each.project_id, -1) for each in old), session)
        return len(old)

    async def _grant(self, wishes: Sequence[Wish]) -> list[None]:
        await self._store.transaction(lambda session: self._fulfil(wishes, session))
        return [None] * len(wishes)

    async def _fulfil(self, wishes: Sequence[Wish], session: Session) -> None:
        """Make and take marks as wished; of two wishes about the same mark the later one counts.

        Raises `Refused` for the wishes of users and about projects that are gone.
        """
        last = {wish.pair: wish.marked for wish in wishes}
        there = await self._there(last, session)
        new = [Bookmark(user_id=user, project_id=project) for user, project in last if last[user, project]]
        new = [each for each in new if each.pair not in there]
        old = [mark for pair, mark in there.items() if not last[pair]]
        if new:
            await self._collection.insert_many([write(each) for each in new], session=session)
        if old:
            await self._collection.delete_many({"_id": {"$in": [each.id for each in old]}}, session=session)
        changes = [*((each, 1) for each in new), *((each, -1) for each in old)]
        if not await self._count(changes, {project for _, project in last}, session):
            raise Refused(await self._refusals(wishes, session))

    async def _there(self, pairs: Iterable[Pair], session: Session) -> dict[Pair, Bookmark]:
        asked = [{"user_id": user_id, "project_id": project_id} for user_id, project_id in pairs]
        found = await self._collection.find({"$or": asked}, session=session).to_list()
        return {mark.pair: mark for mark in (read(each, Bookmark) for each in found)}

    async def _count(
        self, changes: Sequence[tuple[Bookmark, int]], projects: set[ObjectId], session: Session
    ) -> bool:
        """Change the counts of users and projects; tells whether all of those, and `projects`, are there."""
        by_user = tally((mark.user_id, step) for mark, step in changes)
        by_project = tally((mark.project_id, step) for mark, step in changes)
        return (
            await count(self._users, _COUNT, by_user, session)
            and await count(self._projects, _COUNT, by_project, session, among=SHOWN)
            and not await missing(self._users, (user for user in by_user if not by_user[user]), session)
            and not await missing(
                self._projects, (each for each in projects if not by_project[each]), session, among=SHOWN
            )
        )

    async def _refusals(self, wishes: Sequence[Wish], session: Session) -> Mapping[int, Problem]:
        users = await missing(self._users, (wish.user_id for wish in wishes), session)
        projects = await missing(self._projects, (wish.project_id for wish in wishes), session, among=SHOWN)
        refusals: dict[int, Problem] = {}
        for position, wish in enumerate(wishes):
            if wish.project_id in projects:
                refusals[position] = NotFound()
            elif wish.user_id in users:
                refusals[position] = Unauthenticated()
        return refusals
