"""The projects that users marked."""

from typing import Annotated

from msgspec import Meta

from documents.bookmarks import MOST_IDS
from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.routing import Route
from sidepro.problems import BadCursor
from sidepro.wire.bookmarks import BookmarkedIds
from sidepro.wire.pages import Page, PageQuery
from sidepro.wire.projects import ProjectCard
from sidepro.wire.text import Id


class BookmarkHandler(ApiHandler):
    """One's own mark on a project."""

    @operation()
    async def put(self, project_id: Id) -> None:
        """Bookmark a project; doing so again changes nothing."""
        await self.house.documents.bookmarks.put(self.user_id, project_id)

    @operation()
    async def delete(self, project_id: Id) -> None:
        """Take one's bookmark away; doing so again changes nothing."""
        await self.house.documents.bookmarks.take(self.user_id, project_id)


class OwnBookmarksHandler(ApiHandler):
    """What one marked oneself."""

    @operation(problems=(BadCursor,))
    async def get(self, query: PageQuery) -> Page[ProjectCard]:
        """List the projects that one bookmarked, the newest bookmark first."""
        user = await self.house.documents.users.find(self.user_id)
        return await self.house.documents.bookmarks.page(user, cursor=query.cursor, limit=query.limit)


class OwnBookmarkIdsHandler(ApiHandler):
    """What one marked oneself, in short."""

    @operation()
    async def get(self) -> BookmarkedIds:
        """List the ids of the projects that one bookmarked, the newest bookmark first."""
        ids = await self.house.documents.bookmarks.project_ids(self.user_id)
        return BookmarkedIds(items=ids, is_complete=len(ids) < MOST_IDS)


class UserBookmarksHandler(ApiHandler):
    """What a user marked."""

    @operation(public=True, cached=True, problems=(BadCursor,))
    async def get(
        self, username: Annotated[str, Meta(examples=["부엉이개발자"])], query: PageQuery
    ) -> Page[ProjectCard]:
        """List the projects that a user bookmarked, the newest bookmark first."""
        user = await self.house.documents.users.named(username)
        return await self.house.documents.bookmarks.page(user, cursor=query.cursor, limit=query.limit)


routes = [
    Route("/projects/{project_id}/bookmark", BookmarkHandler),
    Route("/users/me/bookmarks", OwnBookmarksHandler),
    Route("/users/me/bookmarks/ids", OwnBookmarkIdsHandler),
    Route("/users/{username}/bookmarks", UserBookmarksHandler),
]
