"""One comment, and what is to become of it."""

from datetime import datetime
from typing import Literal

import msgspec
from bson import ObjectId

from documents.idempotency import Once
from documents.users import Author


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A remark on a project."""

    id: ObjectId = msgspec.field(name="_id", default_factory=ObjectId)
    project_id: ObjectId
    author_id: ObjectId
    text: str
    created_at: datetime
    updated_at: datetime


class Authored(msgspec.Struct, frozen=True):
    """A comment and who wrote it."""

    comment: Comment
    author: Author


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A comment that comes (`step` 1) or goes (-1); a request made `once` before comes to nothing more."""

    comment: Comment
    step: Literal[1, -1]
    once: Once | None = None
