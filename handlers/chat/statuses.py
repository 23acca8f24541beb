"""Who was told which status of which room, so that both sides are told at each change and only then.

The status is derived from leases and from who has left (section 6 of the design). A process remembers the
running rooms of its own users and looks at them again and again: a lease that ran out because its process
died tells nobody. Each process corrects what it knows better: hearing that a room has stopped in which it
holds a lease itself, it says that the room is running.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextvars import Context
from dataclasses import dataclass, field

from handlers.chat.timing import Timing
from sidepro.services.presence import Leases
from sidepro.wire.frames import RoomChanged
from sidepro.wire.rooms import Status

Tell = Callable[[Iterable[str], RoomChanged], None]


@dataclass(slots=True)
class Known:
    """A room as its readers were told of it; `told` is by user, of those who are here."""

    readers: set[str]
    pending: bool = False
    told: dict[str, Status] = field(default_factory=dict)
    told_at: float = 0.0

    @property
    def is_running(self) -> bool:
        """Whether somebody believes it to be running."""
        return "running" in self.told.values()


class Statuses:
    """Tells the readers of rooms what has become of them."""

    def __init__(self, leases: Leases, *, tell: Tell, is_here: Callable[[str], bool], timing: Timing) -> None:
        self._leases = leases
        self._tell = tell
        self._is_here = is_here
        self._timing = timing
        self._rooms: dict[str, Known] = {}
        self._doubted: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._settled_at = 0.0

    async def connected(self, room_ids: Iterable[str]) -> set[str]:
        """Tell to which of these rooms somebody is connected, as far as is known."""
        asked = list(room_ids)
        held = await self._leases.held(asked)
        return {room_id for room_id in asked if self._believe(room_id, held=held.get(room_id))}

    def note(self, room_id: str, user_id: str, status: Status) -> None:
        """Remember what a user was told by other means; what others were told otherwise is looked at."""
        known = self._rooms.get(room_id)
        if known is None:
            if status != "running":
                return
            known = self._rooms[room_id] = Known({user_id}, told_at=_now())
        known.readers.add(user_id)
        known.pending = status == "pending"
        if known.told.setdefault(user_id, status) != status:
            self._doubt(room_id)

    def check(self, room_id: str, readers: Iterable[str]) -> None:
        """Look whether a room that nobody has left is running, and tell its readers if that is news."""
        known = self._rooms.setdefault(room_id, Known(set(), told_at=_now()))
        known.readers.update(readers)
        known.pending = False
        known.told_at = _now()
        self._doubt(room_id)

    def look_again(self, room_id: str) -> None:
        """Look whether a room is still as its readers were told, if anyone was."""
        if room_id in self._rooms:
            self._doubt(room_id)

    def changed_hands(self, room_id: str, readers: Iterable[str], *, pending: bool) -> None:
        """Tell the readers of a room how it is now that somebody left it or came back."""
        self._rooms[room_id] = Known(set(readers), pending, told_at=_now())
        self._doubt(room_id)

    def heard(self, user_id: str, event: RoomChanged) -> bool:
        """Take in what another process tells a user; says whether it is news to them."""
        if event.left:
            self.forget(event.room_id, user_id)
            return True
        known = self._rooms.setdefault(event.room_id, Known(set()))
        known.readers.add(user_id)
        known.pending = event.status == "pending"
        known.told_at = _now()
        before = known.told.get(user_id)
        known.told[user_id] = event.status
        if event.status == "stopped" and self._leases.holds(event.room_id):
            self._doubt(event.room_id)
        return before != event.status

    def forget(self, room_id: str, user_id: str) -> None:
        """Tell somebody nothing more of a room."""
        known = self._rooms.get(room_id)
        if known is not None:
            known.readers.discard(user_id)
            known.told.pop(user_id, None)

    def unsettle(self) -> None:
        """Conclude nothing from missing leases for a moment, because all are being made anew."""
        self._settled_at = _now() + self._timing.settling

    def sweep(self) -> None:
        """Look at every room that somebody here believes to be running, or was told of a moment ago."""
        oldest = _now() - self._timing.kept
        for room_id, known in list(self._rooms.items()):
            known.told = {user_id: told for user_id, told in known.told.items() if self._is_here(user_id)}
            if known.told_at < oldest and not known.is_running:
                del self._rooms[room_id]
            elif known.told and not known.pending:
                self._doubt(room_id)

    def _doubt(self, room_id: str) -> None:
        self._doubted.add(room_id)
        if self._task is None:
            self._task = asyncio.create_task(self._look(), context=Context())

    async def _look(self) -> None:
        """Look at all doubted rooms, one look at a time, so that no answer overtakes a later one."""
        try:
            while self._doubted:
                doubted, self._doubted = self._doubted, set()
                held = await self._leases.held(doubted)
                for room_id in doubted:
                    self._conclude(room_id, connected=self._believe(room_id, held=held.get(room_id)))
        finally:
            self._task = None

    def _believe(self, room_id: str, *, held: bool | None) -> bool:
        """Tell whether a room is connected, by its leases or, where they say nothing, by what was told."""
        if held is None or (not held and _now() < self._settled_at):
            known = self._rooms.get(room_id)
            return known is not None and known.is_running
        return held

    def _conclude(self, room_id: str, *, connected: bool) -> None:
        known = self._rooms.get(room_id)
        if known is None:
            return
        status: Status = "pending" if known.pending else "running" if connected else "stopped"
        if known.told and all(told == status for told in known.told.values()):
            return
        untold = [user_id for user_id in known.readers if known.told.get(user_id) != status]
        known.told = {user_id: status for user_id in known.readers if self._is_here(user_id)}
        known.told_at = _now()
        event = RoomChanged(room_id=room_id, status=status, left_by_partner=known.pending)
        self._tell(untold, event)


def _now() -> float:
    return asyncio.get_running_loop().time()
