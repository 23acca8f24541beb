"""Which neighbours change when some people change: exact, without comparing everybody again.

A list holds more people than are shown, so that it can lose some before it has to be found anew.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from tasks.neighbours import NOBODY, Bounds, Crowd, Ints, Lists, Mask, Pairs, listed, merged

SHOWN: Final = 50
"""How many neighbours each is known to have at most."""
KEPT: Final = 64
GONE: Final = -2
"""Stands for somebody who is no longer there."""


def mended(crowd: Crowd, lists: Lists, changed: Mask, *, shown: int = SHOWN) -> Iterator[tuple[Ints, Lists]]:
    """Give the lists that are different now, in pieces: rows and what they are.

    `lists` are those from before, in which people who are gone are `GONE`; `changed` tells whose
    skills are others than they were then. What a list lost is closed up here.
    """
    kept = lists.members.shape[1]
    closed, touched = _without(lists, changed)
    touched |= changed
    bounds = _shut(Bounds.of(closed), changed)
    entering = []
    for rows, pairs, own in crowd.blocks(np.flatnonzero(changed).astype(np.int32), kept, bounds):
        closed.put(rows, own)
        if pairs:
            entering.append(pairs)
    new = Pairs.joined(entering)
    _let_in(closed, new)
    touched[new.owners] = True
    worn = ~closed.complete & (closed.lengths < shown)
    yield from _pieces(closed, np.flatnonzero(touched & ~worn).astype(np.int32))
    for rows, _, own in crowd.blocks(np.flatnonzero(worn).astype(np.int32), kept):
        yield rows, own


def _without(lists: Lists, changed: Mask) -> tuple[Lists, Mask]:
    """Take out who changed or is gone; tells whose lists lost somebody."""
    members = lists.members
    stays = (members >= 0) & ~changed[np.maximum(members, 0)]
    order = np.argsort(~stays, axis=1, kind="stable")
    held = np.take_along_axis(np.where(stays, members, NOBODY), order, axis=1)
    scores = np.take_along_axis(np.where(stays, lists.scores, 0), order, axis=1).astype(np.float32)
    moved = (held != members).any(axis=1)
    return Lists(held.astype(np.int32), scores, lists.complete.copy()), moved


def _shut(bounds: Bounds, changed: Mask) -> Bounds:
    """Let nobody into the lists that are found anew anyway."""
    bounds.scores[changed] = np.inf
    return bounds


def _let_in(lists: Lists, new: Pairs) -> None:
    """Put entries into the lists where they belong."""
    rows = np.unique(new.owners)
    if not len(rows):
        return
    most = lists.members.shape[1]
    owners = np.searchsorted(rows, new.owners).astype(np.int32)
    arriving = listed(Pairs(owners, new.members, new.scores), len(rows), most)
    full = merged(Lists(lists.members[rows], lists.scores[rows], lists.complete[rows]), arriving)
    lists.put(rows, full)


def _pieces(lists: Lists, rows: Ints, size: int = 5000) -> Iterator[tuple[Ints, Lists]]:
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        yield some, Lists(lists.members[some], lists.scores[some], lists.complete[some])
