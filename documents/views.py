"""The views of projects: gathered in memory, written in batches."""

import time
from collections import Counter
from typing import Final

import msgspec
import structlog
from bson import Int64, ObjectId
from pymongo.errors import OperationFailure

from documents.collection import object_id
from documents.store import STORE_AWAY, Document, Store

log = structlog.get_logger("sidepro.views")

LARGEST_BATCH: Final = 500
MOST_PROJECTS: Final = 50_000
MOST_ATTEMPTS: Final = 5
"""How often MongoDB may refuse something in a batch before what it refuses is given up."""


class Batch(msgspec.Struct, frozen=True):
    """Views on their way, under the number by which MongoDB knows what of them it has counted already."""

    number: int
    views: dict[ObjectId, int]

    def command(self) -> Document:
        """Write the batch as a retryable write."""
        return {
            "update": "projects",
            "updates": [
                {"q": {"_id": project_id}, "u": {"$inc": {"view_count": views}}}
                for project_id, views in self.views.items()
            ],
            "ordered": False,
            "txnNumber": Int64(self.number),
            "writeConcern": {"w": "majority", "j": True},
        }


class Views:
    """Counts views, each once.

    A batch is a retryable write of one session (MongoDB's Driver Specifications, "Retryable Writes"): sent
    again under the same number it counts only what was not counted before, also after a restart of mongod,
    for the 30 minutes that a session lives. So an outcome that nobody knows does no harm. Views of projects
    that don't exist come to nothing.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        # the numbers only rise; a session from the pool has used smaller ones
        self._number = int(time.time() * 1000)
        self._session = store.client.start_session(causal_consistency=False)
        self._waiting: Counter[ObjectId] = Counter()
        self._batch: Batch | None = None
        self._refusals = 0

    def count(self, project_id: str) -> None:
        """Count a view, in memory; while 50,000 projects wait to be written, those of others are lost."""
        project = object_id(project_id)
        if project in self._waiting or len(self._waiting) < MOST_PROJECTS:
            self._waiting[project] += 1

    @property
    def pending(self) -> int:
        """How many views are not known to be written."""
        return self._waiting.total() + (sum(self._batch.views.values()) if self._batch else 0)

    async def flush(self) -> None:
        """Write what was counted; raises one of `STORE_AWAY`, and keeps it for the next time."""
        while batch := self._batch or self._gather():
            self._batch = batch
            if not await self._settled(batch):
                break
            self._batch = None

    async def close(self) -> None:
        """Write what was counted, if MongoDB is there, and end."""
        try:
            await self.flush()
        except STORE_AWAY:
            log.warning("views.lost", views=self.pending)

    def _gather(self) -> Batch | None:
        if not self._waiting:
            return None
        views = dict(self._waiting.most_common(LARGEST_BATCH))
        for project_id in views:
            del self._waiting[project_id]
        self._number += 1
        return Batch(self._number, views)

    async def _settled(self, batch: Batch) -> bool:
        """Send a batch; tells whether that was the last time."""
        try:
            reply = await self._store.database.command(batch.command(), session=self._session)
        except STORE_AWAY:
            raise
        except OperationFailure as error:
            reply = {"writeErrors": [error.details]}
        refused = reply.get("writeErrors") or reply.get("writeConcernError")
        self._refusals = self._refusals + 1 if refused else 0
        if refused and self._refusals < MOST_ATTEMPTS:
            return False
        if refused:
            log.warning("views.refused", projects=len(batch.views), reason=str(refused)[:500])
            self._refusals = 0
        return True
