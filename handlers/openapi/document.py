"""Assembles the document: what it is about, its tags, its addresses and its parts."""

import sys
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from handlers.openapi.operations import describe
from handlers.openapi.overview import overview
from handlers.openapi.problems import example_problems, problem_responses
from handlers.openapi.schemas import Schemas
from handlers.operation import Operation, operations_of
from handlers.routing import Route
from sidepro.translations import Translations

_BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The `access_token` that signing up, logging in and refreshing give; good for 15 minutes.",
}


def encode_document(routes: Iterable[Route], public_url: str, translations: Translations) -> bytes:
    """Write the document, the same bytes for the same routes."""
    return msgspec.json.encode(document(routes, public_url, translations))


def snapshot(routes: Iterable[Route]) -> str:
    """Write the document as the repository keeps it: indented, for an address that is nobody's."""
    encoded = encode_document(routes, "https://sidepro.example", Translations.load())
    return msgspec.json.format(encoded, indent=2).decode()


def document(routes: Iterable[Route], public_url: str, translations: Translations) -> dict[str, Any]:
    """Describe every operation of the routes."""
    listed = [(route, operations_of(route.handler)) for route in routes]
    contracts = [contract for _, found in listed for contract in found.values()]
    schemas = Schemas(contracts)
    address = public_url.rstrip("/")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "SidePro",
            "summary": "Side projects and coffee chats.",
            "description": overview(),
            "version": "1",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": address}],
        "tags": _tags(contracts, listed),
        "paths": {
            route.path: {method: describe(method, contract, schemas) for method, contract in found.items()}
            for route, found in listed
        },
        "components": {
            "schemas": schemas.components,
            "responses": problem_responses(),
            "examples": example_problems(address, translations),
            "securitySchemes": {"bearer": _BEARER},
        },
    }


def _tags(
    contracts: Iterable[Operation], listed: Iterable[tuple[Route, dict[str, Operation]]]
) -> list[dict[str, str]]:
    """Name the resources, each described as its module is."""
    modules = {
        contract.tag: route.handler.__module__ for route, found in listed for contract in found.values()
    }
    return [{"name": tag, "description": _first_line(modules[tag])} for tag in modules]


def _first_line(module: str) -> str:
    return (sys.modules[module].__doc__ or "").partition("\n")[0]
