"""Which projects are wanted, and along which index they are read."""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec
from bson import ObjectId

from documents.cards import CARD, SHOWN
from documents.paging import Listing, Order, Scope
from documents.search_words import query_tokens, query_words
from documents.store import Document
from sidepro.wire.projects import Match, Sort

HowOften = Callable[[str], int]
"""Tells about how many projects have a skill, or a token."""

_COUNTS: Final = {"newest": None, "views": "view_count", "popular": "bookmark_count"}
_RANKS: Final = {"newest": None, "views": "view_rank", "popular": "bookmark_rank"}
_ALONE: Final = {"newest": "_id_", "views": "views", "popular": "popular"}


class Words(msgspec.Struct, frozen=True):
    """The words of a query and the tokens that lead to them."""

    words: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: str) -> "Words":
        """Cut a query."""
        return cls(tuple(query_words(query)), tuple(query_tokens(query)))

    @property
    def exact(self) -> bool:
        """Whether the tokens find nothing but the words: each word is a token itself."""
        return set(self.words) <= set(self.tokens)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for: skills by name, words, an author."""

    sort: Sort = "newest"
    skills: tuple[str, ...] = ()
    match: Match = "any"
    words: Words = Words()
    author_id: ObjectId | None = None

    @property
    def filters(self) -> Scope:
        """Name what is wanted whatever the order; the order of the skills does not count."""
        match = self.match if len(self.skills) > 1 else "any"
        author = str(self.author_id) if self.author_id else None
        return (tuple(sorted(self.skills)), match, self.words.words, author)

    @property
    def scope(self) -> Scope:
        """Name the list."""
        return ("projects", self.sort, *self.filters)


def listing(wanted: Wanted, *, skills: HowOften, tokens: HowOften) -> Listing:
    """Choose the index that leads to what is wanted with the fewest steps, and the conditions along it.

    One value bounds the index: the author, else the rarest token, else the rarest skill. What else there
    is are conditions in a form that the planner can't take for another bound (design, section 4).
    """
    if wanted.author_id:
        return _listing(wanted, "author", _COUNTS, {"author_id": wanted.author_id}, wanted.words.tokens)
    if wanted.words.tokens:
        bound, *others = sorted(wanted.words.tokens, key=tokens)
        return _listing(wanted, f"search_{wanted.sort}", _RANKS, {"search": bound}, others)
    if wanted.skills and wanted.match == "all":
        bound, *_ = sorted(wanted.skills, key=skills)
        return _listing(wanted, f"skills_{wanted.sort}", _COUNTS, {"skills": bound})
    index = f"skills_{wanted.sort}" if wanted.skills else _ALONE[wanted.sort]
    return _listing(wanted, index, _COUNTS, {})


def _listing(
    wanted: Wanted, index: str, keys: dict[str, str | None], bound: Document, tokens: Iterable[str] = ()
) -> Listing:
    key = keys[wanted.sort]
    needed = [{"search": token} for token in tokens]
    where = bound | SHOWN
    if wanted.match == "all":
        needed += [{"skills": skill} for skill in wanted.skills if bound.get("skills") != skill]
    elif wanted.skills:
        where["skills"] = _any(wanted.skills)
    if needed:
        where["$nor"] = [{name: {"$ne": value}} for each in needed for name, value in each.items()]
    return Listing(
        scope=wanted.scope,
        where=where,
        order=Order(index, key),
        projection=CARD if key is None or key in CARD else {**CARD, key: True},
    )


def _any(skills: tuple[str, ...]) -> object:
    return skills[0] if len(skills) == 1 else {"$in": list(skills)}


def counted(listing: Listing) -> Document:
    """Give the conditions by which a list is counted: what is hidden goes soon, and isn't worth a look."""
    return {name: value for name, value in listing.where.items() if name not in SHOWN}
