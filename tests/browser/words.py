"""What the front end says, by the keys under which it says it, in both languages."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, Final, Literal

from tests.built import STATIC

Locale = Literal["ko", "en"]
Words = Callable[..., str]
"""Says a message: `say("card.bookmark", title="Owl")`."""

_MESSAGES: Final = STATIC / "src" / "messages"


def words(locale: Locale) -> Words:
    """Give what says the messages of a language."""

    def say(key: str, **params: str) -> str:
        area, _, name = key.partition(".")
        return str(_messages(locale, area)[name]).format(**params)

    return say


@cache
def _messages(locale: Locale, area: str) -> dict[str, Any]:
    file = _MESSAGES / locale / f"{area}.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))
