"""What makes a username: its letters, its form for comparing, and the words that nobody may take."""

import re
import unicodedata
from typing import Final

from sidepro.wire import patterns

LONGEST_TYPED: Final = 80
"""The most code points looked at; 20 syllables take 60 when they are written in separate letters."""

RESERVED: Final = frozenset(
    """
    me ids new edit search availability users user sessions session current projects project skills skill
    comments comment bookmarks bookmark rooms room messages message uploads upload recommendations markdown
    problems api docs openapi healthz readyz metrics static images assets ws favicon robots sitemap manifest
    login logout signup signin signout register settings profile password account about help terms privacy
    contact home index null undefined true false none anonymous guest everyone all here
    admin administrator root system superuser operator moderator mod staff official support service security
    webmaster postmaster hostmaster abuse noreply owner team sidepro coffeechat
    관리자 운영자 운영진 운영팀 관리팀 고객센터 고객지원 공식 시스템 사이드프로 커피챗 알림 익명 회원
    탈퇴한회원
    """.split()  # noqa: SIM905 - read as a list, not as a column
)
"""Routes and offices, without case and separators."""

_PATTERN: Final = re.compile(patterns.USERNAME)
_SEPARATORS: Final = str.maketrans("", "", "-_")
_LOOKALIKES: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "4": "a"})


def tidy(typed: str) -> str:
    """Give the form in which a name is shown: NFKC, so that letters typed apart or wide are as others."""
    return unicodedata.normalize("NFKC", typed[:LONGEST_TYPED])


def key(username: str) -> str:
    """Give the form in which names are compared."""
    return tidy(username).casefold()


def fault(username: str) -> str | None:
    """Tell by code what is wrong with a tidy name, if anything."""
    if not _PATTERN.match(username):
        return "not_a_username"
    return "reserved" if _plain(username) in _RESERVED_LOOKS else None


def _plain(username: str) -> str:
    """Give the look of a name, by which `Adm1n_` stands for `admin` (after UTS 39, section 4)."""
    bare = key(username).translate(_SEPARATORS)
    return bare.translate(_LOOKALIKES).replace("rn", "m").replace("vv", "w")


_RESERVED_LOOKS: Final = frozenset(_plain(word) for word in RESERVED)
