"""What every handler may reach: composed once a process, passed to each request."""

import asyncio
from dataclasses import dataclass, field

from documents import Documents
from handlers.chat.chat import Chat
from handlers.front_end import FrontEnd
from handlers.replies import Replies
from sidepro.services.doors import Services
from sidepro.settings import Settings
from sidepro.translations import Translations


@dataclass(slots=True)
class Lifecycle:
    """How many requests are under way, and whether the process is on its way out."""

    draining: bool = False
    under_way: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        """Count a request that begins."""
        self.under_way += 1
        self.idle.clear()

    def end(self) -> None:
        """Count a request that is answered."""
        self.under_way -= 1
        if not self.under_way:
            self.idle.set()


@dataclass(frozen=True, slots=True)
class House:
    """The parts that answer a request."""

    settings: Settings
    documents: Documents
    services: Services
    translations: Translations
    replies: Replies
    front_end: FrontEnd
    chat: Chat
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
