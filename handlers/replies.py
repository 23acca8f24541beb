"""A small cache of public replies, so that what everyone asks for is made once a second."""

import time
from collections.abc import Callable

import msgspec


class Reply(msgspec.Struct, frozen=True):
    """A finished reply: its bytes and their weak ETag."""

    body: bytes
    etag: str
    expires_at: float


class Replies:
    """Finished replies by address, bounded in number and bytes, none older than `seconds`.

    Any change made through this process forgets all of them. What was being read meanwhile is not kept
    either: `begin` gives the generation that `keep` must still find.
    """

    def __init__(
        self,
        seconds: float,
        *,
        most: int = 512,
        most_bytes: int = 8 * 1024 * 1024,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._most_bytes = most_bytes
        self._clock = clock
        self._replies: dict[str, Reply] = {}
        self._bytes = 0
        self._generation = 0

    def find(self, address: str) -> Reply | None:
        """Find a reply that is still fresh."""
        reply = self._replies.get(address)
        if reply is None or reply.expires_at <= self._clock():
            return None
        return reply

    def begin(self) -> int:
        """Note the moment at which a reply begins to be made."""
        return self._generation

    def keep(self, address: str, body: bytes, etag: str, generation: int) -> None:
        """Keep a reply, unless something changed since it began to be made."""
        if self._seconds <= 0 or generation != self._generation or len(body) > self._most_bytes // 8:
            return
        self._drop(address)
        while self._replies and (
            len(self._replies) >= self._most or self._bytes + len(body) > self._most_bytes
        ):
            self._drop(next(iter(self._replies)))
        self._replies[address] = Reply(body, etag, self._clock() + self._seconds)
        self._bytes += len(body)

    def forget(self) -> None:
        """Forget every reply, because something changed."""
        self._generation += 1
        self._replies.clear()
        self._bytes = 0

    def _drop(self, address: str) -> None:
        dropped = self._replies.pop(address, None)
        if dropped is not None:
            self._bytes -= len(dropped.body)
