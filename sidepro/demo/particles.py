"""Korean particles chosen by the sound that a word ends in.

A particle has two forms, one after a closed syllable (책을) and one after an open one (차를); 으로 also
counts a final ㄹ as open (서울로). Digits are read in Sino-Korean, Latin words the way Korean developers say
them.
"""

import re
from enum import Enum

PAIRS = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
    "이라": ("이라", "라"),
    "이에요": ("이에요", "예요"),
    "이나": ("이나", "나"),
    "아": ("아", "야"),
}
"""The form after a closed syllable, by which a pair is asked for, with both forms."""

_FIRST_HANGUL, _LAST_HANGUL, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8
_DIGIT_RIEUL, _DIGIT_CLOSED = frozenset("178"), frozenset("036")
_LETTER_RIEUL, _LETTER_CLOSED = frozenset("LR"), frozenset("MN")
_CLOSED_WORDS = frozenset(
    """
    app book bot git map web commit chat top shop pick click lab stack track clip tip ship net up set pit cat
    pet rat snap dock lock deck kit dot tab unit back pack block
    """.split()  # noqa: SIM905 - read as a list, not as a column
)
"""Latin words that Korean ends in a stop, which their spelling does not tell."""


class Ending(Enum):
    """How a word ends, as far as particles care."""

    OPEN = "open"
    CLOSED = "closed"
    RIEUL = "rieul"


def ending(word: str) -> Ending:
    """Tell how the last sounded character of a word ends; a word without any counts as open."""
    match = re.search(r"([A-Za-z]+|[0-9]|[가-힣])[^A-Za-z0-9가-힣]*$", word)
    if match is None:
        return Ending.OPEN
    last = match[1]
    if last.isdigit():
        return _among(last, _DIGIT_RIEUL, _DIGIT_CLOSED)
    if _FIRST_HANGUL <= ord(last[0]) <= _LAST_HANGUL:
        final = (ord(last[0]) - _FIRST_HANGUL) % _FINALS
        return Ending.OPEN if final == 0 else Ending.RIEUL if final == _RIEUL else Ending.CLOSED
    return _latin(last)


def with_particle(word: str, particle: str) -> str:
    """Join a word and a particle, named by the form it has after a closed syllable (a key of PAIRS).

    Raises KeyError for an unknown particle.
    """
    closed, open_ = PAIRS[particle]
    end = ending(word)
    sounds_closed = end is Ending.CLOSED or (end is Ending.RIEUL and particle != "으로")
    return word + (closed if sounds_closed else open_)


class Noun(str):
    """A string that takes its particle in a format specification: f"{noun:을}"."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return with_particle(self, spec) if spec else str(self)


def _among(character: str, rieul: frozenset[str], closed: frozenset[str]) -> Ending:
    if character in rieul:
        return Ending.RIEUL
    return Ending.CLOSED if character in closed else Ending.OPEN


def _latin(word: str) -> Ending:
    if word.isupper():
        return _among(word[-1], _LETTER_RIEUL, _LETTER_CLOSED)
    lower = word.lower()
    if lower in _CLOSED_WORDS:
        return Ending.CLOSED
    if re.search(r"(l|[^aeiou]le|ile|ole|ale)$", lower):
        return Ending.RIEUL
    if re.search(r"(m|n|ng|[aeiou]me|[aeiou]ne)$", lower):
        return Ending.CLOSED
    return Ending.OPEN
