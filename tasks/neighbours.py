"""Who resembles whom: exact nearest neighbours by the Jaccard similarity of skill sets.

Pure mathematics on arrays. People are rows, in the order of their ids; a skill has a whole weight, 1 for
plain Jaccard. A score is the weight of all skills that two share, over that of all that either has. Whole
numbers this small are exact in float32, so that equal similarities are equal, and the order is exact too: the
higher score first, then the earlier row. No matrix of all pairs is ever held, only a few rows at a time.
"""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]
Stack = NDArray[np.integer]
"""The numbers of somebody's skills."""

NOBODY: Final = -1
LEAST: Final = 0.1
"""Who is less similar is no neighbour."""

_CELLS: Final = 4_000_000
"""How many similarities a thread holds at a time."""
_MANY: Final = 16
_THREADS: Final = 2
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(2**32 - 1)
_LAST: Final = np.uint64(2**64 - 1)
_SAMPLED: Final = 4
"""Of how many columns one is looked at to learn how good the best at least are."""


class Lists(msgspec.Struct, frozen=True):
    """The neighbours of some people: a row each, the most similar first, with `NOBODY` at its end.

    `complete` rows hold all neighbours there are; of the others nobody before the last one is missing.
    """

    members: Ints
    scores: Floats
    complete: Mask

    @classmethod
    def empty(cls, count: int, most: int) -> "Lists":
        """Make lists of nobody."""
        members = np.full((count, most), NOBODY, np.int32)
        return cls(members, np.zeros((count, most), np.float32), np.ones(count, bool))

    @property
    def lengths(self) -> Ints:
        """How many neighbours each has."""
        counted: Ints = (self.members != NOBODY).sum(axis=1, dtype=np.int32)
        return counted

    def put(self, rows: Ints, others: "Lists") -> None:
        """Replace some rows."""
        self.members[rows], self.scores[rows] = others.members, others.scores
        self.complete[rows] = others.complete


class Crowd:
    """People and their skills: a row of zeros and ones each."""

    def __init__(self, stacks: Sequence[Stack], weights: Stack) -> None:
        self._has: Floats = np.zeros((len(stacks), len(weights)), np.float32)
        if stacks:
            rows = np.repeat(np.arange(len(stacks)), [len(stack) for stack in stacks])
            self._has[rows, np.concatenate(stacks)] = 1.0
        self._weights: Floats = weights.astype(np.float32)
        self._totals: Floats = np.maximum(self._has @ self._weights, 1.0)

    def __len__(self) -> int:
        return len(self._has)

    def similarities(self, rows: Ints, room: "Room | None" = None) -> Floats:
        """Compare some people with everybody; with themselves it is `-1`."""
        room = room or Room(len(rows), len(self))
        shared, either = room.first[: len(rows)], room.second[: len(rows)]
        np.matmul(self._has[rows] * self._weights, self._has.T, out=shared)
        np.subtract(self._totals[None, :], shared, out=either)
        either += self._totals[rows][:, None]
        np.divide(shared, either, out=shared)
        shared[np.arange(len(rows)), rows] = -1.0
        return shared

    def nearest(self, rows: Ints, most: int) -> Lists:
        """Find the nearest of some people, at most so many each."""
        found = list(self.blocks(rows, most))
        if not found:
            return Lists.empty(0, most)
        return Lists(
            np.concatenate([lists.members for _, _, lists in found]),
            np.concatenate([lists.scores for _, _, lists in found]),
            np.concatenate([lists.complete for _, _, lists in found]),
        )

    def blocks(self, rows: Ints, most: int, bounds: "Bounds | None" = None) -> Iterator["Block"]:
        """Do so block by block, in threads; `bounds` tell whose lists somebody of `rows` would enter."""
        height = max(1, _CELLS // max(1, len(self)))
        pieces = [rows[start : start + height] for start in range(0, len(rows), height)]
        rooms = threading.local()

        def look(piece: Ints) -> Block:
            if not hasattr(rooms, "own"):
                rooms.own = Room(height, len(self))
            scores = self.similarities(piece, rooms.own)
            return piece, bounds.crossed(scores, piece) if bounds else None, best(scores, most)

        threads = ThreadPoolExecutor(_THREADS)
        try:
            with threadpool_limits(1, user_api="blas"):
                yield from threads.map(look, pieces)
        finally:
            threads.shutdown(cancel_futures=True)


class Room:
    """Memory for a block, used again for the next: fetching it anew would take as long as the sums."""

    def __init__(self, height: int, width: int) -> None:
        self.first: Floats = np.empty((height, width), np.float32)
        self.second: Floats = np.empty((height, width), np.float32)


class Pairs(msgspec.Struct, frozen=True):
    """Entries of lists, loose: whose list, who is in it, and how similar they are."""

    owners: Ints
    members: Ints
    scores: Floats

    @classmethod
    def joined(cls, several: "Sequence[Pairs]") -> "Pairs":
        """Put several together."""
        return cls(
            np.concatenate([np.empty(0, np.int32), *(pairs.owners for pairs in several)]),
            np.concatenate([np.empty(0, np.int32), *(pairs.members for pairs in several)]),
            np.concatenate([np.empty(0, np.float32), *(pairs.scores for pairs in several)]),
        )


Block = tuple[Ints, Pairs | None, Lists]
"""Some rows, who else would have them in a list, and their own lists."""


class Bounds(msgspec.Struct, frozen=True):
    """How similar somebody must at least be to enter each list; among the equal, how early a row."""

    scores: Floats
    rows: Ints

    @classmethod
    def of(cls, lists: Lists) -> "Bounds":
        """Take the last entry of each list, or the least similarity where the list is complete."""
        last = np.maximum(lists.lengths - 1, 0)
        each = np.arange(len(last))
        scores = np.where(lists.lengths > 0, lists.scores[each, last], np.inf).astype(np.float32)
        rows = lists.members[each, last]
        scores[lists.complete] = LEAST
        rows[lists.complete] = np.iinfo(np.int32).max
        return cls(scores, rows)

    def crossed(self, scores: Floats, people: Ints) -> Pairs:
        """Tell whose lists some people would enter."""
        who, owners = np.nonzero(scores >= self.scores)
        found = scores[who, owners]
        enter = (found > self.scores[owners]) | (people[who] < self.rows[owners])
        return Pairs(owners[enter].astype(np.int32), people[who[enter]], found[enter])


def best(scores: Floats, most: int) -> Lists:
    """Choose the best of each row: by score, then by column."""
    count = len(scores)
    least = np.full(count, LEAST, np.float32)
    some = scores[:, ::_SAMPLED]
    if some.shape[1] > most:  # the best of all are at least as good as the best of some
        sampled = np.partition(some, some.shape[1] - most, axis=1)[:, some.shape[1] - most]
        np.maximum(least, sampled, out=least)
    candidates = scores >= least[:, None]
    if np.count_nonzero(candidates) > _MANY * most * count:
        candidates = _first_of_the_tied(scores, most)
    rows, columns = np.nonzero(candidates)
    pairs = Pairs(rows.astype(np.int32), columns.astype(np.int32), scores[rows, columns])
    lists = listed(pairs, count, most)
    lists.complete[(least > LEAST) | (lists.lengths == most)] = False
    return lists


def _first_of_the_tied(scores: Floats, most: int) -> Mask:
    """Choose the best and, of those who are as good as the last of them, only the first: many may be."""
    place = scores.shape[1] - most
    last = np.maximum(np.partition(scores, place, axis=1)[:, place], np.float32(LEAST))[:, None]
    better, tied = scores > last, scores == last
    free = most - np.count_nonzero(better, axis=1)[:, None]
    chosen: Mask = better | (tied & (np.cumsum(tied, axis=1, dtype=np.int32) <= free))
    return chosen


def listed(pairs: Pairs, count: int, most: int) -> Lists:
    """Put entries into the lists of `count` owners, the best of each in order; says where all found room."""
    order = np.lexsort((pairs.members, -pairs.scores, pairs.owners))
    owners = pairs.owners[order]
    place = _position(owners, count)
    fits = place < most
    lists = Lists.empty(count, most)
    lists.members[owners[fits], place[fits]] = pairs.members[order][fits]
    lists.scores[owners[fits], place[fits]] = pairs.scores[order][fits]
    lists.complete[owners[~fits]] = False
    return lists


def merged(lists: Lists, others: Lists) -> Lists:
    """Put two lists of each owner into one, the best of both in order; nobody may be in both."""
    most = lists.members.shape[1]
    width = most + int(others.lengths.max(initial=0))
    keys = np.concatenate([_keys(lists), _keys(others)], axis=1)[:, :width]
    keys.sort(axis=1)
    fits = keys[:, :most]
    members = (fits & _LOW).astype(np.uint32).view(np.int32)
    scores = (~(fits >> _HALF)).astype(np.uint32).view(np.float32)
    everybody = lists.complete & others.complete & (lists.lengths + others.lengths <= most)
    return Lists(members, scores, everybody)


def _keys(lists: Lists) -> NDArray[np.uint64]:
    """Write entries as numbers in the order of a list: positive floats are ordered as their bits are."""
    better = (~lists.scores.view(np.uint32)).astype(np.uint64)
    keys: NDArray[np.uint64] = (better << _HALF) | lists.members.view(np.uint32)
    keys[lists.members == NOBODY] = _LAST
    return keys


def _position(rows: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    """Give each entry its place in its row, from 0, where the rows are in order."""
    starts: NDArray[np.int64] = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=count), out=starts[1:])
    places: NDArray[np.int64] = np.arange(len(rows)) - starts[rows]
    return places


def rarity(counts: NDArray[np.integer], people: int) -> NDArray[np.int64]:
    """Weigh skills by how rare they are: 16 times the inverse document frequency, as whole numbers."""
    weights: NDArray[np.int64] = np.rint(16 * (1 + np.log((1 + people) / (1 + counts)))).astype(np.int64)
    return weights
