"""The people are believable: their names are free to take, their skills belong together."""

import math
from collections import Counter
from itertools import combinations
from statistics import correlation, mean

import pytest

from sidepro.demo.community import Community
from sidepro.demo.library import Library
from sidepro.demo.people import People, User
from sidepro.wire import usernames
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.regions import MeetingTime, Region
from tests.demo.conftest import UNTIL


@pytest.fixture(scope="session")
def users(people_and_projects: Community) -> list[User]:
    """Give everybody."""
    return list(people_and_projects.users())


def test_there_are_three_hundred_and_one_has_the_printed_log_in(users: list[User]) -> None:
    assert len(users) == 300
    assert users[0].email == "demo@sidepro.example"
    assert users[0].bio
    assert len({user.email for user in users}) == 300


def test_thirty_thousand_names_are_allowed_and_all_different() -> None:
    people = People(Library.load(), 1, UNTIL)

    names = [member.username for member in people.library.cast]
    names += [people.names.name(index)[0] for index in range(len(names), 30_000)]

    assert [name for name in names if usernames.fault(name)] == []
    assert len({usernames.key(name) for name in names}) == 30_000


def test_profiles_keep_the_limits(users: list[User]) -> None:
    for user in users:
        assert len(user.bio) <= 500
        assert 1 <= len(user.skills) <= 20
        assert len(set(user.skills)) == len(user.skills)
        assert Region(user.region)
        assert MeetingTime(user.meeting_time)
        assert user.created_at < user.seen_at <= UNTIL


def test_addresses_point_at_nobody(users: list[User]) -> None:
    addresses = [user.github_url for user in users if user.github_url]

    assert len(addresses) > 200
    assert all(
        each.startswith("https://github.com/") and each.endswith("-sidepro-demo") for each in addresses
    )
    assert all(len(each.removeprefix("https://github.com/")) <= 39 for each in addresses)


def test_all_skills_are_in_the_catalogue(people_and_projects: Community, catalogue: Catalogue) -> None:
    library = people_and_projects.library
    named = {skill for kind in library.kinds for skill in (*kind.core, *kind.usual)}
    named |= set(library.techs)
    named |= {skill for theme in library.themes for skill in theme.extras}
    named |= {skill for snippet in library.snippets for skill in snippet.skills}
    named |= {skill for member in library.cast for skill in member.skills}
    named |= {skill for flagship in library.flagships for skill in flagship.skills}

    assert {
        name for name in named if (skill := catalogue.resolve(name)) is None or skill.name != name
    } == set()


def test_skills_follow_a_zipf_law(users: list[User]) -> None:
    known = Counter(skill for user in users for skill in user.skills)
    ranks = [math.log(rank) for rank in range(1, 101)]
    counts = [math.log(count) for _, count in known.most_common(100)]

    assert correlation(ranks, counts) < -0.95
    assert known.most_common(1)[0][1] > 5 * known.most_common(60)[-1][1]


def test_people_of_a_kind_know_alike(users: list[User]) -> None:
    alike: list[float] = []
    unlike: list[float] = []
    for one, other in combinations(users, 2):
        shared = len(set(one.skills) & set(other.skills)) / len(set(one.skills) | set(other.skills))
        (alike if one.kind == other.kind else unlike).append(shared)

    assert mean(alike) > 0.25
    assert mean(alike) > 5 * mean(unlike)


@pytest.mark.parametrize(
    ("skill", "foreign"),
    [("Spring Boot", {"Unity", "SwiftUI", "Solidity"}), ("Unity", {"Django", "Kubernetes", "JPA"})],
)
def test_a_stack_has_nothing_of_another(users: list[User], skill: str, foreign: set[str]) -> None:
    knowing = [user for user in users if skill in user.skills and user.kind not in {"android", "angular"}]

    assert knowing
    assert [user.username for user in knowing if set(user.skills) & foreign] == []


def test_most_write_korean_and_some_english(users: list[User]) -> None:
    english = sum(user.language == "en" for user in users)

    assert 20 <= english <= 60
