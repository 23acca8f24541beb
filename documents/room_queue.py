"""What is being said in one room and not yet committed, in the order in which it was said."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from bson import ObjectId

from documents.messages import Key, Message, Place
from documents.room import Standing
from sidepro.problems import Conflict, NotFound, Problem

TRUSTED_SECONDS: Final = 5.0
"""How long a room is believed to be as it was last read, unless a change is told before."""
COURTESY_SECONDS: Final = 0.005
"""How long a process rests in a room after it was first there, while another one writes there too.

Who was second reads before it tries again, and would be second every time.
"""
CONTESTED_SECONDS: Final = 1.0
"""How long another process is believed to write in a room after it did."""


@dataclass(slots=True, eq=False)
class Saying:
    """A message that somebody waits to see committed; several wait when it was said again meanwhile."""

    sender_id: str
    client_id: str
    text: str
    give_up_at: float
    waiting: list[asyncio.Future[Message]] = field(default_factory=list)

    def wait(self) -> asyncio.Future[Message]:
        """Wait for the message too."""
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        return future

    def acknowledge(self, message: Message) -> None:
        """Give the committed message to all who still wait for it."""
        for future in self.waiting:
            if not future.done():
                future.set_result(message)

    def refuse(self, error: Exception) -> None:
        """Tell all who still wait that it is not to be had."""
        for future in self.waiting:
            if not future.done():
                future.set_exception(error)


@dataclass(slots=True, eq=False)
class RoomQueue:
    """One room as this process knows it.

    `last` is where the room ends as far as is known; it may lag behind the store and never runs ahead of
    it. `settled` tells that the standing was found good for every saying, `doubtful` that some of them
    may be in the store, `busy` that the room waits for its turn or has it. `changes` counts how often
    somebody left or came back, `setbacks` how often in a row the store failed it. Moments are those of the
    loop's clock, in seconds.
    """

    id: ObjectId
    sayings: dict[tuple[str, str], Saying] = field(default_factory=dict)
    standing: Standing | None = None
    read_at: float = 0.0
    last: Place | None = None
    settled: bool = False
    doubtful: bool = True
    busy: bool = False
    changes: int = 0
    setbacks: int = 0
    contested_until: float = 0.0
    rests_until: float = 0.0

    def receive(self, sender_id: str, moment: float) -> None:
        """Look whether somebody may say something; raises `NotFound` when it is nobody of this room.

        Nothing else is refused because of what was true a moment ago: the room becomes unsettled instead.
        """
        if self.standing is None:
            return
        if sender_id not in self.standing.members:
            raise NotFound
        if self.standing.pending or moment - self.read_at > TRUSTED_SECONDS:
            self.unsettle()

    def add(self, sender_id: str, client_id: str, text: str, give_up_at: float) -> Saying:
        """Put a new saying behind the others."""
        saying = self.sayings[sender_id, client_id] = Saying(sender_id, client_id, text, give_up_at)
        return saying

    def names(self) -> Iterator[Key]:
        """Name the sayings, in their order, as the store knows them."""
        members = self.standing.members if self.standing else {}
        for sender_id, client_id in self.sayings:
            yield self.id, members.get(sender_id) or ObjectId(sender_id), client_id

    def unsettle(self, *, doubtful: bool = False) -> None:
        """Have the room read again before anything is written, and its sayings looked for if doubtful."""
        self.settled = False
        self.doubtful |= doubtful

    def forget(self) -> None:
        """Take in that somebody left or came back, also while the room is being read."""
        self.unsettle()
        self.changes += 1

    def settle(self, standing: Standing | None, read_at: float, changes: int) -> None:
        """Take over what was read; `changes` is how many there were before it was asked for."""
        self.standing, self.read_at = standing, read_at
        self.settled, self.doubtful = standing is not None and changes == self.changes, False
        if standing is not None and standing.last is not None:
            self.advance(standing.last)

    def refusal(self, sender_id: str) -> Problem | None:
        """Tell why somebody may say nothing here, if so."""
        if self.standing is None or sender_id not in self.standing.readers:
            return NotFound()
        return Conflict("conflict.room-pending") if self.standing.pending else None

    def number(self, most: int, moment: datetime) -> list[tuple[Saying, Message]]:
        """Make messages of the next sayings, numbered from where the room ends."""
        members = self.standing.members if self.standing else {}
        last = self.last
        seq = last.seq if last else 0
        counts = {name: last.count_of(member) if last else 0 for name, member in members.items()}
        numbered = []
        for saying in islice(self.sayings.values(), most):
            seq += 1
            counts[saying.sender_id] += 1
            message = Message(
                id=ObjectId(),
                room_id=self.id,
                seq=seq,
                sender_id=members[saying.sender_id],
                sender_seq=counts[saying.sender_id],
                client_id=saying.client_id,
                text=saying.text,
                sent_at=moment,
            )
            numbered.append((saying, message))
        return numbered

    def advance(self, last: Place) -> None:
        """Take in where the room ends, unless it is known to go further."""
        if self.last is None or self.last.seq < last.seq:
            self.last = last

    def succeed(self, last: Place) -> None:
        """Take in that messages up to this one were committed here."""
        self.advance(last)
        self.setbacks = 0
        moment = asyncio.get_running_loop().time()
        if moment < self.contested_until:
            self.rests_until = moment + COURTESY_SECONDS

    def lose(self, seq: int) -> None:
        """Take in that another process used this number, or that its end has become known meanwhile."""
        self.contend()
        if self.last is None or self.last.seq < seq:
            self.unsettle()

    def contend(self) -> None:
        """Take in that another process writes here too."""
        self.contested_until = asyncio.get_running_loop().time() + CONTESTED_SECONDS

    def heard(self, seq: int, sender_id: str) -> None:
        """Take in that another process committed a message."""
        known = self.last.seq if self.last else 0
        if seq <= known:
            return
        self.contend()
        sender = self.standing.members.get(sender_id) if self.standing else None
        if sender is not None and seq == known + 1:
            count = self.last.count_of(sender) if self.last else 0
            self.last = Place(seq=seq, sender_id=sender, sender_seq=count + 1)
        else:
            self.unsettle()

    def remove(self, saying: Saying) -> None:
        """Take out a saying that has its answer."""
        del self.sayings[saying.sender_id, saying.client_id]

    def expired(self, moment: float) -> list[Saying]:
        """List the sayings that have waited long enough."""
        return [saying for saying in self.sayings.values() if saying.give_up_at < moment]
