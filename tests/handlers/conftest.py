"""What the tests of handlers share."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from structlog.testing import capture_logs

from sidepro.server import Server
from sidepro.settings import Settings
from tests.api import Answer, Api
from tests.handlers.scenes import LASTING, Scene, scene_of_two
from tests.people import Person, sign_up


@pytest.fixture(scope="module")
async def mina(api: Api) -> AsyncIterator[Person]:
    """Give somebody who is signed in."""
    mina = await sign_up(api)
    yield mina
    mina.api.close()


@pytest.fixture
async def scene(server: Server, settings: Settings, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """Give two people at different servers, who have a room; the other server has made the indexes.

    A test that waits until somebody is missed says when: `parametrize("scene", [GRACE], indirect=True)`.
    """
    async with scene_of_two(settings, getattr(request, "param", LASTING)) as scene:
        yield scene


@pytest.fixture
def nothing_breaks(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail when anything is logged as an error, or as a reply of 500 and above."""
    with capture_logs() as events, caplog.at_level(logging.WARNING):
        yield
    loud = [event for event in events if event["log_level"] not in {"debug", "info"}]
    assert loud == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


class Verdicts:
    """Collects what went otherwise than it should, so that one test tells all of it."""

    def __init__(self) -> None:
        self._wrong: list[str] = []
        self._judged = 0

    def judge(self, what: object, answer: Answer, kind: str, pointer: str | None = None) -> None:
        """Expect a problem of a kind that names the field, or something inside of it."""
        self._judged += 1
        told = answer.kind if answer.status >= 400 else "no problem"
        pointers = answer.pointers if told == "invalid" else []
        named = pointer is None or (
            pointers != [] and all(each == pointer or each.startswith(f"{pointer}/") for each in pointers)
        )
        if told != kind or not named:
            self._wrong.append(f"{str(what)[:80]}: {answer.status} {told} {pointers} {answer.body[:120]!r}")

    def check(self) -> None:
        """Fail with all that was wrong."""
        assert self._judged
        assert not self._wrong, "\n".join(self._wrong)


@pytest.fixture
def verdicts() -> Iterator[Verdicts]:
    """Give a collection that is checked at the end."""
    verdicts = Verdicts()
    yield verdicts
    verdicts.check()
