"""The sentences that people read, in Korean and in English."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Literal, get_args

import msgspec

Locale = Literal["ko", "en"]
LOCALES: tuple[Locale, ...] = get_args(Locale)
DEFAULT: Locale = "ko"


class Translations:
    """All sentences of all languages, by key; made once by `load`."""

    def __init__(self, sentences: Mapping[Locale, Mapping[str, str]]) -> None:
        self._sentences = sentences

    @classmethod
    def load(cls) -> "Translations":
        """Read the sentences that are shipped with the package."""
        here = files(__name__)
        return cls(
            {
                locale: msgspec.json.decode(here.joinpath(f"{locale}.json").read_bytes(), type=dict[str, str])
                for locale in LOCALES
            }
        )

    def keys(self, locale: Locale) -> frozenset[str]:
        """List the keys of a language."""
        return frozenset(self._sentences[locale])

    def say(self, locale: Locale, key: str, values: Mapping[str, str | int] | None = None) -> str:
        """Give a sentence with its named placeholders filled; raises KeyError for an unknown key."""
        sentence = self._sentences[locale][key]
        return sentence.format_map(values) if values else sentence


def negotiate(accept_language: str) -> Locale:
    """Choose a language from an Accept-Language header (RFC 9110, section 12.5.4); Korean unless asked."""
    best, best_quality = DEFAULT, 0.0
    for part in accept_language[:200].split(","):
        tag, _, parameter = part.partition(";")
        quality = _quality(parameter)
        language = tag.strip().lower().partition("-")[0]
        if language in LOCALES and quality > best_quality:
            best, best_quality = language, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
