"""The description of the API: valid, complete, with examples that the API itself would accept."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import handlers
from handlers.openapi.document import document, snapshot
from handlers.operation import Operation, operations_of
from sidepro.__main__ import main
from sidepro.problems import TooFast, Unauthenticated
from sidepro.translations import Translations
from sidepro.wire.codec import decode_json, encode
from tests.api import Api
from tests.built import run
from tests.stack import ROOT

OPERATIONS = [
    pytest.param(route.path, method, contract, id=f"{method.upper()} {route.path}")
    for route in handlers.OPERATIONS
    for method, contract in operations_of(route.handler).items()
]
SNAPSHOT = ROOT / "docs" / "openapi.json"
RENEW = "The API has changed. If it was meant to: python -m sidepro openapi > docs/openapi.json"


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """Give the document."""
    return document(handlers.OPERATIONS, "https://sidepro.example", Translations.load())


def every(part: Any, key: str) -> Iterator[Any]:
    """Find every value of a key, however deep."""
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == key)
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from every(each, key)


def test_the_document_is_valid(described: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(described).iter_errors()] == []


def test_the_snapshot_is_current() -> None:
    assert SNAPSHOT.read_text() == snapshot(handlers.OPERATIONS) + "\n", RENEW


def test_the_command_prints_the_snapshot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    assert capsys.readouterr().out == SNAPSHOT.read_text(), RENEW


async def test_the_api_gives_it_with_its_own_address(api: Api) -> None:
    given = (await api.get("/openapi.json")).json

    assert given["servers"] == [{"url": api.base}]
    assert list(given["paths"]) == [route.path for route in handlers.OPERATIONS]


def test_names_are_tidy(described: dict[str, Any]) -> None:
    names = list(described["components"]["schemas"])
    ids = Counter(every(described["paths"], "operationId"))
    tags = {tag["name"] for tag in described["tags"]}

    assert [name for name in names if not re.fullmatch(r"([A-Z][a-z0-9]+)+", name)] == []
    assert [
        name for name, times in ids.items() if times > 1 or not re.fullmatch(r"[a-z]+[A-Za-z]+", name)
    ] == []
    assert {tag for found in every(described["paths"], "tags") for tag in found} == tags


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for reference in every(described, "$ref"):
        part: Any = described
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
        assert part


def test_the_overview_needs_no_inline_styles(described: dict[str, Any]) -> None:
    assert "| log_in | 20 in 60 s, 200 in 3,600 s |" in described["info"]["description"]
    assert not re.search(r"-:|:-|style=|<", described["info"]["description"])


MATCH = """
const pairs = JSON.parse(require("fs").readFileSync(0));
const wrong = pairs.filter(([pattern, text]) => !new RegExp(pattern, "u").test(text ?? "") && text !== null);
process.stdout.write(JSON.stringify(wrong));
"""


def test_browsers_read_the_patterns_as_we_do(described: dict[str, Any]) -> None:
    pairs = [
        (schema["pattern"], next(iter(schema.get("examples", [])), None))
        for schema in with_pattern(described)
    ]

    assert pairs
    assert run("node", "-e", MATCH, given=encode(pairs).decode()) == "[]"


def with_pattern(part: Any) -> Iterator[dict[str, Any]]:
    """Find every schema that has a pattern, however deep."""
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from with_pattern(each)


def test_everything_is_described(described: dict[str, Any]) -> None:
    silent = [
        name for name, schema in described["components"]["schemas"].items() if "description" not in schema
    ]

    assert silent == []
    assert all(tag["description"] for tag in described["tags"])
    assert all(example["value"]["detail"] for example in described["components"]["examples"].values())


@pytest.mark.parametrize(("path", "method", "contract"), OPERATIONS)
def test_examples_are_what_the_api_takes_and_gives(
    described: dict[str, Any], path: str, method: str, contract: Operation
) -> None:
    entry = described["paths"][path][method]
    asked = entry.get("requestBody", {}).get("content", {}).get("application/json", {})
    replied = entry["responses"][str(contract.status)].get("content", {}).get("application/json", {})

    assert "…" not in encode([asked.get("example"), replied.get("example")]).decode(), (
        "A text lacks an example."
    )
    if contract.body is not None:
        decode_json(encode(asked["example"]), contract.body)
    if contract.reply not in {bytes, type(None)}:
        msgspec.convert(replied["example"], contract.reply)


@pytest.mark.parametrize(("path", "method", "contract"), OPERATIONS)
def test_an_operation_tells_what_can_go_wrong(
    described: dict[str, Any], path: str, method: str, contract: Operation
) -> None:
    entry = described["paths"][path][method]

    assert ("401" in entry["responses"]) == (
        not contract.public or contract.changes or Unauthenticated in contract.problems
    )
    assert ("404" in entry["responses"]) >= bool(contract.path)
    assert ("429" in entry["responses"]) == (bool(contract.limit) or TooFast in contract.problems)
    assert ("413" in entry["responses"]) == (contract.body is not None)
    assert ({"bearer": []} in entry["security"]) == (not contract.public or contract.changes)
    assert ({} in entry["security"]) == (contract.public and contract.changes)
    assert ("ETag" in entry["responses"][str(contract.status)].get("headers", {})) == contract.cached


def test_problems_come_with_their_headers(described: dict[str, Any]) -> None:
    responses = described["components"]["responses"]

    assert list(responses["TooFast"]["headers"]) == ["Retry-After"]
    assert list(responses["Unavailable"]["headers"]) == ["Retry-After"]
    assert list(responses["Unauthenticated"]["headers"]) == ["WWW-Authenticate"]
    assert "headers" not in responses["NotFound"]
