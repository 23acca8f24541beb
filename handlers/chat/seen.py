"""Who is connected to a room, and how each of its readers sees it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sidepro.wire.rooms import Status


class Seen(NamedTuple):
    """A room as one of its readers sees it."""

    status: Status
    partner_connected: bool


LEFT: Final = Seen("pending", partner_connected=False)
"""How a room is seen that the partner has left."""


class Present(NamedTuple):
    """Who is connected to a room; not `is_certain` when there may be others."""

    users: frozenset[str]
    is_certain: bool


@dataclass(slots=True)
class Known:
    """A room as its readers were told of it.

    `told` is by user, of those who are here, and None for whom not all sockets were told the same. `present`
    are those who were connected when that was last certain.
    """

    readers: set[str]
    pending: bool = False
    told: dict[str, Seen | None] = field(default_factory=dict)
    told_at: float = 0.0
    present: frozenset[str] | None = None

    @property
    def is_running(self) -> bool:
        """Whether somebody believes it to be running."""
        return any(seen is not None and seen.status == "running" for seen in self.told.values())

    def seen_by(self, user_id: str, present: Present) -> Seen:
        """Tell how a reader sees the room; what is not certain is as they were told."""
        if self.pending:
            return LEFT
        told = self.told.get(user_id)
        beside = not present.is_certain and told is not None and told.partner_connected
        partner_connected = bool(present.users - {user_id}) or beside
        is_running = bool(present.users) or (not present.is_certain and self.is_running)
        return Seen("running" if is_running else "stopped", partner_connected)

    def seen(self, present: Present) -> dict[str, Seen]:
        """Tell how each of the readers sees the room."""
        return {user_id: self.seen_by(user_id, present) for user_id in self.readers}


def users_of(holders: Iterable[str]) -> frozenset[str]:
    """Tell whose sockets hold a room."""
    return frozenset(holder.partition(":")[0] for holder in holders)
