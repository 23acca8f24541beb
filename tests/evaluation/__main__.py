"""Evaluates recommendations on the demo community, split in time, and prints one table: `make evaluate`."""

import argparse
from datetime import UTC, datetime
from typing import Final

import numpy as np

from tests.evaluation.history import History
from tests.evaluation.methods import METHODS

UNTIL: Final = datetime(2026, 11, 23, tzinfo=UTC)
TOP: Final = 10


def main(scale: int) -> None:
    """Print the table."""
    history = History.of_demo(scale, UNTIL)
    people, hidden = len(history.askers), int(history.later.sum())
    print(f"{people} people, {int(history.open.sum())} projects, {hidden} later bookmarks to be guessed.\n")
    print(f"| method | precision@{TOP} | recall@{TOP} | NDCG@{TOP} | coverage |\n|---|---:|---:|---:|---:|")
    for name, method in METHODS.items():
        print(f"| {name} | " + " | ".join(f"{each:.4f}" for each in judged(history, method(history))) + " |")


def judged(history: History, scores: np.ndarray) -> tuple[float, float, float, float]:
    """Tell precision, recall, NDCG and coverage of what stands on top for each who asks."""
    chance = np.random.default_rng(1).random(scores.shape) * 1e-9  # so that ties favour nobody
    allowed = np.where(history.allowed, scores + chance, -np.inf)
    top = np.argsort(-allowed, axis=1)[:, :TOP]
    hits = np.take_along_axis(history.later, top, axis=1)[history.askers]
    wanted = history.later.sum(axis=1)[history.askers]
    gains = 1 / np.log2(np.arange(2, TOP + 2))
    ideal = np.cumsum(gains)[np.minimum(wanted, TOP) - 1]
    shown = np.unique(top[history.askers])
    return (
        float(hits.mean()),
        float((hits.sum(axis=1) / wanted).mean()),
        float(((hits * gains).sum(axis=1) / ideal).mean()),
        len(shown) / int(history.open.sum()),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--scale", type=int, default=4, help="300 people and 900 projects each")
    main(parser.parse_args().scale)
