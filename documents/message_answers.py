"""What becomes of sayings: those who wait are told that they are committed, or why not."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from documents.messages import Message
from documents.room import Standing
from documents.room_cache import RoomCache
from documents.room_queue import RoomQueue, Saying
from sidepro.problems import Unexpected

log = structlog.get_logger("sidepro.messages")

Listener = Callable[[Standing, Sequence[Message]], None]
"""Told of committed messages of one room, in the order of their seq."""


class Answers:
    """Gives the answers of one process, and counts how many are still owed."""

    def __init__(self, cache: RoomCache) -> None:
        self._cache = cache
        self.listeners: list[Listener] = []
        self.owed = 0
        self._none_owed = asyncio.Event()
        self._none_owed.set()

    def owe(self) -> None:
        """Count an answer that is to be given."""
        self.owed += 1
        self._none_owed.clear()

    async def all_given(self) -> None:
        """Return when no answer is owed."""
        await self._none_owed.wait()

    def acknowledge(self, room: RoomQueue, committed: Sequence[tuple[Saying, Message]]) -> None:
        """Tell the listeners, and then those who wait, of messages in the order of their seq."""
        messages = [message for _, message in committed]
        room.succeed(messages[-1])
        if room.standing is not None:
            self.tell(room.standing, messages)
        self._cache.note(messages[-1])
        for saying, message in committed:
            self._remove(room, saying)
            saying.acknowledge(message)

    def tell(self, standing: Standing, messages: Sequence[Message]) -> None:
        """Tell the listeners of messages that are committed; one that fails harms nobody else."""
        for listener in self.listeners:
            try:
                listener(standing, messages)
            except Exception:
                log.exception("listener.failed")

    def refuse(self, room: RoomQueue, saying: Saying, error: Exception) -> None:
        """Tell those who wait for a saying that it is not to be had."""
        self._remove(room, saying)
        saying.refuse(error)

    def fail(self, rooms: Sequence[RoomQueue], done: Callable[[RoomQueue], None]) -> None:
        """Log what nobody expected, and refuse everything in these rooms, so that none of them waits on."""
        log.exception("messages.failed", rooms=len(rooms))
        for room in rooms:
            room.unsettle(doubtful=True)
            for saying in list(room.sayings.values()):
                self.refuse(room, saying, Unexpected())
            done(room)

    def _remove(self, room: RoomQueue, saying: Saying) -> None:
        room.remove(saying)
        self.owed -= 1
        if not self.owed:
            self._none_owed.set()
