"""Finds projects by words: tokens lead to candidates, the words themselves sift them."""

from collections.abc import Sequence
from typing import Final

import msgspec

from documents.cards import PLAIN
from documents.listings import Plan, Words
from documents.paging import Edge, Pager, Slice, fetch
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
    """Reads lists that are searched by words.

    Where what is wanted is rare among many, a page looks at the next `CANDIDATES` and may be short, or empty,
    and carry a cursor to go on.
    """

    def __init__(self, store: Store, pager: Pager, catalogue: Catalogue) -> None:
        self._projects = store.database["projects"].with_options(PLAIN)
        self._pager = pager
        self._catalogue = catalogue

    async def page(self, plan: Plan, words: Words, *, cursor: str | None, limit: int) -> Slice:
        """Read a page in at most two commands; raises `BadCursor` for a cursor of anything else."""
        edge = self._pager.cursors.open(plan.listing.scope, cursor) if cursor else None
        forward = edge.forward if edge else True
        most = limit + 1 if words.exact else limit + 1 + max(_SPARE, limit // 4)
        read = self._read_candidates if is_sparse(plan, most) else self._read
        found = await read(plan, edge, forward=forward, most=most)
        sifted = found.documents if words.exact else self._sift(found.documents, words)
        last = sifted[limit - 1] if len(sifted) > limit else found.last
        return self._pager.slice(plan.listing, sifted[:limit], edge, forward=forward, last=last)

    async def count(self, plan: Plan, most: int) -> int:
        """Count what a list holds, at most so many, among the first candidates where they are many."""
        if not is_long(plan):
            return await self._projects.count_documents(
                plan.counted, limit=most, hint=plan.listing.order.index, maxTimeMS=SECONDS * 1000
            )
        pipeline = [*_candidates(plan, None, forward=True), {"$count": "found"}]
        found = await self._aggregate(plan, pipeline)
        return int(found[0]["found"]) if found else 0

    async def _read(self, plan: Plan, edge: Edge | None, *, forward: bool, most: int) -> Found:
        """Look on until enough is found."""
        listing = plan.listing
        where = {**listing.where, **listing.order.beyond(edge)} if edge else listing.where
        documents = await fetch(self._projects, listing, where, forward=forward, most=most)
        return Found(documents, documents[-1] if len(documents) == most else None)

    async def _read_candidates(self, plan: Plan, edge: Edge | None, *, forward: bool, most: int) -> Found:
        """Look at the next candidates, and no further."""
        stages = [*_candidates(plan, edge, forward=forward), {"$limit": most}]
        documents = await self._aggregate(plan, [*stages, {"$project": plan.listing.projection}])
        if len(documents) == most:
            return Found(documents, documents[-1])
        return Found(documents, await self._last_candidate(plan, edge, forward=forward))

    async def _last_candidate(self, plan: Plan, edge: Edge | None, *, forward: bool) -> Document | None:
        """Find the candidate beyond which nobody has looked yet."""
        order = plan.listing.order
        found = self._projects.find(
            plan.bound | (order.beyond(edge) if edge else {}),
            {order.key or "_id": True},
            sort=order.sort(forward=forward),
            hint=order.index,
            skip=CANDIDATES - 1,
            limit=-1,
        )
        return next(iter(await found.to_list()), None)

    async def _aggregate(self, plan: Plan, pipeline: Sequence[Document]) -> list[Document]:
        asked = await self._projects.aggregate(
            pipeline, hint=plan.listing.order.index, maxTimeMS=SECONDS * 1000, batchSize=_BATCH
        )
        return await asked.to_list()

    def _sift(self, documents: list[Document], words: Words) -> list[Document]:
        return [document for document in documents if matches(words.words, self._text(document))]

    def _text(self, document: Document) -> str:
        author: str = document["author"]["username"]
        return searched_text(
            document["title"], document["summary"], author, document["skills"], self._catalogue
        )


def is_long(plan: Plan) -> bool:
    """Tell whether there are more candidates than are looked at, and conditions that they may not meet."""
    return plan.candidates > CANDIDATES and "$nor" in plan.listing.where


def is_sparse(plan: Plan, most: int) -> bool:
    """Tell whether so many that are wanted can't be expected among the candidates that are looked at."""
    return is_long(plan) and plan.share * CANDIDATES < most


def _candidates(plan: Plan, edge: Edge | None, *, forward: bool) -> list[Document]:
    """Bound how many projects are looked at; the conditions come after the limit."""
    order = plan.listing.order
    bound = plan.bound | (order.beyond(edge) if edge else {})
    sort = order.sort(forward=forward)
    return [{"$match": bound}, {"$sort": sort}, {"$limit": CANDIDATES}, {"$match": plan.rest}]
