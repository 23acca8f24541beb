"""Takes Hangul apart: syllables into letters, words into 초성, text into keystrokes.

A syllable is `0xAC00 + (initial * 21 + medial) * 28 + final` (Unicode Standard, section 3.12). Letters are
written as compatibility jamo (ㄱ to ㅣ), the form that people type and read. The functions take NFC or NFKC
text, and leave everything that is not Hangul as it is.
"""

from typing import Final

INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MEDIALS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: Final = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

_FIRST: Final = 0xAC00
_LAST: Final = 0xD7A3
_CONSONANTS: Final = frozenset("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ")
_COMPOUNDS: Final = "ㄲㄸㅃㅆㅉㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄㅘㅙㅚㅝㅞㅟㅢ"
_PAIRS: Final = "ㄱㄱㄷㄷㅂㅂㅅㅅㅈㅈㄱㅅㄴㅈㄴㅎㄹㄱㄹㅁㄹㅂㄹㅅㄹㅌㄹㅍㄹㅎㅂㅅㅗㅏㅗㅐㅗㅣㅜㅓㅜㅔㅜㅣㅡㅣ"
_PARTS: Final = {ord(letter): _PAIRS[2 * at : 2 * at + 2] for at, letter in enumerate(_COMPOUNDS)}
"""Letters that consist of others. An input method joins ㄱㅅ into ㄳ although two initials were meant."""

_CONJOINING: Final = {
    **{0x1100 + index: letter for index, letter in enumerate(INITIALS)},
    **{0x1161 + index: letter for index, letter in enumerate(MEDIALS)},
    **{0x11A8 + index: letter for index, letter in enumerate(FINALS)},
}
"""Conjoining jamo, into which NFKC turns letters that stand alone."""


def is_syllable(character: str) -> bool:
    """Tell whether a character is a whole syllable, 가 to 힣."""
    return _FIRST <= ord(character) <= _LAST


def decompose(syllable: str) -> tuple[str, str, str]:
    """Give the initial, the medial and the final of a syllable; the final may be empty.

    Raises `ValueError` when it isn't one whole syllable.
    """
    if len(syllable) != 1 or not is_syllable(syllable):
        raise ValueError("not a Hangul syllable")
    initial, rest = divmod(ord(syllable) - _FIRST, len(MEDIALS) * 28)
    medial, final = divmod(rest, 28)
    return INITIALS[initial], MEDIALS[medial], FINALS[final - 1] if final else ""


def letters(text: str) -> str:
    """Take syllables apart and write every letter as compatibility jamo: 값 is ㄱㅏㅄ."""
    return "".join(map(_letters_of, text)).translate(_CONJOINING)


def strokes(text: str) -> str:
    """Write text as the letters typed one after the other, compounds and doubles apart: 값 is ㄱㅏㅂㅅ.

    What has been typed so far of a word is always a prefix of its strokes, also while the last syllable
    still holds the initial of the next one: 팡 is ㅍㅏㅇ, as 파이썬 begins.
    """
    return letters(text).translate(_PARTS)


def initials(text: str) -> str:
    """Give the 초성 of text: 스프링 부트 is ㅅㅍㄹ ㅂㅌ. What isn't a syllable stays."""
    return "".join(map(_initial_of, text)).translate(_CONJOINING)


def is_initials(text: str) -> bool:
    """Tell whether text consists of consonants only, as someone types who searches by 초성."""
    return bool(text) and _CONSONANTS.issuperset(strokes(text))


def has_loose_consonant(text: str) -> bool:
    """Tell whether a consonant stands alone somewhere in text, outside of any syllable."""
    loose = "".join(character for character in text if not is_syllable(character))
    return not _CONSONANTS.isdisjoint(strokes(loose))


def abbreviates(typed: str, text: str) -> bool:
    """Tell whether text begins as typed says, a loose consonant standing for a whole syllable.

    ㅅㅍㄹ, 스ㅍㄹ and 스ㅍ리 abbreviate 스프링. The last syllable typed may be unfinished, or hold the
    initial of the next one.
    """
    rest = "".join(part if is_syllable(part) else strokes(part) for part in typed)
    for position, character in enumerate(text):
        if not rest:
            break
        if len(rest) == 1 and is_syllable(rest):
            return strokes(text[position:]).startswith(strokes(rest))
        begun = character if is_syllable(rest[0]) else strokes(initials(character))
        if not rest.startswith(begun):
            return begun.startswith(rest)
        rest = rest[len(begun) :]
    return not rest


def _letters_of(character: str) -> str:
    return "".join(decompose(character)) if is_syllable(character) else character


def _initial_of(character: str) -> str:
    return decompose(character)[0] if is_syllable(character) else character
