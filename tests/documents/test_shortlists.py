"""Shortlists are read once in a while and give the best of several lists, each project once."""

from datetime import datetime

from bson import ObjectId

from documents.shortlists import MOST, SECONDS, Shortlist, Shortlists
from documents.store import Document

PYTHON, JAVA = Shortlist("Python", newest=False), Shortlist("Java", newest=False)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def project(liked: int, *, of: Shortlist, project_id: ObjectId | None = None) -> Document:
    """Make a project as it is found."""
    return {
        "_id": project_id or ObjectId(),
        "author_id": ObjectId(),
        "author": {"username": "mina"},
        "skills": [of.skill],
        "bookmark_count": liked,
        "created_at": datetime(2026, 11, 27),  # noqa: DTZ001 - as MongoDB gives it here
        "list": [of.skill, of.newest],
    }


def test_a_list_is_missing_until_it_is_read_and_again_when_it_is_old() -> None:
    clock = Clock()
    lists = Shortlists(clock)
    assert lists.missing([PYTHON, JAVA]) == [PYTHON, JAVA]

    lists.keep([PYTHON], [])

    assert lists.missing([PYTHON, JAVA]) == [JAVA]
    clock.now += SECONDS
    assert lists.missing([PYTHON]) == [PYTHON]


def test_the_best_of_several_lists_come_first_and_once() -> None:
    lists, both = Shortlists(), ObjectId()
    lists.keep(
        [PYTHON, JAVA],
        [
            project(9, of=PYTHON),
            project(7, of=PYTHON, project_id=both),
            project(8, of=JAVA),
            project(7, of=JAVA, project_id=both),
        ],
    )

    best = list(lists.best([PYTHON, JAVA], newest=False))

    assert [each.bookmark_count for each in best] == [9, 8, 7]
    assert best[0].author == "mina"


def test_no_more_lists_are_kept_than_are_bounded() -> None:
    lists = Shortlists()
    for number in range(MOST + 1):
        lists.keep([Shortlist(f"skill-{number}", newest=False)], [])

    assert lists.missing([Shortlist("skill-0", newest=False)])
    assert not lists.missing([Shortlist(f"skill-{MOST}", newest=False)])
