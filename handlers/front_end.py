"""The built front end: which hashed files a page needs."""

from pathlib import Path
from typing import Final

import msgspec

from sidepro.problems import Unavailable

_MANIFEST: Final = ".vite/manifest.json"
_BUILD_SECONDS: Final = 60


class Entry(msgspec.Struct, frozen=True):
    """The files of one page, relative to the directory of the build (a chunk of Vite's manifest)."""

    file: str
    css: tuple[str, ...] = ()


class FrontEnd:
    """What Vite built into a directory, read again when it was built again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._entries: dict[str, Entry] = {}
        self._built_at = 0

    def entry(self, source: str) -> Entry:
        """Find the files made of a source file; raises `Unavailable` when they have not been built."""
        manifest = self.directory / _MANIFEST
        try:
            built_at = manifest.stat().st_mtime_ns
            if built_at != self._built_at:
                self._entries = msgspec.json.decode(manifest.read_bytes(), type=dict[str, Entry])
                self._built_at = built_at
            return self._entries[source]
        except (OSError, msgspec.DecodeError, KeyError):
            raise Unavailable("unavailable.front-end", retry_after=_BUILD_SECONDS) from None
