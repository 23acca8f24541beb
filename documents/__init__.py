"""What is kept: one module a collection. The only package that speaks MongoDB."""

from collections.abc import Iterator

from documents.accounts import Accounts
from documents.bookmarks import Bookmarks
from documents.collection import Collection
from documents.given_up_names import GivenUpNames
from documents.paging import Pager
from documents.sessions import Sessions
from documents.skills import Skills
from documents.store import STORE_AWAY, Store
from documents.users import Users
from sidepro.wire.catalogue import Catalogue

__all__ = ["STORE_AWAY", "Documents", "Store"]


class Documents:
    """All collections of one database."""

    def __init__(self, store: Store, catalogue: Catalogue, pager: Pager) -> None:
        self.store = store
        self.catalogue = catalogue
        self.skills = Skills(store, catalogue)
        self.given_up_names = GivenUpNames(store)
        self.users = Users(store, self.given_up_names)
        self.sessions = Sessions(store, self.users)
        self.accounts = Accounts(self)
        self.bookmarks = Bookmarks(store, pager)

    def __iter__(self) -> Iterator[Collection]:
        return (part for part in vars(self).values() if isinstance(part, Collection))

    async def apply_indexes(self) -> dict[str, list[str]]:
        """Make every declared index and drop the others; gives what changed by collection."""
        changed = {part.name: await part.apply_indexes() for part in self}
        return {name: names for name, names in changed.items() if names}

    async def missing_indexes(self) -> list[str]:
        """List the declared indexes that are not there, as `collection.index`."""
        return [f"{part.name}.{name}" for part in self for name in sorted(await part.missing_indexes())]
