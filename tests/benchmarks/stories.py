"""Measures what the worst stories cost: part of `make bench`."""

import sys
from typing import Final

from tests.services.markdown_worst_cases import ORDINARY, full, measured, worst_cases

MOST_SECONDS: Final = 1.0
SHOWN: Final = 5
ROUNDS: Final = 3


def main() -> int:
    """Print the costliest stories; gives 1 when one takes longer than allowed."""
    measured(ORDINARY)
    ordinary = _seconds(full(ORDINARY))
    costs = sorted(((_seconds(text), name) for name, text in worst_cases()), reverse=True)
    print(f"\n{'stories of 50,000 characters':58} {'seconds':>10} {'ratio':>6} {'figure':>8}")
    print(f"{'an ordinary one':58} {ordinary:10.3f} {1:6.1f}")
    for seconds, name in costs[:SHOWN]:
        print(f"{name:58} {seconds:10.3f} {seconds / ordinary:6.1f} {MOST_SECONDS:8}")
    return int(costs[0][0] > MOST_SECONDS)


def _seconds(text: str) -> float:
    return min(measured(text).seconds for _ in range(ROUNDS))


if __name__ == "__main__":
    sys.exit(main())
