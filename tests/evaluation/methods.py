"""Ways to recommend: each gives a score for every project to everybody."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from documents.ranking import Candidate, Taste, score
from documents.similarities import SHOWN
from tasks.neighbours import Crowd, Lists, rarity
from tests.evaluation.history import History

Scores = NDArray[np.float64]
Weights = NDArray[np.int64]


def at_random(history: History) -> Scores:
    """Know nothing."""
    return np.zeros(history.before.shape)


def popular(history: History) -> Scores:
    """Show everybody what is bookmarked most."""
    return np.broadcast_to(history.liked.astype(float), history.before.shape)


def by_author(history: History) -> Scores:
    """Show what those made who resemble one by plain Jaccard, as the design began."""
    return _similarities(history, _neighbours(history, _plain(history)))[:, history.authors]


def by_author_weighted(history: History) -> Scores:
    """Do so with skills weighted by how rare they are."""
    return _similarities(history, _neighbours(history, _weighted(history)))[:, history.authors]


def ours(history: History) -> Scores:
    """Rank as `/recommendations/projects` does, every project being a candidate."""
    skills, _ = _stacks(history)
    weights = dict(zip(skills, _weighted(history).tolist(), strict=True))
    similarities = _similarities(history, _neighbours(history, _weighted(history)))
    candidates = [
        Candidate(number, int(author), project.story.skills, int(liked), project.created_at)
        for number, (project, author, liked) in enumerate(
            zip(history.projects, history.authors, history.liked, strict=True)
        )
    ]
    found = np.zeros(history.before.shape)
    for row in history.askers.tolist():
        near = {int(who): float(similarities[row, who]) for who in np.flatnonzero(similarities[row])}
        taste = Taste(frozenset(history.people[row].skills), near)
        found[row] = [
            score(taste, each, history.split, lambda skill: weights.get(skill, 16)) for each in candidates
        ]
    return found


def _stacks(history: History) -> tuple[list[str], list[NDArray[np.int64]]]:
    skills = sorted({skill for person in history.people for skill in person.skills})
    number = {skill: place for place, skill in enumerate(skills)}
    return skills, [np.array([number[skill] for skill in person.skills]) for person in history.people]


def _plain(history: History) -> Weights:
    return np.ones(len(_stacks(history)[0]), np.int64)


def _weighted(history: History) -> Weights:
    skills, stacks = _stacks(history)
    return rarity(np.bincount(np.concatenate(stacks), minlength=len(skills)), len(stacks))


def _neighbours(history: History, weights: Weights) -> Lists:
    everybody = np.arange(len(history.people), dtype=np.int32)
    return Crowd(_stacks(history)[1], weights).nearest(everybody, SHOWN)


def _similarities(history: History, lists: Lists) -> Scores:
    """Write lists as a matrix: 0 for those who are no neighbours."""
    found = np.zeros((len(history.people), len(history.people)))
    rows, places = np.nonzero(lists.members >= 0)
    found[rows, lists.members[rows, places]] = lists.scores[rows, places]
    return found


METHODS: Final[Mapping[str, Callable[[History], Scores]]] = {
    "random": at_random,
    "popularity": popular,
    "plain Jaccard": by_author,
    "IDF-weighted Jaccard": by_author_weighted,
    "ours": ours,
}
