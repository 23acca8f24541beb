"""Shows how far a long command has come: a bar on a terminal, a line now and then elsewhere."""

import sys

WIDTH = 30
STEPS = 4
"""How many lines are written where there is no terminal."""


class Progress:
    """The progress of making a known number of things."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._told = 0
        self._is_terminal = sys.stdout.isatty()

    def say(self, what: str) -> None:
        """Tell what begins."""
        print(f"{what} …", flush=True)

    def show(self, done: int) -> None:
        """Tell that so many are done; the last of them ends the bar."""
        if self._is_terminal:
            filled = WIDTH * done // self._total
            end = "\n" if done >= self._total else ""
            print(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done:,}", end=end, flush=True)
        elif done * STEPS // self._total > self._told:
            self._told = done * STEPS // self._total
            print(f"{done:,} of {self._total:,} projects", flush=True)
