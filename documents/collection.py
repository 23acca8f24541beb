"""What all collections share: a name, indexes beside it, and the way to their documents."""

from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar

import msgspec
from bson import ObjectId
from bson.errors import InvalidId
from pymongo import IndexModel
from pymongo.asynchronous.collection import AsyncCollection

from documents.store import Document, Store
from sidepro.problems import NotFound

T = TypeVar("T", bound=msgspec.Struct)

_BUILTIN: Final = (ObjectId, datetime)


class Collection:
    """One collection of MongoDB; it owns its documents' verbs and its indexes."""

    name: ClassVar[str]
    indexes: ClassVar[tuple[IndexModel, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._store = store
        self._collection: AsyncCollection[Document] = store.database[self.name]

    async def apply_indexes(self) -> list[str]:
        """Make the declared indexes and drop those no longer declared; gives the names of what changed."""
        present = await self._present_indexes()
        declared = self.declared_indexes()
        dropped = sorted(present - declared - {"_id_"})
        for name in dropped:
            await self._collection.drop_index(name)
        if self.indexes:
            await self._collection.create_indexes(list(self.indexes))
        return [f"+{name}" for name in sorted(declared - present)] + [f"-{name}" for name in dropped]

    async def missing_indexes(self) -> set[str]:
        """List the declared indexes that are not there."""
        return self.declared_indexes() - await self._present_indexes()

    @classmethod
    def declared_indexes(cls) -> set[str]:
        """List the names of the declared indexes."""
        return {str(index.document["name"]) for index in cls.indexes}

    async def _present_indexes(self) -> set[str]:
        return {index["name"] async for index in await self._collection.list_indexes()}


def object_id(text: str) -> ObjectId:
    """Read an id; raises `NotFound` for what cannot be one."""
    try:
        return ObjectId(text)
    except (InvalidId, TypeError):
        raise NotFound from None


def read(document: Document, type_: type[T]) -> T:
    """Read what MongoDB gave as a typed document."""
    return msgspec.convert(document, type_, builtin_types=(datetime,), dec_hook=_keep)


def write(document: msgspec.Struct) -> Document:
    """Write a typed document as MongoDB takes it."""
    plain: Document = msgspec.to_builtins(document, builtin_types=_BUILTIN)
    return plain


def _keep(type_: type, value: Any) -> Any:
    if isinstance(value, type_):
        return value
    raise ValueError(f"Expected {type_.__name__}.")
