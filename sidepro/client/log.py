"""The messages of one room as a client has them: in order, without holes, each once."""

from collections.abc import Iterable
from typing import Protocol


class Numbered(Protocol):
    """A message, from whatever event it came."""

    @property
    def seq(self) -> int:
        """Its number."""

    @property
    def client_id(self) -> str:
        """How its sender named it."""

    @property
    def sender_id(self) -> str:
        """Who said it."""

    @property
    def text(self) -> str:
        """What they said."""


class RoomLog:
    """Merges messages by number; what lies beyond a hole waits until the hole is filled."""

    def __init__(self, room_id: str, after_seq: int = 0) -> None:
        self.room_id = room_id
        self.messages: list[Numbered] = []
        self.last_seq = after_seq
        """Up to where the room is here without a hole."""
        self._beyond: dict[int, Numbered] = {}

    def merge(self, messages: Iterable[Numbered]) -> None:
        """Take in messages that may be known, or come too early."""
        for message in messages:
            if message.seq > self.last_seq:
                self._beyond[message.seq] = message
        while (following := self._beyond.pop(self.last_seq + 1, None)) is not None:
            self.messages.append(following)
            self.last_seq = following.seq

    @property
    def has_hole(self) -> bool:
        """Whether something is missing before what is known."""
        return bool(self._beyond)
