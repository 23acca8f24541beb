"""Comments as the API takes and gives them."""

from typing import Annotated

from msgspec import Meta, Struct

from sidepro.wire import patterns
from sidepro.wire.text import Id, Moment
from sidepro.wire.users import AuthorView

CommentText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=1000,
        pattern=patterns.TEXT,
        description="Plain text; spaces around it are not kept.",
        examples=["막차 시간표는 어디에서 받아 오나요?"],
    ),
]


class CommentDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new remark on a project."""

    text: CommentText


class CommentChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another wording of a remark."""

    text: CommentText


class CommentView(Struct, frozen=True, kw_only=True):
    """A remark on a project."""

    id: Id
    project_id: Id
    author: AuthorView
    text: CommentText
    created_at: Moment
    updated_at: Moment
