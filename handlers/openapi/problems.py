"""The problems in the document: one response and one example for each kind."""

from typing import Any, Final

import msgspec

from handlers.errors import written
from handlers.operation import Operation
from sidepro.problems import (
    KINDS,
    BadCursor,
    Forbidden,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooFast,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unexpected,
    UnsupportedMediaType,
)
from sidepro.translations import Translations

_REQUEST_ID: Final = "5f0d2c9b7a1e4c38"
_HEADERS: Final = {
    "Retry-After": "After how many seconds to try again.",
    "WWW-Authenticate": "Which token is wanted, and what is wrong with the one given (RFC 6750).",
    "Allow": "The methods that the address answers.",
}


def problem_responses() -> dict[str, Any]:
    """Describe every kind of problem as a response."""
    return {kind.__name__: _response((kind,)) for kind in KINDS}


def example_problems(address: str, translations: Translations) -> dict[str, Any]:
    """Write an example of every kind, in English."""
    base = f"{address}/api/v1/problems"
    return {
        kind.__name__: {
            "summary": _first_line(kind),
            "value": msgspec.json.decode(
                written(_example(kind), translations, "en", base=base, request_id=_REQUEST_ID)
            ),
        }
        for kind in KINDS
    }


def problems_of(contract: Operation) -> dict[str, Any]:
    """Describe what can go wrong with an operation, by status."""
    by_status: dict[int, list[type[Problem]]] = {}
    for kind in KINDS:
        if kind in _kinds(contract):
            by_status.setdefault(kind.status, []).append(kind)
    return {str(status): _reference(kinds) for status, kinds in by_status.items()}


def _kinds(contract: Operation) -> set[type[Problem]]:
    """Tell which problems the contract implies.

    An unknown parameter is invalid everywhere, and a page of another site may write nowhere.
    """
    kinds: set[type[Problem]] = {Malformed, Invalid, Unavailable, Unexpected, *contract.problems}
    if not contract.name.endswith(".get"):
        kinds |= {Forbidden}
    if contract.body is not None:
        kinds |= {TooLarge, UnsupportedMediaType}
    if contract.query is not None and "cursor" in contract.query.__struct_fields__:
        kinds |= {BadCursor}
    if not contract.public or contract.changes:
        kinds |= {Unauthenticated}
    if contract.limit:
        kinds |= {TooFast}
    if contract.path:
        kinds |= {NotFound}
    return kinds


def _reference(kinds: list[type[Problem]]) -> dict[str, Any]:
    """Refer to the response of one kind, or describe several kinds of one status together."""
    if len(kinds) == 1:
        return {"$ref": f"#/components/responses/{kinds[0].__name__}"}
    return _response(tuple(kinds))


def _response(kinds: tuple[type[Problem], ...]) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": " Or: ".join(_first_line(kind) for kind in kinds),
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/ProblemView"},
                "examples": {kind.kind: {"$ref": f"#/components/examples/{kind.__name__}"} for kind in kinds},
            }
        },
    }
    headers = {name for kind in kinds for name in _example(kind).headers}
    if headers:
        response["headers"] = {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in _HEADERS.items()
            if name in headers
        }
    return response


def _example(kind: type[Problem]) -> Problem:
    """Make a problem of a kind, as it might come."""
    if kind is MethodNotAllowed:
        return MethodNotAllowed(("GET", "HEAD"))
    if kind is TooFast:
        return TooFast(retry_after=12)
    if kind is TooLarge:
        return TooLarge(values={"limit": 1024 * 1024})
    if kind is Invalid:
        return Invalid.field("summary", "too_long", limit=100)
    return kind()


def _first_line(kind: type[Problem]) -> str:
    return (kind.__doc__ or "").partition("\n")[0].partition(";")[0].removesuffix(".") + "."
