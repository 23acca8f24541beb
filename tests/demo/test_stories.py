"""The stories are worth reading: whole, various, and true to what the project is made with."""

import re
from collections import Counter

import pytest

from sidepro.demo.community import Community
from sidepro.demo.stories import Story

CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
AMBIGUOUS = {"C", "R", "Go", "Git", "Less", "Motion", "Notion", "Slack", "XML", "SQL", "Linux"}
"""Words, formats and grounds that may be spoken of by anybody."""


@pytest.fixture(scope="session")
def stories(people_and_projects: Community) -> list[Story]:
    """Give every story."""
    return list(people_and_projects.stories)


def prose(story: Story) -> str:
    """Give a story without its code."""
    return CODE.sub("x", story.content)


def test_there_are_nine_hundred_with_a_title_each(stories: list[Story]) -> None:
    assert len(stories) == 900
    assert len({story.title for story in stories}) == 900
    assert len({story.summary for story in stories}) == 900
    assert len({story.content for story in stories}) == 900
    assert len({story.theme for story in stories}) >= 60


def test_they_keep_the_limits(stories: list[Story]) -> None:
    for story in stories:
        assert 1 <= len(story.title) <= 60
        assert 1 <= len(story.summary) <= 100
        assert 150 <= len(story.content) <= 50_000
        assert 1 <= len(story.skills) <= 10
        assert len(set(story.skills)) == len(story.skills)


def test_nothing_is_left_open(stories: list[Story]) -> None:
    for story in stories:
        assert "«" not in story.content
        assert "{" not in prose(story) + story.title + story.summary, story.title
        assert "을(를)" not in story.content
        assert not re.search(r"(?i)lorem|ipsum|TODO|FIXME", prose(story)), story.title


def test_they_are_typed_cleanly(stories: list[Story]) -> None:
    for story in stories:
        text = prose(story)
        assert not re.search(r"\S  +\S", text), story.title
        assert not re.search(r" [,.!?](?!NET)", text), story.title
        assert "\n\n\n" not in text
        assert story.content.endswith("\n")
        assert story.content.count("```") % 2 == 0


def test_two_thirds_are_korean(stories: list[Story]) -> None:
    korean = sum(story.language == "ko" for story in stories)

    assert 0.6 <= korean / len(stories) <= 0.72
    for story in stories:
        hangul = len(re.findall("[가-힣]", prose(story)))
        assert (hangul > len(prose(story)) / 4) == (story.language == "ko"), story.title


def test_they_read_as_different(stories: list[Story]) -> None:
    blocks = Counter(
        block for story in stories for block in story.content.split("\n\n") if not block.startswith("#")
    )
    long_blocks = {block: count for block, count in blocks.items() if len(block) > 60}
    sentences = Counter(
        sentence
        for story in stories
        for sentence in re.split(r"(?<=[.?!])\s+", prose(story))
        if len(sentence) > 15
    )

    assert len(blocks) / blocks.total() > 0.6
    assert len(long_blocks) / sum(long_blocks.values()) > 0.75
    assert len(sentences) / sentences.total() > 0.35
    assert max(long_blocks.values()) <= 12


def test_openings_are_all_their_own(stories: list[Story]) -> None:
    assert len({story.content.split("\n\n", 1)[0] for story in stories}) == len(stories)


def test_they_speak_of_no_technology_that_the_project_lacks(
    people_and_projects: Community, stories: list[Story]
) -> None:
    library = people_and_projects.library
    names = {name for kind in library.kinds for name in (*kind.core, *kind.usual)} | set(library.techs)
    told = {name: re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z+#.])") for name in names - AMBIGUOUS}
    wrong = [
        (story.title, name)
        for story in stories
        for name, pattern in told.items()
        if pattern.search(prose(story)) and not any(name in skill for skill in story.skills)
    ]

    assert wrong == []


def test_code_is_in_a_language_of_the_project(people_and_projects: Community, stories: list[Story]) -> None:
    fences: dict[str, set[str]] = {}
    for snippet in people_and_projects.library.snippets:
        fences.setdefault(snippet.fence, set()).update(snippet.skills)
    with_code = [story for story in stories if "```" in story.content and story.flagship is None]

    assert len(with_code) > 300
    for story in with_code:
        fence = re.search(r"```(\w+)", story.content)
        assert fence
        assert fences[fence[1]] & set(story.skills), story.title
