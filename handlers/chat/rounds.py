"""What goes on in the chat without being commanded: renewing leases, looking after rooms, healing gaps."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from handlers.chat.chat import Chat
    from handlers.chat.conversation import Conversation

log = structlog.get_logger("sidepro.chat")

WELCOMES_AT_ONCE: Final = 25
WELCOMES_PAUSE: Final = 0.05
"""At most five hundred sockets a second are welcomed again after a gap, so that nobody else waits."""

RENEWALS: Final = 10
RENEWALS_PAUSE: Final = 0.2
"""How often and how fast to try when Redis is back: it isn't asked for a second after it failed somebody."""


class Rounds:
    """The tasks of one process that never end."""

    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self._behind: set[Conversation] = set()
        self._missed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin."""
        timing = self._chat.timing
        self._tasks = [
            asyncio.create_task(_keep(self._renew, timing.renewal), name="chat.renew"),
            asyncio.create_task(_keep(self._sweep, timing.sweep), name="chat.sweep"),
            asyncio.create_task(_keep(self._heal, 0), name="chat.heal"),
        ]

    async def close(self) -> None:
        """End them all."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def missed(self) -> None:
        """Have the sockets that are here now look for what they may have missed."""
        self._chat.statuses.unsettle()
        self._behind |= set(self._chat.hub)
        self._missed.set()

    async def _renew(self) -> None:
        """Prolong all leases, and end the sockets of sessions that ended without our being told."""
        await self._chat.rooms.renew()
        await self._chat.sockets.renew()
        for conversation in self._chat.hub:
            self._chat.end_if_revoked(conversation)

    async def _sweep(self) -> None:
        self._chat.statuses.sweep()

    async def _heal(self) -> None:
        """After a gap: renew the leases, which Redis may have forgotten, and welcome everyone again."""
        await self._missed.wait()
        self._missed.clear()
        for _ in range(RENEWALS):
            if await self._chat.rooms.renew() and await self._chat.sockets.renew():
                break
            await asyncio.sleep(RENEWALS_PAUSE)
        while self._behind:
            piece = [self._behind.pop() for _ in range(min(WELCOMES_AT_ONCE, len(self._behind)))]
            await asyncio.gather(*(self._chat.welcome(conversation) for conversation in piece))
            await asyncio.sleep(WELCOMES_PAUSE)


async def _keep(act: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Do something again and again, whatever becomes of it."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await act()
        except Exception:
            log.exception("chat.failed")
