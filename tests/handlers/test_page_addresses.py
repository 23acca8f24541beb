"""The server and the front end know the same pages, made of the same files."""

import re
from pathlib import Path
from typing import Final

from handlers import pages

ROUTES: Final = Path(__file__).parents[2] / "static" / "src" / "routes.ts"
DECLARED: Final = re.compile(
    r'\{ path: "(?P<path>[^"]+)", load(?:: \(\) => import\("\./(?P<file>[^"]+)"\)|: (?P<name>\w+))'
)
NAMED: Final = re.compile(r'const (?P<name>\w+) = \(\) => import\("\./(?P<file>[^"]+)"\)')


def test_both_know_the_same_pages() -> None:
    text = ROUTES.read_text()
    named = {found["name"]: found["file"] for found in NAMED.finditer(text)}
    front = {
        found["path"]: "src/" + (found["file"] or named[found["name"]]) for found in DECLARED.finditer(text)
    }

    assert front == {
        route.path: route.handler.source
        for route in pages.routes
        if issubclass(route.handler, pages.PageHandler)
    }
    assert len(front) == len(pages.routes)
    assert len(front) == text.count('path: "')
