"""Finds projects by words: tokens lead to candidates, the words themselves sift them."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from documents.cards import PLAIN
from documents.listings import Words, counted
from documents.paging import Edge, Listing, Pager, Slice, fetch
from documents.project import searched_text
from documents.search_words import matches
from documents.store import Document, Store
from sidepro.wire.catalogue import Catalogue

CANDIDATES: Final = 2000
"""How many projects with the rarest token are looked at for one page."""

SECONDS: Final = 4
_SPARE: Final = 4
"""How many more are fetched, or a quarter more, because some may not hold the words."""

_BATCH: Final = 200


class Found(msgspec.Struct, frozen=True):
    """What one reading found: documents that match, and where to go on, if the list goes on."""

    documents: list[Document]
    last: Document | None


class WordSearch:
    """Reads lists that are bound by a token.

    `how_often` tells about how many projects have it: where they are many, a page looks at `CANDIDATES`
    of them and may be short, or empty, and carry a cursor to go on.
    """

    def __init__(
        self, store: Store, pager: Pager, catalogue: Catalogue, how_often: Callable[[str], int]
    ) -> None:
        self._projects = store.database["projects"].with_options(PLAIN)
        self._pager = pager
        self._catalogue = catalogue
        self.how_often = how_often

    async def page(self, listing: Listing, words: Words, *, cursor: str | None, limit: int) -> Slice:
        """Read a page in at most two commands; raises `BadCursor` for a cursor of anything else."""
        edge = self._pager.cursors.open(listing.scope, cursor) if cursor else None
        forward = edge.forward if edge else True
        most = limit + 1 if words.exact else limit + 1 + max(_SPARE, limit // 4)
        found = await self._read(listing, edge, forward=forward, most=most)
        sifted = found.documents if words.exact else self._sift(found.documents, words)
        last = sifted[limit - 1] if len(sifted) > limit else found.last
        return self._pager.slice(listing, sifted[:limit], edge, forward=forward, last=last)

    async def count(self, listing: Listing, most: int) -> int:
        """Count what a list holds, at most so many, among the first candidates where they are many."""
        if not self.is_long(listing):
            return await self._projects.count_documents(
                counted(listing), limit=most, hint=listing.order.index, maxTimeMS=SECONDS * 1000
            )
        pipeline = [*self._candidates(listing, None, forward=True), {"$count": "found"}]
        found = await self._aggregate(listing, pipeline)
        return int(found[0]["found"]) if found else 0

    def is_long(self, listing: Listing) -> bool:
        """Tell whether there are more candidates than are looked at, and conditions that few may meet."""
        bound = listing.where.get("search")
        return bound is not None and len(counted(listing)) > 1 and self.how_often(bound) > CANDIDATES

    async def _read(self, listing: Listing, edge: Edge | None, *, forward: bool, most: int) -> Found:
        if self.is_long(listing):
            return await self._read_candidates(listing, edge, forward=forward, most=most)
        where = {**listing.where, **listing.order.beyond(edge)} if edge else listing.where
        documents = await fetch(self._projects, listing, where, forward=forward, most=most)
        return Found(documents, documents[-1] if len(documents) == most else None)

    async def _read_candidates(
        self, listing: Listing, edge: Edge | None, *, forward: bool, most: int
    ) -> Found:
        pipeline = self._candidates(listing, edge, forward=forward)
        documents = await self._aggregate(
            listing, [*pipeline, {"$limit": most}, {"$project": listing.projection}]
        )
        if len(documents) == most:
            return Found(documents, documents[-1])
        return Found(documents, await self._last_candidate(listing, edge, forward=forward))

    def _candidates(self, listing: Listing, edge: Edge | None, *, forward: bool) -> list[Document]:
        """Bound how many projects are looked at; the conditions come after the limit."""
        bound = {"search": listing.where["search"]}
        rest = {name: value for name, value in listing.where.items() if name != "search"}
        beyond = listing.order.beyond(edge) if edge else {}
        sort = listing.order.sort(forward=forward)
        return [{"$match": bound | beyond}, {"$sort": sort}, {"$limit": CANDIDATES}, {"$match": rest}]

    async def _last_candidate(self, listing: Listing, edge: Edge | None, *, forward: bool) -> Document | None:
        """Find the candidate beyond which nobody has looked yet."""
        beyond = listing.order.beyond(edge) if edge else {}
        found = self._projects.find(
            {"search": listing.where["search"], **beyond},
            {listing.order.key or "_id": True},
            sort=listing.order.sort(forward=forward),
            hint=listing.order.index,
            skip=CANDIDATES - 1,
            limit=-1,
        )
        return next(iter(await found.to_list()), None)

    async def _aggregate(self, listing: Listing, pipeline: Sequence[Document]) -> list[Document]:
        asked = await self._projects.aggregate(
            pipeline, hint=listing.order.index, maxTimeMS=SECONDS * 1000, batchSize=_BATCH
        )
        return await asked.to_list()

    def _sift(self, documents: list[Document], words: Words) -> list[Document]:
        return [document for document in documents if matches(words.words, self._text(document))]

    def _text(self, document: Document) -> str:
        author: str = document["author"]["username"]
        return searched_text(
            document["title"], document["summary"], author, document["skills"], self._catalogue
        )
