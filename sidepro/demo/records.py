"""The things that the demo community consists of, besides its users."""

from datetime import datetime

from msgspec import Struct

from sidepro.demo.people import User
from sidepro.demo.stories import Story


class Bookmark(Struct, frozen=True):
    """Somebody's mark on a project."""

    id: str
    user_id: str
    project_id: str
    created_at: datetime


class Comment(Struct, frozen=True):
    """A remark on a project; `author` is the index of the user who made it."""

    id: str
    project_id: str
    author: int
    author_id: str
    text: str
    created_at: datetime


class Project(Struct, frozen=True):
    """A project with everything beneath it; its counts are the lengths of these lists."""

    index: int
    id: str
    story: Story
    author: User
    title: str
    repository_url: str | None
    view_count: int
    created_at: datetime
    updated_at: datetime
    comments: tuple[Comment, ...]
    bookmarks: tuple[Bookmark, ...]


class Meeting(Struct, frozen=True):
    """Two who began to talk over a project; they and the project are named by their indexes too."""

    project: int
    project_id: str
    title: str
    author: int
    visitor: int
    met_at: datetime
