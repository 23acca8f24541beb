"""Who bookmarked what before a moment, and what they came to bookmark after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sidepro.demo.community import Community, community
from sidepro.demo.people import User
from sidepro.demo.records import Project

SHARE = 0.8
"""The share of all bookmarks that were made before the split."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class History:
    """People, projects, and bookmarks before and after the split; matrices of people by projects."""

    people: Sequence[User]
    projects: Sequence[Project]
    split: datetime
    before: Mask
    later: Mask
    authors: NDArray[np.int64]

    @classmethod
    def of_demo(cls, scale: int, until: datetime) -> "History":
        """Take the demo community of a scale, without any database."""
        made: Community = community(scale=scale, until=until)
        people, projects = list(made.users()), list(made.projects())
        place = {person.id: number for number, person in enumerate(people)}
        marks = sorted(
            (mark.created_at, place[mark.user_id], number)
            for number, project in enumerate(projects)
            for mark in project.bookmarks
        )
        split = marks[int(len(marks) * SHARE)][0]
        before = np.zeros((len(people), len(projects)), bool)
        later = before.copy()
        for moment, who, what in marks:
            if moment < split:
                before[who, what] = True
            elif projects[what].created_at < split:
                later[who, what] = True
        authors = np.array([place[project.author.id] for project in projects])
        return cls(people, projects, split, before, later, authors)

    @property
    def open(self) -> Mask:
        """Which projects were there at the split."""
        return np.array([project.created_at < self.split for project in self.projects])

    @property
    def allowed(self) -> Mask:
        """What may be recommended to whom: there already, not their own, not bookmarked."""
        own = self.authors[None, :] == np.arange(len(self.people))[:, None]
        allowed: Mask = self.open[None, :] & ~self.before & ~own
        return allowed

    @property
    def askers(self) -> NDArray[np.int64]:
        """Those who bookmarked something later that was there already: their guesses are judged."""
        return np.flatnonzero(self.later.any(axis=1))

    @property
    def liked(self) -> NDArray[np.int64]:
        """How often each project was bookmarked before the split."""
        liked: NDArray[np.int64] = self.before.sum(axis=0)
        return liked
