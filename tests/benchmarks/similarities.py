"""Measures similarities and recommendations: part of `make bench`.

What takes memory is measured in a process of its own, which prints seconds and the most memory in MB.
"""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.metrics import pairwise_distances  # type: ignore[import-untyped]

from documents import Store
from documents.store import connect
from sidepro.settings import Settings
from tasks import neighbours
from tasks.mending import KEPT
from tasks.similarities import refresh
from tasks.workshop import Workshop
from tests.benchmarks import crowd, rows
from tests.benchmarks.load import Request, install_wrk, load, write_requests
from tests.benchmarks.stack import Stack

HOME: Final = Path("var/bench-similarities")
DATABASE: Final = "sidepro_bench_crowd"
FEW: Final = 5_000
SHOWN: Final = 50
RECOMMENDED: Final = "/api/v1/recommendations/projects"
MOST_MEGABYTES: Final = 700
ROUNDS: Final = 5
SECONDS: Final = 3.0


class Took:
    """What a run took."""

    def __init__(self, told: bytes) -> None:
        seconds, megabytes = told.split()[-2:]
        self.seconds, self.megabytes = float(seconds), float(megabytes)


async def measure(people: int) -> int:
    """Print all rows; gives 1 when a figure is missed."""
    async with Stack(HOME) as stack:
        client = connect(stack.mongo.url, socket_timeout_ms=120_000)
        many = crowd.Crowd(Store(client, DATABASE), people)
        missed = await _measure_similarities(stack, many) + await _measure_recommendations(stack, many)
        await client.close()
    return min(1, missed)


async def _measure_similarities(stack: Stack, many: crowd.Crowd) -> int:
    print(f"\n{'similarities':58} {'seconds':>10} {'ratio':>6} {'figure':>8}", flush=True)
    missed = _against_sklearn()
    await many.fill()
    await stack.command(DATABASE, "indexes")
    alone = await _run(stack, "alone", many.people)
    _tell(f"{many.people:,} people, mathematics alone", alone.seconds)
    await many.forget()
    whole = await _run(stack, "refresh", many.people)
    ratio = whole.seconds / alone.seconds
    missed += _tell("the same with reading and writing", whole.seconds, ratio, most=3.0)
    missed += _tell(f"its memory is {whole.megabytes:.0f} MB", 0, whole.megabytes, most=MOST_MEGABYTES)
    ratios = []
    for _ in range(3):
        await many.change()
        some = await _run(stack, "refresh", many.people)
        ratios.append(some.seconds / whole.seconds)
    missed += _tell(f"{many.changed:,} of them changed", some.seconds, float(np.median(ratios)), most=0.1)
    none = await _run(stack, "refresh", many.people)
    return missed + _tell("none of them changed", none.seconds, none.seconds / whole.seconds, most=0.01)


def _against_sklearn() -> int:
    """Find the 50 nearest of 5,000 with scikit-learn, and as we do."""
    known = crowd.stacks(FEW, np.random.default_rng(1))
    has = np.zeros((FEW, crowd.SKILLS), bool)
    for row, stack in enumerate(known):
        has[row, stack] = True
    ours, theirs = [], []
    for _ in range(2):  # in turns, because this machine is noisy
        ours += [_alone(known, SHOWN) for _ in range(3)]
        started = time.perf_counter()
        np.argpartition(pairwise_distances(has, metric="jaccard"), SHOWN, axis=1)
        theirs.append(time.perf_counter() - started)
    ratio = min(theirs) / min(ours)
    return _tell(f"{FEW:,} people, scikit-learn's time over ours", min(ours), ratio, least=20.0)


def _alone(known: list[Any], most: int) -> float:
    started = time.perf_counter()
    everybody = neighbours.Crowd(known, np.ones(crowd.SKILLS, np.int64))
    for _ in everybody.blocks(np.arange(len(known), dtype=np.int32), most):
        pass
    return time.perf_counter() - started


def _tell(
    what: str, seconds: float, ratio: float | None = None, *, least: float = 0.0, most: float = float("inf")
) -> int:
    """Print a row; gives 1 when its ratio is not within its figure."""
    wrong = ratio is not None and not least <= ratio <= most
    figure = "" if ratio is None else f"{ratio:6.3g} {least or most:8g}{'  missed' if wrong else ''}"
    print(f"{what:58} {seconds:10.3f} {figure}", flush=True)
    return int(wrong)


async def _run(stack: Stack, what: str, people: int) -> Took:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.similarities", "--do", what, "--people", str(people)),
        env={**os.environ, **stack.settings(DATABASE, 8000)},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"{what} failed.")
    return Took(told)


async def _measure_recommendations(stack: Stack, many: crowd.Crowd) -> int:
    """Ask for recommended projects by random people, in turns with the same bytes of a bare server."""
    await install_wrk()
    replies = HOME / "replies"
    replies.mkdir(parents=True, exist_ok=True)
    address = await stack.serve(DATABASE, "recommending")
    tokens = rows.tokens_for(address.replace("127.0.0.1", "localhost"))
    people = await many.some(rows.MANY)
    asked = [Request(RECOMMENDED, headers=rows.bearer(tokens, each)) for each in people]
    stick = await rows.Asker(replies).yardstick("recommended", address, asked)
    bare = await stack.bare(replies)
    ours, theirs = write_requests(HOME / "ours.txt", asked), write_requests(HOME / "theirs.txt", stick)
    rates, ratios = [], []
    for _ in range(ROUNDS):
        yardstick = await load(bare, theirs, seconds=SECONDS)
        measured = await load(address, ours, seconds=SECONDS)
        if measured.failed:
            print(f"failed requests: {measured.failed}")
            return 1
        rates.append(measured.rate)
        ratios.append(measured.rate / yardstick.rate)
    what = f"GET {RECOMMENDED.removeprefix('/api/v1')}, requests/s"
    return _tell(what, float(np.median(rates)), float(np.median(ratios)), least=0.1)


async def _refreshed() -> float:
    workshop = Workshop.open(Settings.read(os.environ))
    await workshop.documents.store.ping()
    started = time.perf_counter()
    await refresh(workshop)
    seconds = time.perf_counter() - started
    await workshop.close()
    return seconds


def main(what: str, people: int) -> None:
    """Do one thing and tell what it took."""
    if what == "alone":
        seconds = _alone(crowd.stacks(people, np.random.default_rng(1)), KEPT)
    else:
        seconds = asyncio.run(_refreshed())
    print(seconds, _most_megabytes())


def _most_megabytes() -> float:
    """Tell the most memory that was resident since this program began; getrusage counts its parent's."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.similarities", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many are compared")
    parser.add_argument("--do", choices=("alone", "refresh"), help="do this once, as a part of it all")
    given = parser.parse_args()
    if given.do:
        main(given.do, given.people)
    else:
        sys.exit(asyncio.run(measure(given.people)))
