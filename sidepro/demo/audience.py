"""Who looks at a project: the model of tastes behind bookmarks, comments and views.

The chance that a person u marks a project p is proportional to

    popularity(p) * activity(u) * (0.5 * stack(u, p) + 0.3 * theme(u, p) + 0.2)

where popularity is log-normal over projects (a long tail), activity is Pareto over people, stack(u, p) counts
the skills that both have, a rare one more than a common one (1 / sqrt of how many people know it), and
theme(u, p) tells whether the project's domain is among the three that the person likes.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from sidepro.demo.chance import Weighted, pick
from sidepro.demo.moments import between
from sidepro.demo.people import People, User

_BY_STACK, _BY_THEME = 0.5, 0.3
_TYPICAL, _SPREAD = 8.0, 1.0
_MOST = 0.6
_TRIES = 12


class Audience:
    """All people of a community, found by what they know and like."""

    def __init__(self, people: People, count: int) -> None:
        self.users = [people.person(index) for index in range(count)]
        self._by_skill: defaultdict[str, list[int]] = defaultdict(list)
        self._by_domain: defaultdict[str, list[int]] = defaultdict(list)
        self._by_kind: defaultdict[str, list[int]] = defaultdict(list)
        for user in self.users:
            self._by_kind[user.kind].append(user.index)
            for skill in user.skills:
                self._by_skill[skill].append(user.index)
            for domain in user.tastes:
                self._by_domain[domain].append(user.index)

    def somebody_of(self, kind: str, chance: Random) -> User:
        """Choose somebody of a kind, the more active of two."""
        fellows = self._by_kind[kind]
        two = (self.users[pick(chance, fellows)], self.users[pick(chance, fellows)])
        return max(two, key=lambda user: user.activity)

    def popularity(self, chance: Random) -> int:
        """Draw how many people would mark a project by now, if it were as old as most."""
        return min(int(chance.lognormvariate(0.0, _SPREAD) * _TYPICAL), int(len(self.users) * _MOST))

    def fans(
        self, skills: Sequence[str], domain: str, since: datetime, count: int, chance: Random
    ) -> Iterator[tuple[User, datetime]]:
        """Draw up to `count` different people for a project of these skills and domain, and when they came.

        Nobody comes before they signed up or after they were last seen.
        """
        came: set[int] = set()
        circles = self._circles(skills)
        for _ in range(count * _TRIES):
            if len(came) == count:
                return
            user = self.users[self._somebody(circles, domain, chance)]
            start = max(since, user.created_at)
            if user.index in came or start >= user.seen_at or chance.random() > user.activity:
                continue
            came.add(user.index)
            yield user, between(chance, start, user.seen_at)

    def _circles(self, skills: Sequence[str]) -> Weighted[list[int]] | None:
        """Gather the people of each skill; a circle weighs by its size times 1 / sqrt of its size."""
        known = [self._by_skill[skill] for skill in skills if skill in self._by_skill]
        return Weighted(known, [len(circle) ** 0.5 for circle in known]) if known else None

    def _somebody(self, circles: Weighted[list[int]] | None, domain: str, chance: Random) -> int:
        way = chance.random()
        if way < _BY_STACK and circles is not None:
            return pick(chance, circles.draw(chance))
        likers = self._by_domain.get(domain)
        if way < _BY_STACK + _BY_THEME and likers:
            return pick(chance, likers)
        return int(chance.random() * len(self.users))
