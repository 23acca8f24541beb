"""Pages of a list and the parameters that ask for them."""

from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct

Item = TypeVar("Item")

Cursor = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=512,
        description="Where a page begins, as `next` or `previous` gave it.",
        examples=["bmV3ZXN0OjY2ZjFjMGZmZWUwMDAwMDAwMDAwMDAyYQ.3m5KZ2kH"],
    ),
]
Limit = Annotated[int, Meta(ge=1, le=100, description="How many items a page holds.")]


class PageQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page of a list."""

    cursor: Cursor | None = None
    limit: Limit = 12


class Page(Struct, Generic[Item], frozen=True, kw_only=True):
    """A page of a list: `next` and `previous` are cursors, or null at the ends."""

    items: list[Item]
    next: Cursor | None
    previous: Annotated[Cursor | None, Meta(examples=[None])]
    total: Annotated[
        int, Meta(ge=0, description="How many the whole list holds; a floor if not exact.", examples=[128])
    ]
    total_is_exact: bool = True
