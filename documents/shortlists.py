"""The liked and the new projects of each skill: the same for everyone, so they are read once in a while."""

import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from bson import ObjectId

from documents.cards import SHOWN
from documents.ranking import Candidate
from documents.store import Document

SECONDS: Final = 10.0
"""For how long a list is believed; what is removed meanwhile is not shown all the same."""
LIKED: Final = 60
"""How many projects a list of liked ones holds."""
NEW: Final = 20
"""How many projects a list of new ones holds."""
MOST: Final = 1500

_NEWEST: Final = {"_id": -1}
_MOST_LIKED: Final = {"bookmark_count": -1, "_id": -1}
_LIGHT: Final = dict.fromkeys(
    ("author_id", "author.username", "skills", "bookmark_count", "created_at"), True
)


class Shortlist(NamedTuple):
    """What a list is of: a skill, or everything, in an order."""

    skill: str | None
    newest: bool

    @property
    def stages(self) -> list[Document]:
        """Read the list, each project marked with where it belongs."""
        where = {**SHOWN, "skills": self.skill} if self.skill else SHOWN
        return [
            *branch(where, newest=self.newest, most=NEW if self.newest else LIKED),
            {"$set": {"list": [self.skill, self.newest]}},
        ]


class Shortlists:
    """Remembers lists for some seconds; whoever reads anyhow reads those that are missing, too."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Shortlist, tuple[float, Sequence[Candidate]]] = {}

    def missing(self, wanted: Iterable[Shortlist]) -> list[Shortlist]:
        """Tell which lists have to be read."""
        moment = self._clock()
        return [each for each in wanted if self._kept.get(each, (0.0, ()))[0] <= moment]

    def keep(self, read: Iterable[Shortlist], found: Iterable[Document]) -> None:
        """Keep lists that were read now; `found` are the projects of all of them, marked."""
        lists: dict[Shortlist, list[Candidate]] = {each: [] for each in read}
        for each in found:
            lists[Shortlist(*each["list"])].append(candidate(each))
        expires_at = self._clock() + SECONDS
        for name, projects in lists.items():
            self._kept.pop(name, None)
            self._kept[name] = expires_at, projects
        while len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def best(self, wanted: Iterable[Shortlist], *, newest: bool) -> Iterator[Candidate]:
        """Give the projects of several lists of one order, each once."""
        lists = [self._kept[each][1] for each in wanted if each in self._kept]
        seen: set[ObjectId] = set()
        for each in heapq.merge(*lists, key=_by_id if newest else _by_likes, reverse=True):
            if each.id not in seen:
                seen.add(each.id)
                yield each


def branch(where: Document, *, newest: bool, most: int) -> list[Document]:
    """Read as much of some projects as their place depends on."""
    order = _NEWEST if newest else _MOST_LIKED
    return [{"$match": where}, {"$sort": order}, {"$limit": most}, {"$project": _LIGHT}]


def candidate(document: Document) -> Candidate:
    """Read a project as it is ranked."""
    return Candidate(
        id=document["_id"],
        author_id=document["author_id"],
        skills=document["skills"],
        bookmark_count=document["bookmark_count"],
        created_at=document["created_at"],
        author=document["author"]["username"],
    )


def _by_id(project: Candidate) -> bytes:
    identity: ObjectId = project.id
    return identity.binary


def _by_likes(project: Candidate) -> tuple[int, bytes]:
    return project.bookmark_count, _by_id(project)
