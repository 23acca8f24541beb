"""Whether the database still needs its demo data, and what an interrupted first start left of it."""

import hashlib
from pathlib import Path

import msgspec

from sidepro.dev.mongo import drop, is_in_use

COLLECTIONS = ("users", "projects")
"""Where there is something as soon as somebody uses the board."""


class DemoData(msgspec.Struct, frozen=True):
    """The demo data of one database, with markers in the stack's directory.

    An embedded database belongs to the stack, which empties it of demo data that was never finished; one that
    runs elsewhere (`embedded` is false) is never emptied.
    """

    directory: Path
    mongo_url: str
    database: str
    embedded: bool

    @property
    def finished(self) -> Path:
        """The file that says that the demo data is complete."""
        return self._marker("finished")

    async def is_wanted(self) -> bool:
        """Whether nobody has used the board yet; notes that it is being filled, if so."""
        if await is_in_use(self.mongo_url, self.database, COLLECTIONS):
            return False
        self._marker("begun").touch()
        return True

    async def forget_unfinished(self) -> None:
        """Empty the database when it was being filled and never became complete."""
        begun = self._marker("begun")
        if not self.embedded or not begun.exists() or self.finished.exists():
            return
        await drop(self.mongo_url, self.database)
        begun.unlink()

    def keep_what_is_there(self) -> None:
        """Leave the database as it is from now on, because somebody starts to use it without demo data."""
        self._marker("begun").unlink(missing_ok=True)

    def _marker(self, what: str) -> Path:
        where = "embedded" if self.embedded else self.mongo_url
        which = hashlib.sha256(f"{where} {self.database}".encode()).hexdigest()[:8]
        return self.directory / f"demo-{which}-{what}"
