"""Pages by key: cursors that nobody can forge, and one find command a page, however far down.

A cursor is base64url (RFC 4648, section 5) of an edge in MessagePack and 16 bytes of keyed BLAKE2b (RFC 7693,
section 2.9), a MAC, over the list it belongs to and the edge. It names the sort key and `_id` of a document
and the direction to read in, never an offset, so page 10,000 costs what page 1 costs.
"""

import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from bson import ObjectId
from pymongo.asynchronous.collection import AsyncCollection

from documents.store import Document
from sidepro.problems import BadCursor

Scope = tuple[str | int | bool | tuple[str, ...] | None, ...]
"""What a cursor is bound to: the name of the list, its filters and its sort."""

LONGEST_CURSOR: Final = 128
_MAC_BYTES: Final = 16
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_BATCH_SECONDS: Final = 4


class Edge(msgspec.Struct, frozen=True, array_like=True):
    """Where a page begins: beside the document with this key and id, or with it when `inclusive`."""

    forward: bool
    inclusive: bool
    key: int | datetime | None
    id: bytes


class Order(msgspec.Struct, frozen=True):
    """A way to sort: by `key` and then `_id`, or by `_id` alone, along the named index."""

    index: str
    key: str | None = None
    descending: bool = True

    def sort(self, *, forward: bool) -> dict[str, int]:
        """Give the sort of a find command that reads in the direction."""
        step = -1 if self.descending is forward else 1
        return {self.key: step, "_id": step} if self.key else {"_id": step}

    def beyond(self, edge: Edge) -> Document:
        """Give the condition that holds for what lies beyond the edge."""
        than = "$lt" if self.descending is edge.forward else "$gt"
        own = ObjectId(edge.id)
        ids = {"_id": {f"{than}e" if edge.inclusive else than: own}}
        if self.key is None:
            return ids
        return {self.key: {f"{than}e": edge.key}, "$or": [{self.key: {than: edge.key}}, ids]}

    def edge(self, document: Document, *, forward: bool) -> Edge:
        """Name the document as the edge of a page."""
        key = document[self.key] if self.key else None
        return Edge(forward=forward, inclusive=False, key=key, id=document["_id"].binary)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list that is read page by page.

    `where` must not name `$or` nor the key of the order, and `projection` must keep that key.
    `newest_last` begins at the end of the list. `joined` are aggregation stages that add to each document
    of a page what other collections hold about it, in the same command.
    """

    scope: Scope
    where: Document
    order: Order
    projection: Document | None = None
    newest_last: bool = False
    joined: tuple[Document, ...] = ()


class Slice(msgspec.Struct, frozen=True):
    """The documents of a page in the order of the list, and the cursors of the pages beside it."""

    items: list[Document]
    next: str | None
    previous: str | None


class Cursors:
    """Seals and opens cursors; the first key seals, all of them open (while a secret is being changed)."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(keys)

    def seal(self, scope: Scope, edge: Edge) -> str:
        """Write an edge as a cursor of the list."""
        payload = _encoder.encode(edge)
        return _written(payload + self._mac(self._keys[0], scope, payload))

    def open(self, scope: Scope, text: str) -> Edge:
        """Read a cursor; raises `BadCursor` unless it was sealed by us for this list."""
        if len(text) > LONGEST_CURSOR:
            raise BadCursor
        try:
            raw = binascii.a2b_base64(
                text.encode("ascii").translate(_FROM_URL_SAFE) + b"=" * (-len(text) % 4), strict_mode=True
            )
        except ValueError:
            raise BadCursor from None
        payload, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if _written(raw) != text or not self._signed(scope, payload, mac):
            raise BadCursor
        return _read(payload)

    def _signed(self, scope: Scope, payload: bytes, mac: bytes) -> bool:
        return any(hmac.compare_digest(self._mac(key, scope, payload), mac) for key in self._keys)

    @staticmethod
    def _mac(key: bytes, scope: Scope, payload: bytes) -> bytes:
        sealed = _encoder.encode((scope, payload))
        return hashlib.blake2b(sealed, digest_size=_MAC_BYTES, key=key).digest()


class Pager:
    """Reads lists page by page."""

    def __init__(self, cursors: Cursors) -> None:
        self.cursors = cursors

    async def page(
        self,
        collection: AsyncCollection[Document],
        listing: Listing,
        *,
        cursor: str | None,
        limit: int,
    ) -> Slice:
        """Fetch a page with one find command; raises `BadCursor` for a cursor of anything else."""
        edge = self.cursors.open(listing.scope, cursor) if cursor else None
        forward = edge.forward if edge else not listing.newest_last
        where = {**listing.where, **listing.order.beyond(edge)} if edge else listing.where
        found = await fetch(collection, listing, where, forward=forward, most=limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return self.slice(listing, found[:limit], edge, forward=forward, last=last)

    def slice(
        self,
        listing: Listing,
        found: list[Document],
        edge: Edge | None,
        *,
        forward: bool,
        last: Document | None,
    ) -> Slice:
        """Put what was found beyond an edge in the order of the list and make the cursors beside it.

        `last` is the document beyond which the list goes on in the direction of reading, None at its end.
        """
        ahead = self._ahead(listing, last, forward=forward) if last else None
        behind = self._behind(listing, found, edge, forward=forward) if edge else None
        if forward:
            return Slice(found, next=ahead, previous=behind)
        return Slice(found[::-1], next=behind, previous=ahead)

    def _ahead(self, listing: Listing, last: Document, *, forward: bool) -> str:
        return self.cursors.seal(listing.scope, listing.order.edge(last, forward=forward))

    def _behind(self, listing: Listing, found: list[Document], edge: Edge, *, forward: bool) -> str:
        """Lead back to where the reader came from, also from a page that others have emptied."""
        if found:
            return self.cursors.seal(listing.scope, listing.order.edge(found[0], forward=not forward))
        back = Edge(forward=not forward, inclusive=not edge.inclusive, key=edge.key, id=edge.id)
        return self.cursors.seal(listing.scope, back)


async def fetch(
    collection: AsyncCollection[Document], listing: Listing, where: Document, *, forward: bool, most: int
) -> list[Document]:
    """Read at most so many documents of a list in one command (a negative limit is a single batch)."""
    sort = listing.order.sort(forward=forward)
    if listing.joined:
        stages: list[Document] = [{"$match": where}, {"$sort": sort}, {"$limit": most}, *listing.joined]
        joined = await collection.aggregate(
            stages, hint=listing.order.index, batchSize=most + 1, maxTimeMS=_BATCH_SECONDS * 1000
        )
        return await joined.to_list()
    cursor = collection.find(
        where,
        listing.projection,
        sort=sort,
        hint=listing.order.index,
        limit=-most,
        batch_size=most,
        max_time_ms=_BATCH_SECONDS * 1000,
    )
    return await cursor.to_list()


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Edge)


def _written(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def _read(payload: bytes) -> Edge:
    """Read a sealed edge; a former release may have sealed it in another form."""
    try:
        edge = _decoder.decode(payload)
        ObjectId(edge.id)
    except (msgspec.DecodeError, ValueError, TypeError):
        raise BadCursor from None
    return edge
