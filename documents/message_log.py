"""Saying something: what was said is numbered, committed in groups, and only then acknowledged.

Section 6 of the design says what is promised, and this module keeps the first three promises whatever
dies meanwhile, with any number of processes writing the same rooms:

- A process numbers the messages of a room from the last one that it knows to be committed, has one batch a
  room on its way, and inserts the messages of a room in order. The unique indexes (room, seq) and (room,
  sender, client id) decide, so no lock is needed and none can be left behind.
- A duplicate seq means that another process was first: the end of the room is read and the room goes on.
- A duplicate client id means that the message is stored: it is acknowledged as it was stored.
- Where the outcome is unknown, each message is looked for; what is there is acknowledged, the rest is
  inserted again. What an abandoned insert still does later meets the same indexes.

A room goes from hand to hand: it is *unsettled* until its standing, its end and its doubtful messages have
been read, then *ready* until one of the lanes takes it along, and idle when nothing is left to be said.
While two processes write in one room, each rests there for a moment after its turn, so that none is always
second.
"""

import asyncio
from itertools import islice
from typing import Final

import structlog

from documents.collection import object_id
from documents.message_answers import Answers, Listener
from documents.message_settler import Settler
from documents.message_writer import Writer
from documents.messages import Message, Messages
from documents.room_cache import RoomCache
from documents.room_queue import RoomQueue
from documents.rooms import Rooms
from documents.untold import Untold
from sidepro.problems import Unavailable

log = structlog.get_logger("sidepro.messages")

PATIENCE_SECONDS: Final = 8.0
MOST_OWED: Final = 10_000
MOST_OWED_IN_ROOM: Final = 200
MOST_ROOMS: Final = 10_000


class MessageLog:
    """Where everything that is said in this process goes through, in the loop that first uses it."""

    def __init__(
        self, rooms: Rooms, messages: Messages, cache: RoomCache, untold: Untold, *, lanes: int = 1
    ) -> None:
        self._cache = cache
        self._untold = untold
        self._answers = Answers(cache)
        self._settler = Settler(rooms, messages, self._answers, self._release)
        self._writer = Writer(messages, self._answers, self._release, lanes)
        self._known: dict[str, RoomQueue] = {}
        self._closing = False
        rooms.watch(self.forget)

    def listen(self, listener: Listener) -> None:
        """Have somebody told of every message right after it is committed, before it is acknowledged.

        A message said again is told again, and one whose outcome was unknown may be told by two
        processes, so that nobody misses what was committed by a process that died before telling it.
        What nobody says again is found by `tell_untold`.
        """
        self._answers.listeners.append(listener)

    async def tell_untold(self) -> None:
        """Tell of what a process stored and did not live to tell; called every few seconds."""
        async for standing, messages in self._untold.find():
            log.info("messages.found_untold", room_id=str(messages[0].room_id), count=len(messages))
            self._answers.tell(standing, messages)
            self._cache.note(messages[-1])

    async def say(self, room_id: str, sender_id: str, client_id: str, text: str) -> Message:
        """Say something; the message is committed with majority and journal when this returns.

        Said again with the same client id, also with another text, it gives the first message. What one
        sender says in one room is numbered in the order of the calls. Giving up on the call takes nothing
        back: the message is committed nevertheless.

        Who may say something is looked up now: a leave that was acknowledged before the call counts at
        once in the process that handled it or was told of it by `forget`, and within 5 s in every other. A
        message that is on its way while somebody leaves may still be committed; it stays in the room for
        the one who reads it.

        Raises `NotFound` for a room that is not the sender's, `Conflict` for one that the other has left,
        and `Unavailable` when too much is waiting or MongoDB was away for 8 s (12 if it hangs); the
        message may be stored nevertheless, and saying it again is safe.
        """
        moment = asyncio.get_running_loop().time()
        room = self._room(room_id)
        room.receive(sender_id, moment)
        saying = room.sayings.get((sender_id, client_id))
        if saying is None:
            self._refuse_too_much(room)
            saying = room.add(sender_id, client_id, text, moment + PATIENCE_SECONDS)
            self._answers.owe()
        committed = saying.wait()
        self._schedule(room)
        return await committed

    def heard(self, room_id: str, seq: int, sender_id: str) -> None:
        """Take in that another process committed a message, which saves asking for the end of the room."""
        room = self._known.get(room_id)
        if room is not None:
            room.heard(seq, sender_id)

    def forget(self, room_id: str) -> None:
        """Take in that somebody left a room or came back to it."""
        room = self._known.get(room_id)
        if room is not None:
            room.forget()

    async def close(self) -> None:
        """Take nothing more, commit what is waiting, and return when all of it has its answer."""
        self._closing = True
        await self._answers.all_given()
        await self._cache.close()

    def _room(self, room_id: str) -> RoomQueue:
        room = self._known.get(room_id)
        if room is None:
            room = self._known[room_id] = RoomQueue(object_id(room_id))
            if len(self._known) > MOST_ROOMS:
                self._forget_idle()
        return room

    def _forget_idle(self) -> None:
        """Forget the oldest of the idle rooms; they are read again when somebody speaks there."""
        for room_id, room in list(islice(self._known.items(), MOST_ROOMS // 10)):
            if not room.busy:
                del self._known[room_id]

    def _refuse_too_much(self, room: RoomQueue) -> None:
        if self._closing or self._answers.owed >= MOST_OWED or len(room.sayings) >= MOST_OWED_IN_ROOM:
            raise Unavailable

    def _release(self, room: RoomQueue) -> None:
        """Take a room back, to give it its next turn or to let it rest."""
        room.busy = False
        if room.standing is None and not room.sayings:
            self._known.pop(str(room.id), None)
        self._schedule(room)

    def _schedule(self, room: RoomQueue) -> None:
        """Give a room its turn when it has rested, unless it has one or nothing to say."""
        if room.busy or not room.sayings:
            return
        room.busy = True
        loop = asyncio.get_running_loop()
        if room.rests_until > loop.time():
            loop.call_at(room.rests_until, self._go_on, room)
        else:
            self._go_on(room)

    def _go_on(self, room: RoomQueue) -> None:
        if room.settled:
            self._writer.add(room)
        else:
            self._settler.add(room)
