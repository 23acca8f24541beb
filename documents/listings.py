"""Which projects are wanted, and along which index they are read."""

import math
from collections.abc import Callable, Iterator
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

FEW: Final = 500
"""So many projects are sorted without an index in no time."""

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
    def needed_skills(self) -> tuple[str, ...]:
        """The skills that each project must have: all of them, or the only one."""
        return self.skills if self.match == "all" or len(self.skills) == 1 else ()

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


class Known(msgspec.Struct, frozen=True):
    """What is known of the board: how many projects there are, and about how many have a token or a skill."""

    total: int
    tokens: HowOften
    skills: HowOften


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A list, the one condition that bounds its index, and about what share of those projects is wanted."""

    listing: Listing
    bound: Document
    candidates: int
    share: float = 1.0

    @property
    def rest(self) -> Document:
        """The conditions that the index does not see to."""
        return {name: value for name, value in self.listing.where.items() if name not in self.bound}

    @property
    def counted(self) -> Document:
        """The conditions by which a list is counted: what is hidden goes soon, and isn't worth a look."""
        return {name: value for name, value in self.listing.where.items() if name not in SHOWN}


def plan(wanted: Wanted, known: Known) -> Plan:
    """Choose the index that leads to what is wanted with the fewest steps, and the conditions along it.

    One value bounds the index: the author, else the rarest token or, where that is much rarer, the rarest
    skill. What else there is are conditions in a form that the planner can't take for another bound (design,
    section 4).
    """
    skills = sorted(wanted.needed_skills, key=known.skills)
    if wanted.author_id:
        return _plan(wanted, known, Order("author", _COUNTS[wanted.sort]), {"author_id": wanted.author_id})
    if wanted.words.tokens:
        rarest = min(wanted.words.tokens, key=known.tokens)
        if skills and known.skills(skills[0]) < min(FEW, known.tokens(rarest)):
            return _plan(wanted, known, Order("skills_newest", _RANKS[wanted.sort]), {"skills": skills[0]})
        return _plan(wanted, known, Order(f"search_{wanted.sort}", _RANKS[wanted.sort]), {"search": rarest})
    if wanted.skills:
        bound = {"skills": skills[0] if skills else {"$in": list(wanted.skills)}}
        return _plan(wanted, known, Order(f"skills_{wanted.sort}", _COUNTS[wanted.sort]), bound)
    return _plan(wanted, known, Order(_ALONE[wanted.sort], _COUNTS[wanted.sort]), {})


def _plan(wanted: Wanted, known: Known, order: Order, bound: Document) -> Plan:
    where, needed = bound | SHOWN, list(_conditions(wanted, bound))
    if wanted.skills and not wanted.needed_skills and "skills" not in bound:
        where["skills"] = {"$in": list(wanted.skills)}
    if needed:
        where["$nor"] = [{name: {"$ne": value}} for name, value in needed]
    key = order.key
    listing = Listing(
        scope=wanted.scope,
        where=where,
        order=order,
        projection=CARD if key is None or key in CARD else {**CARD, key: True},
    )
    return Plan(
        listing=listing,
        bound=bound,
        candidates=_how_often(next(iter(bound.items()), None), known),
        share=math.prod(_how_often(each, known) / max(known.total, 1) for each in needed),
    )


def _conditions(wanted: Wanted, bound: Document) -> Iterator[tuple[str, str]]:
    """Give the tokens and skills that each project must have beside the bound."""
    yield from (("search", token) for token in wanted.words.tokens if bound.get("search") != token)
    yield from (("skills", skill) for skill in wanted.needed_skills if bound.get("skills") != skill)


def _how_often(condition: tuple[str, str] | None, known: Known) -> int:
    match condition:
        case ("search", str(token)):
            return known.tokens(token)
        case ("skills", str(skill)):
            return known.skills(skill)
    return 0
