"""Fills the holes of a sentence: {title:을}, {thing}, {place}, and numbers such as {few} or {many}."""

from collections.abc import Mapping
from random import Random

from sidepro.demo.particles import Noun

_NUMBERS = {
    "few": lambda chance: chance.randint(2, 9),
    "few0": lambda chance: chance.randint(2, 9) * 10,
    "some": lambda chance: chance.randint(11, 89),
    "many": lambda chance: chance.randint(102, 980),
    "thousand": lambda chance: chance.randint(1_050, 9_800),
    "won": lambda chance: chance.randint(12, 98) * 100,
}


class _Slots(dict[str, Noun]):
    def __init__(self, nouns: Mapping[str, str], chance: Random) -> None:
        super().__init__({name: Noun(text) for name, text in nouns.items()})
        self._chance = chance

    def __missing__(self, name: str) -> Noun:
        self[name] = Noun(f"{_NUMBERS[name](self._chance):,}")
        return self[name]


def fill(sentence: str, nouns: Mapping[str, str], chance: Random) -> str:
    """Fill a sentence with nouns and, where it asks for them, numbers.

    Raises KeyError for a hole that nothing fits.
    """
    return sentence.format_map(_Slots(nouns, chance)) if "{" in sentence else sentence
