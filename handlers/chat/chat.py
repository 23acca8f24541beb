"""The chat of one process: its parts, and how sockets come and go."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from contextvars import Context
from typing import Any, Final

import structlog

from documents import STORE_AWAY, Documents
from handlers.chat.conversation import MOST_VIEWS, Conversation
from handlers.chat.lines import Lines
from handlers.chat.memberships import Memberships
from handlers.chat.news import News
from handlers.chat.rounds import Rounds
from handlers.chat.statuses import Statuses
from handlers.chat.timing import Timing
from handlers.chat.welcome import welcome
from sidepro.services.bus import Bus
from sidepro.services.chat_metrics import ChatMetrics
from sidepro.services.doors import Services
from sidepro.services.hub import Hub
from sidepro.services.pipelining import Pipelining
from sidepro.services.presence import Leases
from sidepro.services.tickets import Tickets
from sidepro.settings import Settings
from sidepro.translations import Translations
from sidepro.wire.codec import encode
from sidepro.wire.frames import Restarting

log = structlog.get_logger("sidepro.chat")

MOST_SOCKETS: Final = 10
"""How many sockets a user may have, in all processes together; with Redis away, in each."""
MOST_READING: Final = 32
"""How many sockets may wait for the store at a time, so that a thousand who resume don't exhaust it."""

_AWAY: Final[tuple[type[Exception], ...]] = (TimeoutError, *STORE_AWAY)


class Chat:
    """Composed once a process; `start` it, then `dismiss` and `close` it while the stores are open."""

    def __init__(
        self,
        settings: Settings,
        documents: Documents,
        services: Services,
        translations: Translations,
        timing: Timing,
    ) -> None:
        self.settings = settings
        self.documents = documents
        self.message_log = documents.message_log
        self.translations = translations
        self.timing = timing
        self.metrics = ChatMetrics(services.metrics.registry)
        redis = Pipelining(services.redis)
        self.tickets = Tickets(redis)
        self.bus = Bus(services.redis)
        self.hub: Hub[Conversation] = Hub(self.bus)
        self.rooms = Leases(redis, "room", seconds=timing.lease, grace=timing.grace)
        self.sockets = Leases(redis, "user", seconds=timing.lease)
        self.statuses = Statuses(self.rooms, tell=self.hub.tell, is_here=self.hub.__contains__, timing=timing)
        self.memberships = Memberships(documents.rooms)
        self.news = News(self)
        self.rounds = Rounds(self)
        self.gate = asyncio.Semaphore(MOST_READING)
        self.lines = Lines()
        self._revocations = services.revocations
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_stopping = False

    def start(self) -> None:
        """Begin to listen, to the log and to other processes."""
        self.documents.message_log.listen(self.news.said)
        self.documents.rooms.watch(self.news.changed_hands)
        self._revocations.watch(self._revoked)
        self.bus.start(self.news)
        self.rounds.start()

    async def dismiss(self) -> None:
        """Send everybody away, spread over some seconds, and return when they have gone."""
        self._is_stopping = True
        conversations = list(self.hub)
        for conversation in conversations:
            conversation.tell(Restarting())
        await self._end_all(conversations)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.lines.all_gone(), self.timing.farewell)
        self.lines.cut()

    async def close(self) -> None:
        """Commit what was said, and end what goes on beside."""
        await self.message_log.close()
        await self.rounds.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self.timing.farewell)
        await self.bus.close()

    async def enter(self, conversation: Conversation) -> None:
        """Welcome a socket: it hears of everything first, and then reads what is stored."""
        self.metrics.sockets.inc()
        await self.hub.add(conversation)
        await self.welcome(conversation)
        self.end_if_revoked(conversation)
        if self._is_stopping:
            conversation.end(1012, "restarting")

    async def welcome(self, conversation: Conversation) -> None:
        """Tell a socket where its rooms stand, or close it when the store is away."""
        try:
            async with asyncio.timeout(self.timing.patience):
                event = await welcome(conversation.user_id, self.documents, self.statuses)
        except _AWAY:
            conversation.end(1013, "try again later")
        else:
            conversation.outbox.begin(encode(event))

    def leave(self, conversation: Conversation) -> None:
        """Let a socket go that was closed, by whomever; its rooms stay as they are for a moment."""
        if not conversation.is_over:
            conversation.is_over = True
            conversation.outbox.close()
            self.hub.remove(conversation)
            self.metrics.sockets.dec()
            self.spawn(self._let_go(conversation))

    async def look_at(self, conversation: Conversation, room_id: str) -> None:
        """Connect a socket to a room."""
        conversation.views.pop(room_id, None)
        conversation.views[room_id] = None
        if len(conversation.views) > MOST_VIEWS:
            await self.look_away(conversation, next(iter(conversation.views)))
        await self.rooms.begin(room_id, _holder(conversation))
        if conversation.is_over:
            await self.rooms.release(room_id, _holder(conversation))

    async def look_away(self, conversation: Conversation, room_id: str) -> None:
        """Disconnect a socket from a room at once."""
        conversation.views.pop(room_id, None)
        await self.rooms.end(room_id, _holder(conversation))
        self.statuses.look_again(room_id)

    def end_if_revoked(self, conversation: Conversation) -> None:
        """Close a socket whose session has ended."""
        if self._revocations.holds(conversation.identity.session_id):
            conversation.end(4401, "session ended")

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done beside, and finished before the process ends."""
        task = asyncio.create_task(work, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _revoked(self, session_ids: set[str]) -> None:
        for conversation in self.hub:
            if conversation.identity.session_id in session_ids:
                conversation.end(4401, "session ended")

    async def _let_go(self, conversation: Conversation) -> None:
        await self.sockets.end(conversation.user_id, conversation.socket_id)
        if self._is_stopping:
            return
        for room_id in conversation.views:
            await self.rooms.release(room_id, _holder(conversation))

    async def _end_all(self, conversations: Sequence[Conversation]) -> None:
        """Close sockets one after the other, so that not all come back at the same time."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for place, conversation in enumerate(conversations):
            due = begun + self.settings.socket_drain_seconds * place / len(conversations)
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            self.spawn(conversation.end_politely(1012, "restarting"))


def _holder(conversation: Conversation) -> str:
    return f"{conversation.user_id}:{conversation.socket_id}"
