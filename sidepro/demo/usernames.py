"""Usernames in Hangul and Latin letters, each different from all others without remembering any."""

from math import gcd

from sidepro.demo.chance import stream
from sidepro.demo.library import Language, Names

_CYCLE = (
    "hangul", "given", "latin", "hangul", "place", "given", "hangul", "latin", "english", "given",
    "hangul", "latin", "given", "hangul", "place", "latin", "hangul", "given", "latin", "foreign",
)  # fmt: skip


class Usernames:
    """Gives every index a name: a pair of words, numbered once all pairs of a family are used."""

    def __init__(self, names: Names, seed: int) -> None:
        latin = (names.latin_first, names.latin_second)
        half = len(names.latin_first) // 2
        self._families = {
            "hangul": (names.hangul_first, names.hangul_second, ""),
            "place": (names.place_first, names.place_second, ""),
            "given": (names.given, names.given_ending, "_"),
            "latin": (latin[0][:half], latin[1], "_"),
            "foreign": (latin[0][half:], latin[1], "-"),
            "english": (names.english_first, names.english_second, "_"),
        }
        self._start = {family: stream(seed, family, 0).randrange(10_000) for family in self._families}

    def name(self, index: int) -> tuple[str, Language]:
        """Give the username of an index and the language that its bearer writes."""
        family = _CYCLE[index % len(_CYCLE)]
        turns = [place for place, each in enumerate(_CYCLE) if each == family]
        ordinal = index // len(_CYCLE) * len(turns) + turns.index(index % len(_CYCLE))
        language: Language = "en" if family in {"foreign", "english"} else "ko"
        return self._pair(family, ordinal), language

    def _pair(self, family: str, ordinal: int) -> str:
        first, second, joint = self._families[family]
        count = len(first) * len(second)
        lap, place = divmod(ordinal, count)
        mixed = (place * _stride(count) + self._start[family]) % count
        number = str(lap + 1) if lap else ""
        return f"{first[mixed % len(first)]}{joint}{second[mixed // len(first)]}{number}"


def _stride(count: int) -> int:
    """Choose a step that visits all of `count` places before it returns, far apart each time."""
    step = int(count * 0.618) | 1
    while gcd(step, count) != 1:
        step += 2
    return step
