"""What rooms copy from their messages, so that they can be sorted: where they end, and since when.

Nothing depends on it but the order of a list, so it is written a moment later, and nobody waits for it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from contextvars import Context
from typing import Final

import structlog
from bson import ObjectId
from pymongo import ASCENDING, UpdateOne
from pymongo.errors import PyMongoError

from documents.messages import Message
from documents.room import LAST
from documents.rooms import Rooms
from documents.store import Document, Store

log = structlog.get_logger("sidepro.rooms")

PAUSE_SECONDS: Final = 0.2
LONGEST_PAUSE_SECONDS: Final = 5.0
PIECE: Final = 500


class RoomCache:
    """Gathers the last messages of rooms and copies them into their rooms, a few times a second."""

    def __init__(self, store: Store) -> None:
        self._rooms = store.database[Rooms.name]
        self._last: dict[ObjectId, Message] = {}
        self._task: asyncio.Task[None] | None = None
        self._pause = PAUSE_SECONDS
        self._closing = asyncio.Event()

    def note(self, message: Message) -> None:
        """Take in the last message of a room, to be copied soon."""
        noted = self._last.get(message.room_id)
        if noted is None or noted.seq < message.seq:
            self._last[message.room_id] = message
        if self._task is None:
            self._task = asyncio.create_task(self._work(), context=Context())

    async def close(self) -> None:
        """Copy at once what is still to be copied, unless MongoDB is away."""
        self._closing.set()
        if self._task is not None:
            await self._task

    async def _work(self) -> None:
        try:
            while self._last:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), self._pause)
                if not await self._copy() and self._closing.is_set():
                    return
        finally:
            self._task = None

    async def _copy(self) -> bool:
        """Copy all that is noted; keep it noted, and tell so, when MongoDB is away."""
        batch, self._last = self._last, {}
        copies = [_copy_of(message) for message in batch.values()]
        try:
            for start in range(0, len(copies), PIECE):
                await self._rooms.bulk_write(copies[start : start + PIECE], ordered=False)
        except PyMongoError as error:
            self._last = batch | self._last
            self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
            log.warning("rooms.not_updated", error=type(error).__name__, rooms=len(batch))
            return False
        self._pause = PAUSE_SECONDS
        return True

    async def rebuild(self, *, dry_run: bool = False) -> int:
        """Copy everything again from the messages; gives how many rooms were wrong.

        With `dry_run` only tells. What was copied in the meantime is left alone.
        """
        wrong = 0
        piece: list[Document] = []
        asked = await self._rooms.aggregate([{"$sort": {"_id": ASCENDING}}, LAST], batchSize=PIECE)
        async for each in asked:
            piece.append(each)
            if len(piece) == PIECE:
                wrong += await self._correct(piece, dry_run=dry_run)
                piece = []
        return wrong + await self._correct(piece, dry_run=dry_run)

    async def _correct(self, rooms: Sequence[Document], *, dry_run: bool) -> int:
        corrections = [correction for room in rooms if (correction := _correction(room))]
        if dry_run or not corrections:
            return len(corrections)
        return (await self._rooms.bulk_write(corrections, ordered=False)).modified_count


def _copy_of(message: Message) -> UpdateOne:
    return UpdateOne(
        {"_id": message.room_id, "last_seq": {"$lt": message.seq}},
        {"$set": {"last_seq": message.seq, "active_at": message.sent_at}},
    )


def _correction(room: Document) -> UpdateOne | None:
    """Tell what is to be put right in a room, unless it changes meanwhile."""
    present = {name: room[name] for name in ("last_seq", "active_at")}
    right = {"last_seq": 0, "active_at": room["created_at"]}
    for last in room["last"]:
        right = {"last_seq": last["seq"], "active_at": last["sent_at"]}
    return UpdateOne({"_id": room["_id"], **present}, {"$set": right}) if right != present else None
