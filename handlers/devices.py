"""What a browser says it is, in as few words as a person needs to recognise a device."""

import re
from typing import Final

UNKNOWN: Final = "?"

_BROWSERS: Final = (
    ("KakaoTalk", "KAKAOTALK"),
    ("NAVER", r"NAVER\("),
    ("Whale", "Whale/"),
    ("Samsung Internet", "SamsungBrowser/"),
    ("Edge", "Edg(e|A|iOS)?/"),
    ("Opera", "OPR/|Opera"),
    ("Firefox", "Firefox/|FxiOS/"),
    ("Chrome", "Chrome/|CriOS/|Chromium/"),
    ("Safari", "Safari/"),
    ("curl", "^curl/"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("ChromeOS", "CrOS"),
    ("macOS", "Macintosh|Mac OS X"),
    ("Linux", "Linux|X11"),
)
"""The first that is found counts, because most browsers also claim to be others."""


def device(user_agent: str) -> str:
    """Name the browser and system of a User-Agent header, such as `Chrome · macOS`."""
    looked_at = user_agent[:512]
    found = [_first(names, looked_at) for names in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name) or UNKNOWN


def _first(names: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for name, pattern in names if re.search(pattern, text)), None)
