"""Projects for tests: put on the board by people, without the time that a story takes."""

from collections.abc import Awaitable, Callable

import pytest

from documents import Documents
from documents.project import Story
from sidepro.wire.projects import ProjectDraft
from tests.people import Person

Publish = Callable[..., Awaitable[str]]
"""Puts a project on the board and gives its id: `project = await publish(mina, "막차 알리미")`."""


@pytest.fixture
def publish(documents: Documents) -> Publish:
    """Give the way to put projects on the board."""

    async def put(
        author: Person, title: str = "막차 알리미", *, skills: tuple[str, ...] = ("Python",)
    ) -> str:
        draft = ProjectDraft(title=title, summary="막차 시간", content="이야기", skills=list(skills))
        project = await documents.projects.publish(draft, Story("<p>이야기</p>", 1), author_id=author.id)
        return str(project.id)

    return put
