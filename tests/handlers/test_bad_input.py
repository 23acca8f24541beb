"""Whatever body is sent, the reply is a problem that names what is wrong, and nothing breaks.

The cases are made from the description of the API, so that a new operation is tried as soon as it is there.
"""

from collections.abc import Iterator

import msgspec
import pytest

from tests.handlers.conftest import Verdicts
from tests.handlers.described import Described, Field, operations
from tests.people import Person

pytestmark = pytest.mark.usefixtures("nothing_breaks")

WITH_BODY = [pytest.param(each, id=str(each)) for each in operations() if each.example is not None]

KEPT_AS_TYPED = {"password", "present", "new"}
"""Passwords may hold any character."""

DEEP = 100_000
OBJECTS = (b'{"$ne":null}', b'{"$gt":""}', b"{}")
WRONG: dict[str, tuple[bytes, ...]] = {
    "string": (*OBJECTS, b"5", b"1e400", b"true", b'["x"]', b"[]", b'"' + b"x" * 900_000 + b'"'),
    "enum": (
        *OBJECTS,
        b"5",
        b'["x"]',
        b'"no such choice"',
        b'""',
        b'"\\u0000"',
        b'"' + b"x" * 900_000 + b'"',
    ),
    "integer": (*OBJECTS, b'"5"', b"1.5", b"9223372036854775808", b"1e400", b"-1e400", b"true", b"[1]"),
    "number": (*OBJECTS, b'"5"', b"1e400", b"true", b"[1]"),
    "boolean": (*OBJECTS, b'"true"', b"1", b"[]"),
    "array": (
        *OBJECTS,
        b'"x"',
        b"5",
        b'[{"$ne":null}]',
        b"[[]]",
        b"[null]",
        b"[5]",
        b"[" + b'"x",' * 9999 + b'"x"]',
    ),
    "object": (b'"x"', b"5", b"[]", b"true"),
}
MALFORMED = (
    b"",
    b"{",
    b'{"a":',
    b"nonsense",
    b"{'a': 1}",
    b"{} {}",
    b'{"a": NaN}',
    b'{"a": 01}',
    b'{"a": "\xff\xfe"}',
    b'{"a": "\xed\xa0\x80"}',
    "{}".encode("utf-16"),
    b"[" * DEEP,
    b"[" * DEEP + b"]" * DEEP,
    b'{"a":' * DEEP + b"1" + b"}" * DEEP,
)


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_what_is_not_json_is_malformed(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for raw in MALFORMED:
        verdicts.judge(raw, await asked.ask(mina.api, raw), "malformed")


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_only_json_is_taken(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    raw = msgspec.json.encode(asked.example)
    for kind in ("text/plain", "text/json", "application/x-www-form-urlencoded", "application/jsonx"):
        answer = await asked.ask(mina.api, raw, headers={"Content-Type": kind})
        verdicts.judge(kind, answer, "unsupported-media-type")


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_a_body_is_an_object(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for raw in (b"[]", b'["x"]', b'"x"', b"5", b"null", b"true"):
        verdicts.judge(raw, await asked.ask(mina.api, raw), "invalid", "#")


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_unknown_fields_are_named(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for name in ("nothing_of_ours", "$where", "__proto__", "_id", ""):
        raw = msgspec.json.encode(asked.example | {name: {"$gt": ""}})
        verdicts.judge(name, await asked.ask(mina.api, raw), "invalid", f"#/{name}")


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_everything_that_is_missing_is_named(asked: Described, mina: Person) -> None:
    required = sorted(field.pointer for field in asked.fields() if field.required and len(field.path) == 1)

    answer = await asked.ask(mina.api, b'{"nothing_of_ours":1}')

    assert answer.kind == "invalid"
    assert answer.pointers == sorted([*required, "#/nothing_of_ours"])


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_fields_of_another_type_are_named(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for field in asked.fields():
        for raw in wrong_values(field):
            answer = await asked.ask(mina.api, asked.with_field(field, raw))
            verdicts.judge(f"{field.pointer} = {raw[:40]!r}", answer, "invalid", field.pointer)


def wrong_values(field: Field) -> Iterator[bytes]:
    """Give what a field cannot be."""
    yield from (raw for raw in WRONG[field.kind] if raw != b"{}" or "properties" not in field.schema)
    if field.kind in {"integer", "number"} and field.schema.get("minimum", -1) >= 0:
        yield b"-1"
    if field.kind == "string" and field.path[-1] not in KEPT_AS_TYPED:
        yield from (b'"a\\u0000b"', b'"\\u0000"', b'"ab\\u202ecd"', b'"ab\\u0007"')


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_half_a_character_is_no_text(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for field in asked.fields():
        for raw in (b'"\\ud800"', b'"\\udc00\\ud800"', b'"ab\\ud800cd"'):
            answer = await asked.ask(mina.api, asked.with_field(field, raw))
            verdicts.judge(f"{field.pointer} = {raw!r}", answer, "malformed")


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_depth_is_bounded(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for field in asked.fields():
        deep = b'{"a":' * DEEP + b"1" + b"}" * DEEP
        verdicts.judge(field.pointer, await asked.ask(mina.api, asked.with_field(field, deep)), "malformed")
    unknown = msgspec.json.encode(asked.example)[:-1] + b',"zz":' + b"[" * DEEP + b"]" * DEEP + b"}"
    verdicts.judge("unknown", await asked.ask(mina.api, unknown), "malformed")


@pytest.mark.parametrize("asked", WITH_BODY)
async def test_size_is_bounded(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for field in asked.fields():
        answer = await asked.ask(mina.api, asked.with_field(field, b'"' + b"x" * 2_000_000 + b'"'))
        verdicts.judge(field.pointer, answer, "too-large")
