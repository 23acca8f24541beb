"""Which passwords are refused because they are the first that anyone would try.

No rules about letters and digits: a password is refused when it is among the commonest, a walk over the
keyboard, a word of this place, or the account's own name or address, also with digits around it.
"""

import string
from collections.abc import Iterable
from typing import Final, Self

import msgspec
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from sidepro.wire.catalogue import Catalogue, keyboard

SHORTEST: Final = 8
"""Shorter ones are refused for their length."""

OWN_WORDS: Final = tuple(
    """
    sidepro sideproject coffeechat coffee developer localhost changeme letmein welcome password passwd
    사이드프로 사이드프로젝트 커피챗 개발자 비밀번호 암호 대한민국 사랑해 사랑해요 안녕하세요 여보세요
    감사합니다 행복하자 화이팅 파이팅 아버지 어머니 우리가족 친구야 바보야 천재개발자 관리자
    """.split()  # noqa: SIM905 - read as a list, not as a column
)
"""Words of this place, in Hangul also as they come out of a keyboard that was left in English."""

_WALKS: Final = (
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "1234567890-=",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qweasdzxc",
    "abcdefghijklmnopqrstuvwxyz",
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "가나다라마바사아자차카타파하",
)
_AROUND: Final = string.digits + string.punctuation + " "


class PasswordPolicy(msgspec.Struct, frozen=True):
    """Judges new passwords; everything is compared without case."""

    common: frozenset[str]
    words: frozenset[str]

    @classmethod
    def load(cls, catalogue: Catalogue) -> Self:
        """Take the 11,600 commonest of 8 and more characters, and the words of this place.

        The list is that of zxcvbn (D. Wheeler, USENIX Security 2016), from leaked passwords.
        """
        common = {word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST}
        names = (name for skill in catalogue.skills for name in (skill.slug, skill.name, *skill.aliases))
        return cls(frozenset(common), frozenset(_both_layouts((*OWN_WORDS, *names))) - {""})

    def weakness(self, password: str, *, email: str, username: str) -> str | None:
        """Tell by code why a password is refused, if it is."""
        folded = password.casefold()
        bare = folded.strip(_AROUND)
        own = {part.casefold() for part in (email, email.partition("@")[0], username)}
        if folded in own or bare in own | {part.strip(_AROUND) for part in own} - {""}:
            return "password_like_account"
        if folded in self.common or bare in self.words or _is_walk(folded):
            return "password_common"
        return None


def _both_layouts(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        yield word.casefold().strip(_AROUND)
        yield keyboard.to_latin(word)


def _is_walk(folded: str) -> bool:
    """Tell whether a password is one run over neighbouring keys, once or again and again."""
    for text in (folded, keyboard.to_latin(folded)):
        for walk in _WALKS:
            for way in (walk, walk[::-1]):
                if text in way * (len(text) // len(way) + 2):
                    return True
    return _repeats(folded)


def _repeats(text: str) -> bool:
    """Tell whether text is at most four characters said over and over."""
    return any(text == (text[:length] * len(text))[: len(text)] for length in range(1, 5))
