"""Who was told what of which room, so that both sides are told at each change and only then.

The status of a room, and whether the partner is connected, are derived from leases and from who has left
(section 6 of the design). A process remembers the running rooms of its own users and looks at them again and
again: a lease that ran out because its process died tells nobody. Each process corrects what it knows better:
hearing that nobody is connected to a room in which it holds a lease itself, it says who is.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextvars import Context

from handlers.chat.seen import Known, Present, Seen, users_of
from handlers.chat.timing import Timing
from sidepro.services.presence import Held, Leases
from sidepro.wire.frames import RoomChanged

Tell = Callable[[Iterable[str], RoomChanged], None]


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

    async def seen(self, user_id: str, room_ids: Iterable[str]) -> dict[str, Seen]:
        """Tell how a user sees these rooms, which nobody has left, as far as is known."""
        held = await self._leases.held(room_ids)
        unknown = Known({user_id})
        return {
            room_id: self._rooms.get(room_id, unknown).seen_by(user_id, self._present(each))
            for room_id, each in held.items()
        }

    def note(self, room_id: str, user_id: str, seen: Seen) -> None:
        """Remember what a user was told by other means; what they were told otherwise is looked at."""
        known = self._rooms.get(room_id)
        if known is None:
            if seen.status != "running":
                return
            known = self._rooms[room_id] = Known({user_id}, told_at=_now())
        known.readers.add(user_id)
        known.pending = seen.status == "pending"
        known.told.setdefault(user_id, seen)
        self.shown(room_id, user_id, seen)

    def shown(self, room_id: str, user_id: str, seen: Seen) -> None:
        """Take in what one socket was shown: a user who was told otherwise is told again."""
        known = self._rooms.get(room_id)
        if known is not None and known.told.get(user_id, seen) != seen:
            known.told[user_id] = None
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

    def handed_over(self, room_id: str, readers: Iterable[str], *, pending: bool) -> None:
        """Take in that a room changed hands, and tell again whoever knows it otherwise."""
        known = self._rooms.get(room_id)
        if known is not None:
            known.readers = set(readers)
            known.pending = pending
            known.told = {user_id: told for user_id, told in known.told.items() if user_id in known.readers}
            self._doubt(room_id)

    def heard(self, user_id: str, event: RoomChanged) -> bool:
        """Take in what another process tells a user; says whether it is news to them.

        Whether somebody has left is known from the handover alone: a process that has not heard of it yet
        may say that the room is running, or that it is not, and would be believed for good.
        """
        if event.left:
            self.forget(event.room_id, user_id)
            return True
        pending = event.status == "pending"
        known = self._rooms.setdefault(event.room_id, Known(set(), pending))
        if known.pending != pending:
            return False
        known.readers.add(user_id)
        known.told_at = _now()
        before = known.told.get(user_id)
        seen = known.told[user_id] = Seen(event.status, event.partner_connected)
        here = users_of(self._leases.held_here(event.room_id))
        if (here and seen.status == "stopped") or (here - {user_id} and not seen.partner_connected):
            self._doubt(event.room_id)
        return before != seen

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
                    self._conclude(room_id, self._present(held[room_id]))
        finally:
            self._task = None

    def _present(self, held: Held) -> Present:
        """Tell who is connected by the leases of a room; those that are missing may be on their way."""
        return Present(users_of(held.holders), held.is_whole and _now() >= self._settled_at)

    def _conclude(self, room_id: str, present: Present) -> None:
        """Tell the readers who were told otherwise; those who are elsewhere too, if it is news here."""
        known = self._rooms.get(room_id)
        if known is None:
            return
        is_news = present.is_certain and present.users != known.present
        if is_news:
            known.present = present.users
        seen = known.seen(present)
        untold = [user_id for user_id, each in seen.items() if known.told.get(user_id) != each]
        if known.told and not is_news and not any(user_id in known.told for user_id in untold):
            return
        known.told = {user_id: each for user_id, each in seen.items() if self._is_here(user_id)}
        known.told_at = _now()
        for user_id in untold:
            self._tell([user_id], _changed(room_id, seen[user_id], known))


def _changed(room_id: str, seen: Seen, known: Known) -> RoomChanged:
    return RoomChanged(
        room_id=room_id,
        status=seen.status,
        left_by_partner=known.pending,
        partner_connected=seen.partner_connected,
    )


def _now() -> float:
    return asyncio.get_running_loop().time()
