"""People and their neighbours as arrays, from what is kept of them and back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from documents.similarities import Similarity
from tasks.mending import GONE, KEPT
from tasks.neighbours import Lists, Mask, Stack

Keys = NDArray[np.uint64]

ID: Final = np.dtype("V12")
_SEED: Final = 20261123


class Kept(msgspec.Struct, frozen=True):
    """A list as it is kept, packed."""

    neighbours: bytes
    scores: bytes
    complete: bool


class Gathered:
    """Lists as they were, gathered batch by batch; ids as bytes, in order."""

    def __init__(self) -> None:
        self.stacks: dict[bytes, Stack] = {}
        self._neighbours: list[bytes] = []
        self._scores: list[bytes] = []
        self._complete: list[bool] = []

    def add(self, batch: Sequence[Similarity]) -> None:
        """Take in some."""
        for each in batch:
            self.stacks[each.id] = np.frombuffer(each.stack, "<u2")
            self._neighbours.append(each.neighbours)
            self._scores.append(each.scores)
            self._complete.append(each.complete)

    def lists(self, ids: Sequence[bytes]) -> Lists:
        """Give the lists of the people with these ids, who are named by their places among them."""
        lists = Lists.empty(len(ids), KEPT)
        places = Places(ids)
        rows = places.of(b"".join(self.stacks))
        here = np.flatnonzero(rows >= 0)
        lengths = np.fromiter((len(each) // 4 for each in self._scores), np.int64, len(self._scores))
        owners = np.repeat(rows, lengths)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        stay = owners >= 0
        members = places.of(b"".join(self._neighbours))
        lists.members[owners[stay], within[stay]] = np.where(members < 0, GONE, members)[stay]
        lists.scores[owners[stay], within[stay]] = np.frombuffer(b"".join(self._scores), "<f4")[stay]
        lists.complete[rows[here]] = np.array(self._complete, bool)[here]
        return lists


class Places:
    """Finds people among others by their ids."""

    def __init__(self, ids: Sequence[bytes]) -> None:
        chance = np.random.default_rng(_SEED)
        joined = b"".join(ids)
        while True:  # until no two ids have the same key
            self._factors = chance.integers(1, 2**63, 3, np.uint64) * 2 + 1
            self._index = pd.Index(self._keys(joined))
            if self._index.is_unique:
                return

    def of(self, ids: bytes) -> NDArray[np.int32]:
        """Tell the places of people, given by their ids in one piece; -1 for those who are not there."""
        return self._index.get_indexer(pd.Index(self._keys(ids))).astype(np.int32)

    def _keys(self, ids: bytes) -> Keys:
        parts = np.frombuffer(ids, "<u4").reshape(-1, 3).astype(np.uint64)
        keys: Keys = (parts * self._factors).sum(axis=1, dtype=np.uint64)
        return keys


def packed(lists: Lists, ids: NDArray[np.void]) -> Iterator[Kept]:
    """Pack lists, whose members are places among `ids`."""
    for members, scores, length, complete in zip(
        lists.members, lists.scores, lists.lengths.tolist(), lists.complete.tolist(), strict=True
    ):
        yield Kept(ids[members[:length]].tobytes(), scores[:length].astype("<f4").tobytes(), complete)


def changed_rows(ids: Sequence[bytes], changed: Mapping[bytes, object]) -> Mask:
    """Tell of each person whether they are among some."""
    return np.fromiter((each in changed for each in ids), bool, len(ids))


def counts_of(stacks: Sequence[Stack], skills: int) -> NDArray[np.int64]:
    """Count how many people have each skill."""
    return np.bincount(np.concatenate([np.empty(0, np.int64), *stacks]).astype(np.int64), minlength=skills)
