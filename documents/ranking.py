"""In which order projects are recommended: pure, so that it can be evaluated without a database."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

MOST_OF_ONE_AUTHOR: Final = 2

_ANYWAY: Final = 0.3
"""How much a project is worth to somebody who shares no skill with it."""
_CALM_DAYS: Final = 14.0
_FADING: Final = 0.6
_DAY: Final = 86_400.0

Rarity = Callable[[str], float]
"""Tells how rare a skill is among projects."""


class Taste(msgspec.Struct, frozen=True):
    """Who is recommended something: their skills, and their neighbours' ids with scores."""

    skills: frozenset[str]
    neighbours: Mapping[Any, float]


class Candidate(msgspec.Struct, frozen=True):
    """As much of a project as its place depends on."""

    id: Any
    author_id: Any
    skills: Sequence[str]
    bookmark_count: int
    created_at: datetime
    author: str = ""
    """The username of its author, which its place does not depend on."""


class Ranked(msgspec.Struct, frozen=True):
    """A project in its place."""

    candidate: Candidate
    score: float


def ranked(
    taste: Taste, candidates: Iterable[Candidate], *, moment: datetime, rarity: Rarity, most: int
) -> list[Ranked]:
    """Choose the best, at most so many, and at most two of the same author."""
    scored = [Ranked(each, score(taste, each, moment, rarity)) for each in candidates]
    scored.sort(key=lambda each: each.score, reverse=True)
    chosen: list[Ranked] = []
    of_author: Counter[Any] = Counter()
    for each in scored:
        if of_author[each.candidate.author_id] < MOST_OF_ONE_AUTHOR:
            of_author[each.candidate.author_id] += 1
            chosen.append(each)
            if len(chosen) == most:
                break
    return chosen


def score(taste: Taste, project: Candidate, moment: datetime, rarity: Rarity) -> float:
    """Tell how well a project suits somebody, from 0 to 1.

    How much it is liked for its age, times how much of its skills they know, rare ones counting more, times
    how similar its author is. `make evaluate` tells how well that does (docs/evaluation.md).
    """
    known = whole = 0.0
    for skill in project.skills:  # a loop, because eighty projects are weighed for everyone who asks
        weight = rarity(skill)
        whole += weight
        if skill in taste.skills:
            known += weight
    overlap = known / (whole or 1.0)
    age = max(0.0, (moment - project.created_at).total_seconds() / _DAY)
    liked: float = (1 + project.bookmark_count) / (age + _CALM_DAYS) ** _FADING
    similarity = taste.neighbours.get(project.author_id, 0.0)
    suits = liked * (_ANYWAY + overlap) * (1 + similarity)
    return suits / (1 + suits)
