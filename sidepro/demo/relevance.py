"""Tells whether a remark speaks of what a story says, so that nobody asks about what was never told."""

import math
import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z]{3,}|[0-9]{2,}|[가-힣]{2,}")
_STEM = 4


def stems(text: str) -> frozenset[str]:
    """Cut a text into the beginnings of its words: two syllables of Hangul, four letters of Latin, numbers.

    Korean particles and endings fall away with that, which is all that comparing needs.
    """
    words = _WORD.findall(text.lower())
    return frozenset(word[:2] if "가" <= word[0] <= "힣" else word[:_STEM] for word in words)


class Relevance:
    """Compares remarks with stories by the stems that they share, rare ones counting more (tf-idf's idf)."""

    def __init__(self, stories: Iterable[str]) -> None:
        told = [stems(story) for story in stories]
        self._count = len(told)
        self._frequency = Counter(stem for each in told for stem in each)

    def score(self, remark: str, story: frozenset[str]) -> float:
        """Give the share of a remark's weight that the story's stems cover, from 0 to 1."""
        weights = {stem: self._weight(stem) for stem in stems(remark)}
        shared = sum(weight for stem, weight in weights.items() if stem in story)
        return shared / (sum(weights.values()) or 1.0)

    def _weight(self, stem: str) -> float:
        return math.log((1 + self._count) / (1 + self._frequency[stem]))
