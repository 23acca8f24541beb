"""Folds the names of skills, so that differences that mean nothing don't count."""

import re
import unicodedata
from typing import Final

LONGEST_NAME: Final = 64
"""The longest name looked at, in code points; nothing in the catalogue is as long."""

_MIDDLE_DOTS: Final = str.maketrans("ㆍ‧∙•・･", "·" * 6)
"""Dots between words as Korean text has them; NFKC would take the first for a vowel."""

_SEPARATORS: Final = str.maketrans("", "", ".-_/·,:'’()‐‑–—")
_WORD: Final = re.compile(r"[^\W\d_]+[+#]*|\d+")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def normalize(text: str) -> str:
    """Give text its NFKC form, with every middle dot the same; letter case stays."""
    return unicodedata.normalize("NFKC", text.translate(_MIDDLE_DOTS))


def fold(name: str) -> str:
    """Give the form under which a name is looked up.

    Case, width, spaces, dots, hyphens and other marks between words don't count: `Node.js`, `node js` and
    `NODE-JS` are one. The marks of `C++`, `C#` and the first dot of `.NET` do. Empty when the name is longer
    than `LONGEST_NAME`.
    """
    if len(name) > LONGEST_NAME:
        return ""
    joined = "".join(normalize(name).casefold().split())
    folded = joined.translate(_SEPARATORS)
    return f".{folded}" if folded and joined.startswith(".") else folded


def inner_words(name: str) -> list[str]:
    """Give what follows the beginning of each word but the first, to the end of the name, folded.

    `Spring Boot` has `boot`, `JavaScript` has `script`, `.NET` has `net`.
    """
    humped = _HUMP.sub(" ", normalize(name))
    return [fold(humped[word.start() :]) for word in _WORD.finditer(humped) if word.start()]


def inner_syllables(name: str) -> list[str]:
    """Give what follows each place inside a Hangul word, folded: 트럭 of 스트럭 (but not 스트럭)."""
    folded = fold(name)
    return [folded[at:] for at in range(1, len(folded)) if "가" <= folded[at] <= "힣"]
