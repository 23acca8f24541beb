"""What a job is: a name, what is done, and on what terms."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import msgspec

from sidepro.services.jobs import VISIBILITY_SECONDS

Told = Mapping[str, object]
"""What a run did, in the words of its log line."""

KILL_SECONDS: Final = 10
"""How long after its time is up a run that doesn't end by itself is killed."""
LONGEST: Final = VISIBILITY_SECONDS - 60


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work that is done later; it takes ids only, and is safe to do twice.

    `run` gets the workshop first. `alone` jobs are not done twice at the same time with the same ids.
    """

    name: str
    run: Callable[..., Awaitable[Told | None]]
    seconds: int
    """How long it may take."""
    every: float | None = None
    """After how many seconds beat asks for it again and again."""
    alone: bool = False
    tries: int = 1
    """How often it is tried in all while a store is away. What is tried again is also given to another
    process when the one that does it is lost."""

    def __post_init__(self) -> None:
        if self.seconds + KILL_SECONDS > LONGEST:
            raise ValueError(f"{self.name} may take longer than the queue waits for it.")
