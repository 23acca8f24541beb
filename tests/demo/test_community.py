"""What people do follows from what they know and like, in the right order of time, the same every time."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from random import Random

import msgspec
import pytest

from sidepro.demo.community import Community, community
from sidepro.demo.records import Comment, Project
from tests.demo.conftest import UNTIL
from tests.stack import ROOT

DIGEST = """
import hashlib, sys
import msgspec
from tests.demo.conftest import UNTIL
from sidepro.demo.community import community

made = community(7, until=UNTIL)
things = [*made.users(), *made.projects(0, 120)]
print(hashlib.sha256(msgspec.json.encode(things)).hexdigest())
"""


def all_comments(projects: list[Project]) -> list[tuple[Project, Comment]]:
    """Give every comment with its project."""
    return [(project, comment) for project in projects for comment in project.comments]


def test_the_same_seed_gives_the_same_bytes_in_any_process() -> None:
    digests = {
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", DIGEST],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


def test_a_project_does_not_depend_on_the_order_in_which_it_is_made(
    people_and_projects: Community, projects: list[Project]
) -> None:
    assert list(people_and_projects.projects(500, 503)) == projects[500:503]


def test_another_seed_gives_another_community(projects: list[Project]) -> None:
    other = next(community(2, until=UNTIL).projects(400, 401))

    assert other.id != projects[400].id
    assert other.story.content != projects[400].story.content


def test_nothing_happens_before_its_time(people_and_projects: Community, projects: list[Project]) -> None:
    users = {user.id: user for user in people_and_projects.users()}
    for project in projects:
        assert project.author.created_at <= project.created_at <= project.updated_at <= UNTIL
        for mark in project.bookmarks:
            assert project.created_at <= mark.created_at <= users[mark.user_id].seen_at
            assert users[mark.user_id].created_at <= mark.created_at
        for comment in project.comments:
            author = users[comment.author_id]
            assert max(project.created_at, author.created_at) <= comment.created_at <= UNTIL
        assert list(project.comments) == sorted(project.comments, key=lambda comment: comment.id[:8])


def test_ids_are_all_different_and_tell_the_time(
    people_and_projects: Community, projects: list[Project]
) -> None:
    ids = [user.id for user in people_and_projects.users()] + [project.id for project in projects]
    ids += [comment.id for _, comment in all_comments(projects)]
    ids += [mark.id for project in projects for mark in project.bookmarks]

    assert len(set(ids)) == len(ids)
    assert all(len(each) == 24 and int(each, 16) for each in ids)
    assert all(int(project.id[:8], 16) == int(project.created_at.timestamp()) for project in projects)


def test_nobody_marks_twice_or_their_own(projects: list[Project]) -> None:
    pairs = [(mark.user_id, mark.project_id) for project in projects for mark in project.bookmarks]

    assert len(set(pairs)) == len(pairs)
    assert not any(mark.user_id == project.author.id for project in projects for mark in project.bookmarks)


def test_marks_follow_stacks_and_tastes(people_and_projects: Community, projects: list[Project]) -> None:
    users = {user.id: user for user in people_and_projects.users()}
    pairs = [(users[mark.user_id], project) for project in projects for mark in project.bookmarks]
    chance = Random(5)
    strangers = [(user, chance.choice(projects)) for user, _ in pairs]

    def shares(couples: list[tuple[object, Project]], what: str) -> float:
        hits = (
            bool(set(user.skills) & set(project.story.skills))  # type: ignore[attr-defined]
            if what == "stack"
            else project.story.domain in user.tastes  # type: ignore[attr-defined]
            for user, project in couples
        )
        return sum(hits) / len(couples)

    assert shares([*pairs], "stack") > 1.6 * shares([*strangers], "stack")
    assert shares([*pairs], "theme") > 1.8 * shares([*strangers], "theme")


def test_attention_has_a_long_tail(projects: list[Project]) -> None:
    for counts in (
        sorted((project.view_count for project in projects), reverse=True),
        sorted((len(project.bookmarks) for project in projects), reverse=True),
    ):
        assert sum(counts[:90]) > 0.3 * sum(counts)
        assert counts[0] > 8 * counts[450]
    assert all(project.view_count >= len(project.bookmarks) for project in projects)


def test_comments_keep_the_limits_and_authors_answer(projects: list[Project]) -> None:
    comments = all_comments(projects)
    answers = [comment for project, comment in comments if comment.author == project.author.index]

    assert 3_000 < len(comments) < 8_000
    assert all(
        1 <= len(comment.text) <= 1_000 and comment.text == comment.text.strip() for _, comment in comments
    )
    assert all("{" not in comment.text and ">>" not in comment.text for _, comment in comments)
    assert not any(comment.text.startswith("[") for _, comment in comments)
    assert len(answers) > len(comments) / 8
    assert all(
        len({comment.text for comment in project.comments}) == len(project.comments) for project in projects
    )


def test_comments_are_various(projects: list[Project]) -> None:
    said = Counter(comment.text for _, comment in all_comments(projects))

    assert len(said) > 0.25 * said.total()
    assert said.most_common(1)[0][1] < 0.02 * said.total()


def test_the_printed_log_in_finds_a_life_lived(
    people_and_projects: Community, projects: list[Project]
) -> None:
    demo = next(people_and_projects.users())

    assert sum(project.author == demo for project in projects) >= 3
    assert sum(mark.user_id == demo.id for project in projects for mark in project.bookmarks) >= 20
    assert sum(comment.author == 0 for _, comment in all_comments(projects)) >= 10


def test_a_larger_community_tells_the_same_stories_under_other_titles() -> None:
    larger = community(scale=4, until=UNTIL)
    projects = list(larger.projects(900, 1800))

    assert (larger.user_count, larger.project_count) == (1200, 3600)
    assert all(project.story is larger.stories[number] for number, project in enumerate(projects))
    assert all(len(project.title) <= 60 for project in projects)
    assert sum(project.title != project.story.title for project in projects) > 850
    assert all(project.author.kind == project.story.kind for project in projects)


def test_the_first_projects_are_the_same_at_any_scale(projects: list[Project]) -> None:
    larger = list(community(scale=2, until=UNTIL).projects(0, 900))

    assert [each.id for each in larger] == [each.id for each in projects]
    assert [each.title for each in larger] == [each.title for each in projects]


@pytest.mark.parametrize(("scale", "until"), [(0, UNTIL), (1, UNTIL.replace(tzinfo=None))])
def test_what_cannot_be_made_is_refused(scale: int, until: object) -> None:
    with pytest.raises(ValueError, match=r"scale|time zone"):
        community(scale=scale, until=until)  # type: ignore[arg-type]


def test_the_digest_is_of_everything(people_and_projects: Community) -> None:
    one = hashlib.sha256(msgspec.json.encode(list(people_and_projects.projects(0, 2)))).hexdigest()
    other = hashlib.sha256(msgspec.json.encode(list(people_and_projects.projects(1, 3)))).hexdigest()

    assert one != other
