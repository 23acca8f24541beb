"""Settling rooms: whose they are now, where they end, and which doubtful messages are in the store."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from documents.message_answers import Answers
from documents.messages import Key, Message, Messages
from documents.room_queue import RoomQueue
from documents.rooms import Rooms
from documents.workers import Workers
from sidepro.problems import NotFound, Unavailable

log = structlog.get_logger("sidepro.messages")

MOST_AT_ONCE: Final = 100
PAUSE_SECONDS: Final = 0.01
LONGEST_PAUSES: Final = 5
"""How often the pause between two attempts is doubled."""


class Settler:
    """Reads what has to be known before the sayings of a room are written, for many rooms at once.

    `done` is called with each room that nothing is left to do for here.
    """

    def __init__(
        self, rooms: Rooms, messages: Messages, answers: Answers, done: Callable[[RoomQueue], None]
    ) -> None:
        self._rooms = rooms
        self._messages = messages
        self._answers = answers
        self._done = done
        self._waiting: deque[RoomQueue] = deque()
        self.workers = Workers(self._work)

    def add(self, room: RoomQueue) -> None:
        """Settle a room soon."""
        self._waiting.append(room)
        self.workers.call()

    async def _work(self) -> None:
        while self._waiting:
            rooms = [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]
            setbacks = max(room.setbacks for room in rooms)
            if setbacks:
                await asyncio.sleep(PAUSE_SECONDS * 2 ** min(setbacks, LONGEST_PAUSES))
            await self._settle([room for room in rooms if self._is_awaited(room)])

    def _is_awaited(self, room: RoomQueue) -> bool:
        """Give up what has waited long enough, and tell whether anything is left to be said."""
        for saying in room.expired(asyncio.get_running_loop().time()):
            self._answers.refuse(room, saying, Unavailable())
        if not room.sayings:
            self._done(room)
        return bool(room.sayings)

    async def _settle(self, rooms: list[RoomQueue]) -> None:
        if not rooms:
            return
        begun = asyncio.get_running_loop().time()
        changes = [room.changes for room in rooms]
        doubtful = {key for room in rooms if room.doubtful for key in room.names()}
        try:
            standings, stored = await asyncio.gather(
                self._rooms.standings([room.id for room in rooms]), self._messages.stored(doubtful)
            )
        except PyMongoError as error:
            self._put_off(rooms, error)
            return
        except Exception:
            self._answers.fail(rooms, self._done)
            return
        for room, seen in zip(rooms, changes, strict=True):
            room.settle(standings.get(room.id), begun, seen)
            self._answer(room, doubtful, stored)
            self._done(room)

    def _put_off(self, rooms: list[RoomQueue], error: PyMongoError) -> None:
        """Try again a little later."""
        log.warning("messages.delayed", error=type(error).__name__, rooms=len(rooms))
        for room in rooms:
            room.setbacks += 1
            self._waiting.append(room)

    def _answer(self, room: RoomQueue, sought: set[Key], stored: Mapping[Key, Message]) -> None:
        """Acknowledge what is stored and refuse what may not be said.

        What was stored before the partner left is acknowledged again, so it is sought before it is refused.
        """
        named = list(zip(room.sayings.values(), room.names(), strict=True))
        known = [(saying, stored[key]) for saying, key in named if key in stored]
        if known:
            self._answers.acknowledge(room, sorted(known, key=lambda each: each[1].seq))
        for saying, key in named:
            refusal = room.refusal(saying.sender_id)
            if key in stored or refusal is None:
                continue
            if key in sought or isinstance(refusal, NotFound):
                self._answers.refuse(room, saying, refusal)
            else:
                room.unsettle(doubtful=True)
