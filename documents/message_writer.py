"""Committing messages in groups: many rooms in one insert, each room's messages in their order."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import structlog
from pymongo.errors import PyMongoError

from documents.message_answers import Answers
from documents.messages import BY_CLIENT_ID, Message, Messages
from documents.room_queue import RoomQueue, Saying
from documents.store import now
from documents.workers import Workers

log = structlog.get_logger("sidepro.messages")

MOST_IN_BATCH: Final = 500
MOST_OF_ROOM: Final = 50
"""How many messages of a room travel in one batch, so that a busy room does not hold up a quiet one."""


class Part(NamedTuple):
    """What a batch carries of one room, in the order of seq."""

    room: RoomQueue
    numbered: list[tuple[Saying, Message]]


class Writer:
    """Takes settled rooms along, in so many lanes; a room is in one of them at most.

    `done` is called with each room whose part has its answer, or is unsettled.
    """

    def __init__(
        self, messages: Messages, answers: Answers, done: Callable[[RoomQueue], None], lanes: int
    ) -> None:
        self._messages = messages
        self._answers = answers
        self._done = done
        self._waiting: deque[RoomQueue] = deque()
        self.workers = Workers(self._work, lanes)

    def add(self, room: RoomQueue) -> None:
        """Take a settled room along with the next batch."""
        self._waiting.append(room)
        self.workers.call()

    async def _work(self) -> None:
        while self._waiting:
            parts = self._next()
            while parts:
                parts = await self._commit(parts)

    def _next(self) -> list[Part]:
        """Make the next batch of what is waiting."""
        moment = now()
        parts: list[Part] = []
        free = MOST_IN_BATCH
        while self._waiting and free:
            room = self._waiting.popleft()
            if room.settled:
                part = Part(room, room.number(min(free, MOST_OF_ROOM), moment))
                parts.append(part)
                free -= len(part.numbered)
            else:
                self._done(room)
        return parts

    async def _commit(self, parts: Sequence[Part]) -> list[Part]:
        """Insert a batch and give everyone their answer; gives the parts that were not tried.

        Where no room has two messages the insert needs no order, so that one duplicate holds up nobody.
        """
        messages = [message for part in parts for _, message in part.numbered]
        ordered = len(messages) > len(parts)
        try:
            refused = await self._messages.insert(messages, ordered=ordered)
        except PyMongoError as error:
            self._doubt(parts, error)
            return []
        except Exception:
            self._answers.fail([part.room for part in parts], self._done)
            return []
        last_tried = min(refused) if refused and ordered else len(messages)
        return self._sort_out(parts, refused, last_tried)

    def _sort_out(self, parts: Sequence[Part], refused: Mapping[int, str], last_tried: int) -> list[Part]:
        """Finish the parts that were tried; `refused` and `last_tried` are positions in the batch."""
        untried = []
        begin = 0
        for part in parts:
            places = range(begin, begin + len(part.numbered))
            begin = places.stop
            if places.start > last_tried:
                untried.append(part)
                continue
            at = next((place for place in places if place in refused), None) if refused else None
            self._finish(part, len(places) if at is None else at - places.start)
            if at is not None:
                self._refused(part, at - places.start, refused[at])
            self._done(part.room)
        return untried

    def _finish(self, part: Part, count: int) -> None:
        """Give so many of a part their answer."""
        if count:
            self._answers.acknowledge(part.room, part.numbered[:count])

    def _refused(self, part: Part, at: int, index: str) -> None:
        """Have the room try again behind what was there first."""
        if index == BY_CLIENT_ID:
            part.room.unsettle(doubtful=True)
        else:
            part.room.lose(part.numbered[at][1].seq)

    def _doubt(self, parts: Sequence[Part], error: PyMongoError) -> None:
        """Have everything looked for, because nobody knows what has become of it."""
        log.warning("messages.doubted", error=type(error).__name__, rooms=len(parts))
        for part in parts:
            part.room.setbacks += 1
            part.room.unsettle(doubtful=True)
            self._done(part.room)
