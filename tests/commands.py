"""Which commands each request sends to MongoDB, so that tests can count them."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
import structlog
from pymongo import monitoring

from tests.api import Answer


class Commands(monitoring.CommandListener):
    """Notes commands by the id of the request that sends them, while it is asked to."""

    def __init__(self) -> None:
        self._sent: dict[str, list[str]] | None = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if self._sent is not None and request_id:
            self._sent[request_id].append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Do nothing: what was sent counts."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Do nothing: what was sent counts."""

    def of(self, answer: Answer) -> list[str]:
        """List the commands that were sent for an answer."""
        assert self._sent is not None
        return self._sent[answer.headers["X-Request-ID"]]

    def begin(self) -> None:
        """Note commands from now on."""
        self._sent = defaultdict(list)

    def end(self) -> None:
        """Note nothing more."""
        self._sent = None


_LISTENER = Commands()
"""One for all clients, which take over what is registered when they are made."""


def pytest_configure() -> None:
    monitoring.register(_LISTENER)


@pytest.fixture
def commands() -> Iterator[Commands]:
    """Note the commands of every request in this test: `commands.of(answer) == ["find"]`."""
    _LISTENER.begin()
    yield _LISTENER
    _LISTENER.end()
