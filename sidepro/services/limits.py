"""Rate limits: how much may be asked in how much time."""

from typing import Final

import msgspec


class Allowance(msgspec.Struct, frozen=True):
    """So many times in so many seconds."""

    times: int
    seconds: int


RULES: Final = {
    "writes": Allowance(120, 60),
}
"""Every limit by name."""


class Limits:
    """Counts what is asked and refuses what is too much."""

    async def spend(self, rule: str, spenders: tuple[str, ...]) -> None:
        """Spend one of everyone's allowance; raises `TooFast` when somebody has none left."""
