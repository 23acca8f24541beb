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
    imports: tuple[str, ...] = ()


class Files(msgspec.Struct, frozen=True):
    """What a page loads: its own script first, then those that it imports, and their styles."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]

    def __add__(self, other: "Files") -> "Files":
        return Files(self.scripts + other.scripts, self.styles + other.styles)


class FrontEnd:
    """What Vite built into a directory, read again when it was built again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._entries: dict[str, Entry] = {}
        self._built_at = 0

    def files(self, source: str) -> Files:
        """Name everything that a source file became, with all it imports; raises `Unavailable`."""
        entries: dict[str, Entry] = {}
        waiting = [source]
        while waiting:
            name = waiting.pop()
            if name not in entries:
                entries[name] = self.entry(name)
                waiting.extend(entries[name].imports)
        return Files(
            tuple(entry.file for entry in entries.values()),
            tuple(style for entry in entries.values() for style in entry.css),
        )

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
