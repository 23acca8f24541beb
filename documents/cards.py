"""Projects as the API shows them, made straight from what MongoDB gave: a page is made of many."""

from typing import Final

from bson import ObjectId
from bson.codec_options import CodecOptions

from documents.project import Project
from documents.store import Document
from sidepro.wire.moments import written
from sidepro.wire.projects import ProjectCard, ProjectView
from sidepro.wire.users import AuthorView

CARD: Final = dict.fromkeys(
    (
        *("author_id", "author", "title", "summary", "skills", "thumbnail", "repository_url"),
        *("view_count", "bookmark_count", "comment_count", "version", "created_at", "updated_at"),
    ),
    True,
)
"""What is fetched for a card: never the story nor the tokens."""

SHOWN: Final = {"hidden": None}
"""Matches what is not hidden: projects of removed accounts are, until they are erased."""


PLAIN: Final[CodecOptions[Document]] = CodecOptions()
"""Reads moments without a time zone, in half the time; they are written the same."""


class Showing:
    """Shows projects, with the public addresses of their images."""

    def __init__(self, images_url: str) -> None:
        self._images_url = images_url

    def card(self, document: Document) -> ProjectCard:
        """Show a project as it stands on the board."""
        author = document["author"]
        return ProjectCard(
            id=document["_id"].binary.hex(),
            author=self.author(document["author_id"], author["username"], author["picture"]),
            title=document["title"],
            summary=document["summary"],
            skills=document["skills"],
            thumbnail_url=self._image(document["thumbnail"]),
            repository_url=document["repository_url"],
            view_count=document["view_count"],
            bookmark_count=document["bookmark_count"],
            comment_count=document["comment_count"],
            version=document["version"],
            created_at=written(document["created_at"]),
            updated_at=written(document["updated_at"]),
        )

    def view(self, project: Project) -> ProjectView:
        """Show a project whole."""
        return ProjectView(
            id=str(project.id),
            author=self.author(project.author_id, project.author.username, project.author.picture),
            title=project.title,
            summary=project.summary,
            content=project.content,
            content_html=project.content_html,
            skills=list(project.skills),
            thumbnail_url=self._image(project.thumbnail),
            repository_url=project.repository_url,
            view_count=project.view_count,
            bookmark_count=project.bookmark_count,
            comment_count=project.comment_count,
            version=project.version,
            created_at=written(project.created_at),
            updated_at=written(project.updated_at),
        )

    def author(self, author_id: ObjectId, username: str, picture: str | None) -> AuthorView:
        """Show a user beside what they made."""
        return AuthorView(id=author_id.binary.hex(), username=username, picture_url=self._image(picture))

    def _image(self, key: str | None) -> str | None:
        return f"{self._images_url}{key}" if key else None
