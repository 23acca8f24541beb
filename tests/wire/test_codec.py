"""Every fault of an input is told, at its place, by a code that has a sentence."""

from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from sidepro.translations import LOCALES, Translations
from sidepro.wire import patterns
from sidepro.wire.codec import decode_json, decode_query
from sidepro.wire.faults import Fault, InvalidInput, MalformedInput


class Inner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    bio: Annotated[str, Meta(max_length=3)] = ""
    skills: Annotated[list[Annotated[str, Meta(min_length=1)]], Meta(max_length=2)] = []


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: Annotated[str, Meta(min_length=1, max_length=5, pattern=patterns.LINE)]
    size: Annotated[int, Meta(ge=1, le=10)] = 1
    sort: Literal["newest", "views"] = "newest"
    loud: bool = False
    url: Annotated[str, Meta(pattern=patterns.URL)] | None = None
    inner: Inner | msgspec.UnsetType = msgspec.UNSET


def faults(raw: str) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        decode_json(raw.encode(), Draft)
    return {(fault.pointer, fault.code) for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('{"title": "abcdef"}', {("#/title", "too_long")}),
        ('{"title": ""}', {("#/title", "too_short")}),
        ('{"title": "   "}', {("#/title", "not_a_line")}),
        ('{"title": "a\\u0000"}', {("#/title", "not_a_line")}),
        ('{"title": "a\\nb"}', {("#/title", "not_a_line")}),
        ('{"title": "a\\u202e"}', {("#/title", "not_a_line")}),
        ('{"title": null}', {("#/title", "not_null")}),
        ('{"title": {"$ne": null}}', {("#/title", "wrong_type")}),
        ("{}", {("#/title", "required")}),
        ('{"title": "a", "size": 0}', {("#/size", "too_small")}),
        ('{"title": "a", "size": 11}', {("#/size", "too_large")}),
        ('{"title": "a", "size": 1.5}', {("#/size", "wrong_type")}),
        ('{"title": "a", "size": 1e400}', {("#/size", "out_of_range")}),
        ('{"title": "a", "size": 9223372036854775808}', {("#/size", "too_large")}),
        ('{"title": "a", "size": "3"}', {("#/size", "wrong_type")}),
        ('{"title": "a", "sort": "oldest"}', {("#/sort", "not_a_choice")}),
        ('{"title": "a", "loud": 1}', {("#/loud", "wrong_type")}),
        ('{"title": "a", "url": "javascript:alert(1)"}', {("#/url", "not_a_url")}),
        ('{"title": "a", "$where": "1"}', {("#/$where", "unknown")}),
        ('{"title": "a", "a/b~c": 1}', {("#/a~1b~0c", "unknown")}),
        ('{"title": "a", "inner": {"bio": "long"}}', {("#/inner/bio", "too_long")}),
        ('{"title": "a", "inner": {"role": 1}}', {("#/inner/role", "unknown")}),
        ('{"title": "a", "inner": {"skills": ["a", ""]}}', {("#/inner/skills/1", "too_short")}),
        ('{"title": "a", "inner": {"skills": ["a", "b", "c"]}}', {("#/inner/skills", "too_many")}),
        ("[]", {("#", "wrong_type")}),
        ("null", {("#", "not_null")}),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(raw: str, expected: set[tuple[str, str]]) -> None:
    assert faults(raw) == expected


def test_all_faults_are_told_at_once() -> None:
    assert faults('{"size": "x", "sort": 1, "loud": null, "more": 1}') == {
        ("#/title", "required"),
        ("#/size", "wrong_type"),
        ("#/sort", "wrong_type"),
        ("#/loud", "not_null"),
        ("#/more", "unknown"),
    }


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"{'a': 1}", b'{"title": "\xff"}', b'{"title": "\\ud800"}', b"[" * 100_000]
)
def test_what_is_not_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedInput):
        decode_json(raw, Draft)


def test_a_parameter_may_be_repeated_only_if_it_is_a_list() -> None:
    class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        skill: Annotated[list[str], Meta(max_length=3)] = []
        limit: Annotated[int, Meta(ge=1, le=100)] = 12

    assert decode_query({"skill": ["a", "b"], "limit": ["5"]}, Query) == Query(skill=["a", "b"], limit=5)
    with pytest.raises(InvalidInput) as caught:
        decode_query({"limit": ["5", "6"]}, Query)
    assert caught.value.faults == (Fault("#/limit", "repeated"),)
    with pytest.raises(InvalidInput) as caught:
        decode_query({"skill[$ne]": ["a"], "limit": ["x"]}, Query)
    assert {(fault.pointer, fault.code) for fault in caught.value.faults} == {
        ("#/skill[$ne]", "unknown"),
        ("#/limit", "wrong_type"),
    }


def test_every_pattern_has_a_code_and_every_code_a_sentence() -> None:
    translations = Translations.load()
    codes = {*patterns.CODES.values(), "required", "unknown", "repeated", "wrong_type", "wrong_form"}

    for locale in LOCALES:
        for code in codes:
            assert f"faults.{code}" in translations.keys(locale)


@pytest.mark.parametrize("pattern", [patterns.LINE, patterns.TEXT, patterns.EMAIL, patterns.URL])
@pytest.mark.parametrize("unit", ["a", " ", "\n", "a.", "-", "@", "가"])
def test_patterns_take_linear_time(pattern: str, unit: str) -> None:
    """A quadratic pattern would need 10^10 steps here, minutes instead of milliseconds."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(unit * (100_000 // len(unit)) + "\x00", Annotated[str, Meta(pattern=pattern)])
