"""Bookmarks as the API gives them."""

from typing import Annotated

from msgspec import Meta, Struct

from sidepro.wire.text import Id


class BookmarkedIds(Struct, frozen=True, kw_only=True):
    """The projects that a user bookmarked, by id, so that a board can show which they are."""

    items: Annotated[list[Id], Meta(description="The newest bookmark first, at most 5,000.")]
    is_complete: Annotated[bool, Meta(description="Whether these are all of them.", examples=[True])]
