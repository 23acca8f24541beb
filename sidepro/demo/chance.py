"""Repeatable chance: every thing of the community draws from a stream of its own."""

from bisect import bisect
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, kind: str, index: int) -> Random:
    """Open the stream of one thing, which depends on nothing but the seed, its kind and its index."""
    digest = blake2b(f"{seed}/{kind}/{index}".encode(), digest_size=8).digest()
    return Random(int.from_bytes(digest))  # noqa: S311 - made-up people need no secrecy


class Weighted(Generic[T]):
    """A choice among things of unequal weight, in logarithmic time."""

    def __init__(self, things: Sequence[T], weights: Sequence[float]) -> None:
        self.things = things
        self.sums = list(accumulate(weights))

    def draw(self, chance: Random) -> T:
        """Choose one thing."""
        return self.things[min(bisect(self.sums, chance.random() * self.sums[-1]), len(self.things) - 1)]

    def draw_distinct(self, chance: Random, count: int) -> list[T]:
        """Choose up to `count` different things, in the order drawn."""
        chosen: dict[T, None] = {}
        for _ in range(count * 12):
            if len(chosen) >= min(count, len(self.things)):
                break
            chosen[self.draw(chance)] = None
        return list(chosen)


def zipf(count: int, exponent: float = 1.0) -> list[float]:
    """Weigh ranks 1 to `count` by Zipf's law, 1 / rank ** exponent."""
    return [rank**-exponent for rank in range(1, count + 1)]


def pick(chance: Random, things: Sequence[T]) -> T:
    """Pick one of the things; quicker than `Random.choice`, and as fair for fewer than a billion."""
    return things[int(chance.random() * len(things))]


def some(chance: Random, things: Sequence[T], count: int) -> list[T]:
    """Pick up to `count` of the things, keeping their order."""
    indexes = sorted(chance.sample(range(len(things)), min(count, len(things))))
    return [things[index] for index in indexes]
