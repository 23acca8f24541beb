"""The files of the built front end, and nothing beside them."""

import mimetypes
import re
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, Final

from tornado.web import HTTPError, StaticFileHandler

from handlers.base import BaseHandler
from handlers.house import House
from handlers.routing import Route
from sidepro.problems import NotFound

_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
"""A file that may be asked for: no directory, no dot file."""

_PICTURE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A picture opened by itself follows the theme by a style of its own."""

_ENCODINGS: Final = {"br": ".br", "gzip": ".gz"}
"""How a file may stand there already compressed, the smallest first."""

_ACCEPTED: Final = re.compile(r"\s*(br|gzip|\*)\s*(?:;\s*q=(0(?:\.\d*)?|1(?:\.0*)?)\s*)?")

_HASHED: Final = "public, max-age=31536000, immutable"
_NAMED: Final = "public, max-age=3600"


class FileHandler(BaseHandler, StaticFileHandler):
    """A file of the front end, for everyone."""

    folder = ""
    caching = _NAMED

    def initialize(self, house: House) -> None:  # type: ignore[override] # the path follows from the house
        """Serve one directory of what was built."""
        BaseHandler.initialize(self, house)
        StaticFileHandler.initialize(self, str(house.front_end.directory / self.folder))

    @property
    def allowed(self) -> tuple[str, ...]:
        """The methods that a file answers."""
        return ("GET", "HEAD")

    def parse_url_path(self, url_path: str) -> str:
        """Take a plain file name; raises `NotFound` for anything else."""
        if not _NAME.fullmatch(url_path) or url_path.endswith(tuple(_ENCODINGS.values())):
            raise NotFound
        return url_path + self._encoded(url_path)

    def _encoded(self, name: str) -> str:
        """Choose the form of a file that the browser understands; gives the ending of that form."""
        accepted = accepted_encodings(self.request.headers.get("Accept-Encoding", ""))
        for encoding, ending in _ENCODINGS.items():
            if Path(self.root, name + ending).is_file():
                self.set_header("Vary", "Accept-Encoding")
                if encoding in accepted:
                    self.set_header("Content-Encoding", encoding)
                    return ending
        return ""

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Find the file; raises `NotFound` for whatever is no file, without telling what else it is."""
        try:
            return super().validate_absolute_path(root, absolute_path)
        except HTTPError:
            raise NotFound from None

    def get_content_type(self) -> str:
        """Name the type by the ending, with the encoding of what is text."""
        kind = mimetypes.guess_type(self.path)[0] or "application/octet-stream"
        is_text = kind.startswith("text/") or kind in {"image/svg+xml", "application/json"}
        return f"{kind}; charset=utf-8" if is_text else kind

    def set_extra_headers(self, path: str) -> None:
        """Tell how long the file may be kept, and what it may do."""
        self.set_header("Cache-Control", self.caching)
        if path.endswith(".svg"):
            self.set_header("Content-Security-Policy", _PICTURE_POLICY)


class AssetHandler(FileHandler):
    """A file whose name changes with its content, so that it is kept for ever."""

    folder = "assets"
    caching = _HASHED


class NamedFileHandler(FileHandler):
    """A file with an address that others know, such as /robots.txt."""

    def prepare(self) -> Awaitable[None] | None:
        """Take the name of the file from the address."""
        self.path_kwargs: dict[str, Any] = {"path": self.request.path[1:]}
        return super().prepare()


def accepted_encodings(header: str) -> frozenset[str]:
    """Tell which encodings an Accept-Encoding header allows (RFC 9110, section 12.5.3)."""
    found = (_ACCEPTED.fullmatch(part) for part in header[:200].split(","))
    return frozenset(part[1] for part in found if part and float(part[2] or 1) > 0)


routes = [
    Route("/assets/{path}", AssetHandler),
    Route("/favicon.svg", NamedFileHandler),
    Route("/logo.svg", NamedFileHandler),
    Route("/robots.txt", NamedFileHandler),
]
