"""Holds every reply that a test gets to what the description of the API tells of it."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import handlers
from handlers.openapi.document import document
from sidepro.translations import Translations


def hold_to_description(method: str, address: str, status: int) -> None:
    """Fail on a status that the operation at the address does not declare."""
    told = _told(method, urlsplit(address).path)
    assert told is None or str(status) in told, (
        f"{method} {address} answers {status}, and its description tells of {', '.join(told)} only: "
        "declare it in @operation(problems=...)."
    )


def _told(method: str, path: str) -> list[str] | None:
    """List the statuses that an operation may answer with; None where there is no operation."""
    for pattern, methods in _described():
        if pattern.fullmatch(path):
            entry = methods.get("get" if method == "HEAD" else method.lower())
            return list(entry["responses"]) if entry else None
    return None


@cache
def _described() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths = document(handlers.OPERATIONS, "http://localhost", Translations.load())["paths"]
    return [(re.compile(route.pattern), paths[route.path]) for route in handlers.OPERATIONS]
