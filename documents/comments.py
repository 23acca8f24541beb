"""The comments: what people say about projects."""

from collections.abc import Sequence
from typing import ClassVar, Final

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from documents.cards import SHOWN
from documents.collection import Collection, object_id, read
from documents.comment import Authored, Comment, Turn
from documents.comment_turns import COMMENT_COUNT, CommentTurns
from documents.counts import count, tally
from documents.idempotency import IdempotencyKeys, Once
from documents.paging import Listing, Order, Pager
from documents.store import Session, Store, now
from documents.users import Users
from sidepro.problems import Forbidden, NotFound

PIECE: Final = 200

_OLDEST_FIRST: Final = Order("project_oldest", descending=False)


class CommentPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the comments on a project, the oldest of them first."""

    items: list[Authored]
    next: str | None
    previous: str | None
    total: int


class Comments(Collection):
    """One document a comment."""

    name = "comments"
    indexes: ClassVar = (
        IndexModel([("project_id", ASCENDING), ("_id", ASCENDING)], name="project_oldest"),
        IndexModel([("author_id", ASCENDING)], name="author"),
    )

    def __init__(self, store: Store, users: Users, keys: IdempotencyKeys, pager: Pager) -> None:
        super().__init__(store)
        self._users = users
        self._pager = pager
        self._projects = store.database["projects"]
        self._turns = CommentTurns(store, self._collection, users, keys)

    async def page(self, project_id: str, *, cursor: str | None, limit: int) -> CommentPage:
        """Read a page of the comments on a project: the newest unless a cursor leads elsewhere.

        Raises `NotFound` for no such project. Comments of somebody who is gone are left out.
        """
        project = object_id(project_id)
        total = await self._total(project)
        listing = Listing(
            scope=("comments", project_id),
            where={"project_id": project},
            order=_OLDEST_FIRST,
            newest_last=True,
        )
        found = await self._pager.page(self._collection, listing, cursor=cursor, limit=limit)
        items = await self._authored([read(each, Comment) for each in found.items])
        return CommentPage(items=items, next=found.next, previous=found.previous, total=total)

    async def write(
        self, project_id: str, text: str, *, author_id: str, once: Once | None = None
    ) -> Authored:
        """Write a comment; the same request `once` more gets the comment of the first.

        Raises `NotFound` for no such project.
        """
        moment = now()
        comment = Comment(
            project_id=object_id(project_id),
            author_id=object_id(author_id),
            text=text.strip(),
            created_at=moment,
            updated_at=moment,
        )
        return await self._turns.make(Turn(comment=comment, step=1, once=once))

    async def reword(self, project_id: str, comment_id: str, text: str, *, by: str) -> Authored:
        """Change the text; raises `NotFound` for none on that project, `Forbidden` for somebody else's."""
        comment = await self._own(project_id, comment_id, by)
        change = {"text": text.strip(), "updated_at": now()}
        changed = await self._collection.update_one({"_id": comment.id}, {"$set": change})
        reworded = msgspec.structs.replace(comment, **change)
        authored = await self._authored([reworded]) if changed.matched_count else []
        if not authored:
            raise NotFound
        return authored[0]

    async def remove(self, project_id: str, comment_id: str, *, by: str) -> None:
        """Take a comment away; raises as `reword` does."""
        comment = await self._own(project_id, comment_id, by)
        await self._turns.make(Turn(comment=comment, step=-1))

    async def erase_of_user(self, user_id: ObjectId, most: int = PIECE) -> int:
        """Erase a piece of what a user wrote; gives how many went, 0 when none are left."""
        return await self._store.transaction(lambda session: self._erase(user_id, most, session))

    async def erase_of_project(self, project_id: ObjectId, most: int = PIECE) -> int:
        """Erase a piece of what was said about a project that is gone; gives how many went."""
        found = self._collection.find({"project_id": project_id}, {"_id": True}, limit=-most)
        ids = [each["_id"] for each in await found.to_list()]
        if ids:
            await self._collection.delete_many({"_id": {"$in": ids}})
        return len(ids)

    async def _erase(self, author_id: ObjectId, most: int, session: Session) -> int:
        asked = self._collection.find(
            {"author_id": author_id}, {"project_id": True}, limit=-most, session=session
        )
        found = await asked.to_list()
        if found:
            ids = [each["_id"] for each in found]
            await self._collection.delete_many({"_id": {"$in": ids}}, session=session)
            await count(
                self._projects, COMMENT_COUNT, tally((each["project_id"], -1) for each in found), session
            )
        return len(found)

    async def _own(self, project_id: str, comment_id: str, user_id: str) -> Comment:
        """Find a comment to be changed; raises `NotFound` for none, `Forbidden` for somebody else's."""
        where = {"_id": object_id(comment_id), "project_id": object_id(project_id)}
        document = await self._collection.find_one(where)
        if document is None:
            raise NotFound
        comment = read(document, Comment)
        if comment.author_id != object_id(user_id):
            raise Forbidden
        return comment

    async def _authored(self, comments: Sequence[Comment]) -> list[Authored]:
        """Join comments with their authors in one command; those of somebody who is gone are left out."""
        if not comments:
            return []
        authors = await self._users.authors({str(comment.author_id) for comment in comments})
        return [
            Authored(comment, author)
            for comment in comments
            if (author := authors.get(str(comment.author_id))) is not None
        ]

    async def _total(self, project_id: ObjectId) -> int:
        found = await self._projects.find_one({"_id": project_id, **SHOWN}, {COMMENT_COUNT: True})
        if found is None:
            raise NotFound
        return int(found[COMMENT_COUNT])
