"""What the front end says: every message in both languages, none missing and none forgotten."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.stack import ROOT

SOURCE = ROOT / "static" / "src"
LOCALES = ("ko", "en")
MESSAGES = SOURCE / "messages"

Message = str | dict[str, str]

KEY = re.compile(r"""["'`]([a-z][a-z-]*\.[a-z][a-z0-9-]*)(\$\{|["'`])""")
"""A key as it is written in the source: whole, or the beginning of one that goes on with a value."""

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def messages(locale: str) -> dict[str, Message]:
    """Read all messages of a language by key."""
    return {
        f"{path.stem}.{name}": message
        for path in sorted((MESSAGES / locale).glob("*.json"))
        for name, message in json.loads(path.read_text(encoding="utf-8")).items()
    }


@cache
def named() -> tuple[frozenset[str], frozenset[str]]:
    """List the keys that the source names: whole ones, and beginnings of those that are put together."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*")
        if path.suffix in {".ts", ".svelte"} and not path.name.endswith((".d.ts", ".test.ts"))
    ]
    found = [(match[1], match[2]) for text in texts for match in KEY.finditer(text)]
    begun = re.compile(r"`([a-z][a-z-]*\.)\$\{")
    beginnings = {key for key, end in found if end == "${"} | {
        match[1] for text in texts for match in begun.finditer(text)
    }
    return frozenset(key for key, end in found if end != "${"), frozenset(beginnings)


def forms(message: Message) -> list[str]:
    """List the forms of a message: one, or one for each plural."""
    return [message] if isinstance(message, str) else list(message.values())


def test_both_languages_say_the_same_things() -> None:
    assert messages("ko").keys() == messages("en").keys()


def test_nothing_is_missing() -> None:
    areas = {key.partition(".")[0] for key in messages("ko")}
    whole, _ = named()
    missing = {key for key in whole if key.partition(".")[0] in areas} - messages("ko").keys()

    assert {key for key in missing if not key.endswith((".svelte", ".svg", ".ts", ".css"))} == set()


def test_nothing_is_forgotten() -> None:
    whole, beginnings = named()
    unused = {key for key in messages("ko") if key not in whole and not key.startswith(tuple(beginnings))}

    assert unused == set()


def test_a_message_takes_the_same_values_in_both_languages() -> None:
    for key, korean in messages("ko").items():
        names = [
            {name for form in forms(message) for name in PLACEHOLDER.findall(form)}
            for message in (korean, messages("en")[key])
        ]
        assert names[0] == names[1], key


@pytest.mark.parametrize("locale", LOCALES)
def test_plurals_have_the_forms_of_their_language(locale: str) -> None:
    for key, message in messages(locale).items():
        if isinstance(message, dict):
            assert locale == "en", key
            assert message.keys() == {"one", "other"}, key


def test_english_is_english() -> None:
    for key, message in messages("en").items():
        assert not re.search("[가-힣]", " ".join(forms(message))), key


@pytest.mark.parametrize("locale", LOCALES)
def test_messages_stand_in_the_order_of_their_names(locale: str) -> None:
    for path in Path(MESSAGES / locale).glob("*.json"):
        names = list(json.loads(path.read_text(encoding="utf-8")))
        assert names == sorted(names), path.name
