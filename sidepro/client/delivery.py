"""What a client says, on its way: kept until it is stored, and said again until it has an answer."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from sidepro.client.log import Numbered
from sidepro.wire.frames import Say

RETRY_SECONDS: Final = 1.0
_PASSING: Final = {429, 500, 503}


class Refusal(Exception):
    """The server refused a command for good; `problem` is what it said (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("detail"))
        self.problem = problem

    @property
    def is_passing(self) -> bool:
        """Whether the same may succeed later."""
        return self.problem.get("status") in _PASSING


class Delivery:
    """The messages that have no answer yet, in the order in which they were said; `send` may drop them."""

    def __init__(self, send: Callable[[Say], None]) -> None:
        self._send = send
        self._sayings: dict[tuple[str, str], tuple[Say, asyncio.Future[Numbered]]] = {}

    async def say(self, say: Say) -> Numbered:
        """Say something, unless it is on its way, and return when it is stored; raises `Refusal`."""
        key = say.room_id, say.client_id
        if key not in self._sayings:
            self._sayings[key] = say, asyncio.get_running_loop().create_future()
            self._send(say)
        return await asyncio.shield(self._sayings[key][1])

    def again(self, room_id: str | None = None) -> None:
        """Say everything again that has no answer, in its order: what is stored is told again."""
        for say, _ in self._sayings.values():
            if room_id in (None, say.room_id):
                self._send(say)

    def arrived(self, message: Numbered, room_id: str) -> None:
        """Give whoever said this their answer."""
        _, waiting = self._sayings.pop((room_id, message.client_id), (None, None))
        if waiting is not None and not waiting.done():
            waiting.set_result(message)

    def refused(self, room_id: str, client_id: str, refusal: Refusal) -> None:
        """Try again later what may succeed later, and give up the rest."""
        if refusal.is_passing:
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self.again, room_id)
            return
        _, waiting = self._sayings.pop((room_id, client_id), (None, None))
        if waiting is not None and not waiting.done():
            waiting.set_exception(refusal)

    def cancel(self) -> None:
        """Leave whoever waits without an answer."""
        for _, waiting in self._sayings.values():
            waiting.cancel()
