"""How fast one socket may command: a bucket that fills steadily, and patience that runs out."""

import time
from collections.abc import Callable
from typing import Final

COMMANDS_A_SECOND: Final = 20
OPEN_WEIGHS: Final = 5
MOST_REFUSED: Final = 60
"""How many commands in a row may come too fast before the socket is closed."""


class Pace:
    """The bucket of one socket: it holds what may be commanded in a second."""

    __slots__ = ("_clock", "_filled_at", "_left", "_refused")

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._filled_at = clock()
        self._left = float(COMMANDS_A_SECOND)
        self._refused = 0

    def spend(self, weight: int) -> bool:
        """Take so much from the bucket, if it is there."""
        moment = self._clock()
        self._left = min(self._left + (moment - self._filled_at) * COMMANDS_A_SECOND, COMMANDS_A_SECOND)
        self._filled_at = moment
        if self._left < weight:
            self._refused += 1
            return False
        if self._left >= COMMANDS_A_SECOND / 2:
            self._refused = 0
        self._left -= weight
        return True

    @property
    def is_ignored(self) -> bool:
        """Whether somebody goes on and on although they were refused."""
        return self._refused > MOST_REFUSED
