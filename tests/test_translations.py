"""Both languages say the same things."""

import re
import string

import pytest

from sidepro.problems import KINDS
from sidepro.translations import LOCALES, Locale, Translations, negotiate


@pytest.fixture(scope="module")
def translations() -> Translations:
    return Translations.load()


def test_korean_and_english_have_the_same_sentences(translations: Translations) -> None:
    assert translations.keys("ko") == translations.keys("en")


def test_a_sentence_has_the_same_placeholders_in_both(translations: Translations) -> None:
    for key in translations.keys("ko"):
        names = [
            {name for _, name, _, _ in string.Formatter().parse(translations.say(locale, key)) if name}
            for locale in LOCALES
        ]
        assert names[0] == names[1], key


def test_every_korean_sentence_is_korean(translations: Translations) -> None:
    for key in translations.keys("ko"):
        assert re.search("[가-힣]", translations.say("ko", key)), key
        assert not re.search("[가-힣]", translations.say("en", key)), key


def test_every_problem_has_a_title_and_a_detail(translations: Translations) -> None:
    for problem in KINDS:
        for locale in LOCALES:
            assert translations.say(locale, f"problems.{problem.kind}.title")
            assert translations.say(locale, f"problems.{problem.kind}.detail")


def test_what_people_typed_is_never_a_pattern(translations: Translations) -> None:
    said = translations.say("en", "problems.malformed.header", {"header": "{0.__class__}"})

    assert "{0.__class__}" in said


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "ko"),
        ("en", "en"),
        ("en-GB,en;q=0.8", "en"),
        ("fr,en;q=0.3,ko;q=0.7", "ko"),
        ("de", "ko"),
        ("en;q=0, ko;q=0.1", "ko"),
        ("en;q=high", "ko"),
        ("*", "ko"),
        ("," * 10_000, "ko"),
    ],
)
def test_the_language_is_what_was_asked_for(header: str, locale: Locale) -> None:
    assert negotiate(header) == locale
