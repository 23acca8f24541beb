"""What a part of the development stack is: a program, and how to know that it is ready."""

import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import msgspec

Check = Callable[[], Awaitable[bool]]
Preparation = Callable[[], Awaitable[None]]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One program of the stack. `patience` and `grace` are seconds."""

    name: str
    command: tuple[str, ...]
    directory: Path | None = None
    """Where its data is; made when it is missing."""
    log: Path
    ready: Check | None
    """Asked again and again until it says yes; a refused connection is a no, not an error.

    None for a program that does its work and ends: it is ready when it has succeeded.
    """
    environment: Mapping[str, str] = {}
    """Added to the supervisor's own environment, from which every SIDEPRO_* name is taken away."""
    marker: Path | None = None
    """A file that is written when the program has succeeded; while it is there, the part is left out."""
    wanted: Check | None = None
    """Asked when its turn has come; the part is left out when it says no."""
    followed: bool = False
    """Whether its output is shown to the person at the terminal."""
    prepare: Preparation | None = None
    """What has to be done before each start."""
    complaint: str = ""
    """A regular expression of the lines that tell what is wrong, for a program that says much else."""
    patience: float = 30.0
    """How long it may take to get ready."""
    grace: float = 10.0
    """How long it may take to stop, before it is killed."""

    def full_environment(self) -> dict[str, str]:
        """Return the environment that the program runs in."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SIDEPRO_")}
        return inherited | dict(self.environment)
