"""Routes as people read them, `/projects/{project_id}`, and as Tornado matches them."""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from tornado.routing import URLSpec
from tornado.web import RequestHandler

API: Final = "/api/v1"
_PLACEHOLDER: Final = re.compile(r"\{(?P<name>[a-z_]+)\}")
_ID: Final = "[0-9a-f]{24}"
_WORD: Final = "[^/]+"


class Route(msgspec.Struct, frozen=True):
    """An address and the handler that answers there.

    A placeholder that ends in `_id` matches 24 hex digits, any other one a segment of the path.
    """

    path: str
    handler: type[RequestHandler]

    @property
    def name(self) -> str:
        """The name under which an address can be built: the path itself."""
        return self.path

    def compiled(self, **arguments: Any) -> URLSpec:
        """Make what Tornado matches requests with."""
        return URLSpec(f"{self.pattern}$", self.handler, arguments, name=self.name)

    @property
    def pattern(self) -> str:
        """The path as a regular expression."""
        parts = _PLACEHOLDER.split(self.path)
        for index in range(1, len(parts), 2):
            kind = _ID if parts[index].endswith("_id") else _WORD
            parts[index] = f"(?P<{parts[index]}>{kind})"
        parts[::2] = [re.escape(part) for part in parts[::2]]
        return "".join(parts)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the variable parts."""
        return tuple(_PLACEHOLDER.findall(self.path))


def api(routes: Iterable[Route]) -> list[Route]:
    """Put routes under the prefix of the API."""
    return [Route(f"{API}{route.path}", route.handler) for route in routes]
