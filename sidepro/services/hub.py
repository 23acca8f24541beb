"""The sockets of this process, by user, and the way to those in all others."""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from sidepro.services.bus import Bus
from sidepro.wire.codec import encode
from sidepro.wire.frames import Event


class Socket(Protocol):
    """An open socket as the hub knows it."""

    @property
    def user_id(self) -> str:
        """Whose it is."""

    def put(self, frame: bytes) -> None:
        """Take a frame to be sent; never waits and never fails."""


S = TypeVar("S", bound=Socket)


class Hub(Generic[S]):
    """Knows who is here and delivers events: here at once, to other processes over the bus."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._sockets: dict[str, list[S]] = {}

    def __iter__(self) -> Iterator[S]:
        """Go through all sockets that are here now."""
        return iter([socket for sockets in self._sockets.values() for socket in sockets])

    def __len__(self) -> int:
        return sum(map(len, self._sockets.values()))

    def __contains__(self, user_id: object) -> bool:
        """Tell whether a user has a socket here."""
        return user_id in self._sockets

    async def add(self, socket: S) -> None:
        """Have a socket hear what is for its user; it does, from all processes, when this returns."""
        self._sockets.setdefault(socket.user_id, []).append(socket)
        await self._bus.join(socket.user_id)

    def remove(self, socket: S) -> None:
        """Have a socket hear nothing more."""
        sockets = self._sockets.get(socket.user_id, [])
        if socket not in sockets:
            return
        sockets.remove(socket)
        if not sockets:
            del self._sockets[socket.user_id]
            self._bus.leave(socket.user_id)

    def tell(self, user_ids: Iterable[str], event: Event) -> None:
        """Tell all sockets of some users, wherever they are."""
        frame = encode(event)
        for user_id in user_ids:
            self.deliver(user_id, frame)
            self._bus.tell(user_id, frame)

    def deliver(self, user_id: str, frame: bytes) -> None:
        """Tell the sockets of a user that are here."""
        for socket in tuple(self._sockets.get(user_id, ())):
            socket.put(frame)
