"""Who reads a room, for commands that store nothing: read from the store, and believed for five seconds."""

import asyncio
from typing import Final

from documents.collection import object_id
from documents.rooms import Rooms

TRUSTED_SECONDS: Final = 5.0
_MOST_KNOWN: Final = 10_000


class Memberships:
    """Knows the readers of rooms; forgets a room that changed hands as soon as it is told."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._known: dict[str, tuple[frozenset[str], float]] = {}

    async def readers(self, room_id: str) -> frozenset[str]:
        """Tell who reads a room: nobody if there is no such room."""
        moment = asyncio.get_running_loop().time()
        readers, read_at = self._known.get(room_id, (frozenset[str](), -TRUSTED_SECONDS))
        if moment - read_at < TRUSTED_SECONDS:
            return readers
        standings = await self._rooms.standings([object_id(room_id)])
        readers = next((standing.readers for standing in standings.values()), frozenset[str]())
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[room_id] = readers, moment
        return readers

    def forget(self, room_id: str) -> None:
        """Read a room again the next time."""
        self._known.pop(room_id, None)
