"""Sockets are cut, a server, Redis and MongoDB die: nothing acknowledged is lost, nothing is twice."""

import os
import secrets
from pathlib import Path

from tests.faults.torture import FEWEST_MESSAGES, STEPS, torture

SECONDS = 40.0


async def test_nothing_is_lost_or_doubled_whatever_dies(tmp_path: Path) -> None:
    """Say the seed of an earlier run with FAULTS_SEED; `make torture MINUTES=10` is the same for longer."""
    seed = int(os.environ.get("FAULTS_SEED") or secrets.randbits(32))
    print(f"FAULTS_SEED={seed}")
    outcome = await torture(tmp_path, seed, SECONDS)
    print(outcome.told())

    assert outcome.verdict.is_clean, outcome.told()
    assert outcome.verdict.stored >= FEWEST_MESSAGES
    assert set(outcome.cuts) == STEPS
    assert outcome.errors == []
