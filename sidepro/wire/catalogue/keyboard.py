"""Reads what was typed with the wrong keyboard layout: ㅔㅛ소ㅐㅜ was to be python, wkqk was to be 자바.

The layout is the standard one of Korea, 두벌식 (KS X 5002).
"""

from typing import Final

from sidepro.wire.catalogue import hangul

_KEYS: Final = "qwertyuiopasdfghjklzxcvbnm"
_LETTERS: Final = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"
_SHIFTED_KEYS: Final = "QWERTOP"
_SHIFTED_LETTERS: Final = "ㅃㅉㄸㄲㅆㅒㅖ"

_TO_LATIN: Final = str.maketrans(_LETTERS + _SHIFTED_LETTERS, _KEYS + _SHIFTED_KEYS.lower())
_TO_HANGUL: Final = str.maketrans(_KEYS + _KEYS.upper() + _SHIFTED_KEYS, _LETTERS * 2 + _SHIFTED_LETTERS)


def to_latin(text: str) -> str:
    """Give the Latin letters on the keys that wrote this Hangul, in lower case."""
    return "".join(_key_of(letter) for letter in hangul.letters(text))


def to_hangul(text: str) -> str:
    """Give the Hangul letters on the keys that wrote this Latin text, not joined into syllables.

    Shift counts where it makes a letter of its own, as in T for ㅆ.
    """
    return text.translate(_TO_HANGUL)


def _key_of(letter: str) -> str:
    key = letter.translate(_TO_LATIN)
    return key if key != letter else hangul.strokes(letter).translate(_TO_LATIN)
