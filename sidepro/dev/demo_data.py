"""Whether the database still needs its demo data, and what an interrupted first start left of it."""

import hashlib
from pathlib import Path

import msgspec

from documents.seeding import is_unused
from documents.store import STORE_AWAY, Store, connect
from sidepro.dev.failures import CannotRunError


class DemoData(msgspec.Struct, frozen=True):
    """The demo data of one database, with markers in the stack's directory.

    An embedded database belongs to the stack, which replaces demo data that was never finished; one that runs
    elsewhere (`embedded` is false) is only filled when nobody has used it.
    """

    directory: Path
    mongo_url: str
    database: str
    embedded: bool

    @property
    def finished(self) -> Path:
        """The file that says that the demo data is complete."""
        return self._marker("finished")

    @property
    def is_half_made(self) -> bool:
        """Whether the stack's own database was being filled and never became complete."""
        return self.embedded and self._marker("begun").exists() and not self.finished.exists()

    async def is_wanted(self) -> bool:
        """Whether nobody has used the board yet; notes that it is being filled, if so.

        Raises CannotRunError when MongoDB doesn't answer.
        """
        if self.is_half_made:
            return True
        client = connect(self.mongo_url)
        try:
            wanted = await is_unused(Store(client, self.database))
        except STORE_AWAY:
            raise CannotRunError("MongoDB doesn't answer any more.") from None
        finally:
            await client.close()
        if wanted:
            self._marker("begun").touch()
        return wanted

    def keep_what_is_there(self) -> None:
        """Leave the database as it is from now on, because somebody starts to use it without demo data."""
        self._marker("begun").unlink(missing_ok=True)

    def _marker(self, what: str) -> Path:
        where = "embedded" if self.embedded else self.mongo_url
        which = hashlib.sha256(f"{where} {self.database}".encode()).hexdigest()[:8]
        return self.directory / f"demo-{which}-{what}"
