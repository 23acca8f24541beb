"""Whether the database still needs its demo data, and what an interrupted first start left of it."""

import contextlib
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from sidepro.dev.failures import CannotRunError

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
        async with self._opened() as database:
            for name in COLLECTIONS:
                if await database[name].find_one({}, {"_id": 1}):
                    return False
        self._marker("begun").touch()
        return True

    async def forget_unfinished(self) -> None:
        """Empty the database when it was being filled and never became complete."""
        begun = self._marker("begun")
        if not self.embedded or not begun.exists() or self.finished.exists():
            return
        async with self._opened() as database:
            await database.client.drop_database(database)
        begun.unlink()

    def keep_what_is_there(self) -> None:
        """Leave the database as it is from now on, because somebody starts to use it without demo data."""
        self._marker("begun").unlink(missing_ok=True)

    @contextlib.asynccontextmanager
    async def _opened(self) -> AsyncIterator[AsyncDatabase[dict[str, Any]]]:
        try:
            async with AsyncMongoClient[dict[str, Any]](self.mongo_url) as client:
                yield client[self.database]
        except PyMongoError as error:
            raise CannotRunError(f"MongoDB didn't tell what it has ({type(error).__name__}).") from None

    def _marker(self, what: str) -> Path:
        where = "embedded" if self.embedded else self.mongo_url
        which = hashlib.sha256(f"{where} {self.database}".encode()).hexdigest()[:8]
        return self.directory / f"demo-{which}-{what}"
