"""Tortures the chat for longer than the tests do: `make torture MINUTES=10`, with SEED=... if given."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from tests.faults.torture import torture


def main(minutes: float, seed: int) -> int:
    """Torture, tell what came of it, and give 1 when a promise was broken; the logs stay in that case."""
    print(f"seed {seed}, {minutes:g} minutes", flush=True)
    directory = Path(tempfile.mkdtemp(prefix="sidepro-torture-"))
    outcome = asyncio.run(torture(directory, seed, minutes * 60))
    print(outcome.told())
    if outcome.verdict.is_clean and not outcome.errors:
        return 0
    print("\n".join(outcome.errors[:20]))
    print(f"What happened is in {directory}.")
    return 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long misfortunes happen")
    parser.add_argument("--seed", type=int, default=None, help="the seed of an earlier run")
    given = parser.parse_args()
    sys.exit(main(given.minutes, given.seed if given.seed is not None else secrets.randbits(32)))
