"""What people say about projects."""

from documents.comment import Authored
from handlers.base import ApiHandler
from handlers.once import once
from handlers.operation import operation
from handlers.people import author_view
from handlers.routing import Route
from sidepro.problems import BadCursor, Conflict, Forbidden
from sidepro.wire.comments import CommentChange, CommentDraft, CommentView
from sidepro.wire.moments import written
from sidepro.wire.pages import Page, PageQuery
from sidepro.wire.text import Id


class CommentsHandler(ApiHandler):
    """The comments on a project."""

    @operation(public=True, cached=True, problems=(BadCursor,))
    async def get(self, project_id: Id, query: PageQuery) -> Page[CommentView]:
        """Show the newest comments on a project, the oldest of them first.

        `previous` leads to earlier ones, and from there `next` back to newer ones.
        """
        page = await self.house.documents.comments.page(project_id, cursor=query.cursor, limit=query.limit)
        return Page(
            items=[comment_view(each, self.house.settings.images_url) for each in page.items],
            next=page.next,
            previous=page.previous,
            total=page.total,
        )

    @operation(status=201, idempotent_key=True, problems=(Conflict,))
    async def post(self, project_id: Id, body: CommentDraft) -> CommentView:
        """Comment on a project."""
        comments = self.house.documents.comments
        comment = await comments.write(project_id, body.text, author_id=self.user_id, once=once(self))
        return comment_view(comment, self.house.settings.images_url)


class CommentHandler(ApiHandler):
    """One comment."""

    @operation(problems=(Forbidden,))
    async def patch(self, project_id: Id, comment_id: Id, body: CommentChange) -> CommentView:
        """Word one's own comment differently."""
        comments = self.house.documents.comments
        reworded = await comments.reword(project_id, comment_id, body.text, by=self.user_id)
        return comment_view(reworded, self.house.settings.images_url)

    @operation(problems=(Forbidden,))
    async def delete(self, project_id: Id, comment_id: Id) -> None:
        """Take one's own comment away."""
        await self.house.documents.comments.remove(project_id, comment_id, by=self.user_id)


def comment_view(authored: Authored, images_url: str) -> CommentView:
    """Show a comment with its author."""
    comment = authored.comment
    return CommentView(
        id=str(comment.id),
        project_id=str(comment.project_id),
        author=author_view(authored.author, images_url),
        text=comment.text,
        created_at=written(comment.created_at),
        updated_at=written(comment.updated_at),
    )


routes = [
    Route("/projects/{project_id}/comments", CommentsHandler),
    Route("/projects/{project_id}/comments/{comment_id}", CommentHandler),
]
