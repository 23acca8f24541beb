"""What one socket commands, decided afresh for each command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
import structlog

from handlers.chat.lines import Line
from handlers.chat.opening import history, opened
from handlers.chat.outbox import Outbox
from handlers.chat.pace import OPEN_WEIGHS, Pace
from handlers.errors import problem_of, written
from sidepro.problems import Malformed, NotFound, Problem, TooFast, Unavailable
from sidepro.services.tokens import Identity
from sidepro.translations import Locale
from sidepro.wire.codec import encode
from sidepro.wire.frames import (
    Command,
    Event,
    HasRead,
    IsTyping,
    LeaveView,
    Mention,
    Open,
    Read,
    Refused,
    Say,
    Typing,
    decode_command,
    mentioned,
)

if TYPE_CHECKING:
    from handlers.chat.chat import Chat

log = structlog.get_logger("sidepro.chat")

C = TypeVar("C")

MOST_SAYING: Final = 100
"""How many messages of one socket may wait to be committed before it is read on."""
MOST_VIEWS: Final = 50
"""How many rooms a socket may look at; with one more it looks away from the one opened first."""


class Conversation:
    """One socket of a user, from its welcome to its end."""

    __slots__ = (
        "_chat",
        "_line",
        "_locale",
        "_pace",
        "_saying",
        "_typed_at",
        "identity",
        "is_over",
        "outbox",
        "socket_id",
        "views",
    )

    def __init__(
        self, chat: "Chat", identity: Identity, *, socket_id: str, locale: Locale, line: Line, outbox: Outbox
    ) -> None:
        self._chat = chat
        self._line = line
        self._locale = locale
        self._pace = Pace() if chat.settings.rate_limits else None
        self._saying: set[asyncio.Task[None]] = set()
        self._typed_at: dict[str, float] | None = None
        self.identity = identity
        self.is_over = False
        self.outbox = outbox
        self.socket_id = socket_id
        self.views: dict[str, None] = {}

    @property
    def user_id(self) -> str:
        """Whose socket it is."""
        return self.identity.user_id

    def put(self, frame: bytes) -> None:
        """Send an event that is written already."""
        self.outbox.put(frame)

    def tell(self, event: Event) -> None:
        """Send an event to this socket alone."""
        self.outbox.put(encode(event))

    async def take(self, raw: str | bytes) -> None:
        """Do what a frame commands, or refuse it; nothing that a client sends raises."""
        if self.is_over:
            return
        try:
            command = self._read(raw)
            self._spend(OPEN_WEIGHS if isinstance(command, Open) else 1)
            self._chat.metrics.commanded(str(command.__struct_config__.tag))
            await self._do(command)
        except Exception as error:
            self._refuse(mentioned(raw) if isinstance(raw, str) else Mention(), error)

    def end(self, code: int, reason: str) -> None:
        """Close the socket, with what was put before sent as far as it takes it."""
        if not self.is_over:
            self.outbox.finish()
            self._line.hang_up(code, reason)
            self._chat.leave(self)

    async def end_politely(self, code: int, reason: str) -> None:
        """Close the socket when what was said has its answer, or a second has passed."""
        if self._saying:
            await asyncio.wait(self._saying, timeout=1)
        self.end(code, reason)

    def _read(self, raw: str | bytes) -> Command:
        if isinstance(raw, str):
            try:
                return decode_command(raw)
            except Exception:
                self._spend(1)
                raise
        self._spend(1)
        raise Malformed("malformed.binary")

    def _spend(self, weight: int) -> None:
        if self._pace is None or self._pace.spend(weight):
            return
        if self._pace.is_ignored:
            self.end(1008, "too fast")
        raise TooFast(1)

    async def _do(self, command: Command) -> None:
        match command:
            case Say():
                await self._begin_to_say(command)
            case Open():
                await self._in_time(self._open, command)
            case LeaveView():
                await self._leave_view(command.room_id)
            case Read():
                await self._in_time(self._note_read, command)
            case Typing():
                await self._in_time(self._tell_typing, command)

    async def _begin_to_say(self, command: Say) -> None:
        """Say something without waiting until it is said: the next thing may come meanwhile."""
        task = asyncio.create_task(self._say(command))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)
        if len(self._saying) >= MOST_SAYING:
            await asyncio.wait(self._saying, return_when=asyncio.FIRST_COMPLETED)

    async def _say(self, command: Say) -> None:
        """Have a message committed; the log tells everyone, and that is the acknowledgement."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            await self._chat.message_log.say(command.room_id, self.user_id, command.client_id, command.text)
        except Exception as error:
            self._refuse(Mention("say", command.room_id, command.client_id), error)
        else:
            self._chat.metrics.said(clock() - begun)

    async def _open(self, command: Open) -> None:
        """Connect to a room, then read: what is said from now on comes as events."""
        room_id, statuses = command.room_id, self._chat.statuses
        room = await self._chat.documents.rooms.find(room_id, self.user_id)
        await self._chat.look_at(self, room_id)
        said = await history(room, self._chat.documents.messages, command.after_seq)
        seen = (await statuses.seen(self.user_id, [room_id]))[room_id]
        self.tell(opened(room, said, seen, self._chat.settings.images_url))
        if not room.left_by_partner:
            statuses.shown(room_id, self.user_id, seen)
            statuses.check(room_id, map(str, room.members))

    async def _leave_view(self, room_id: str) -> None:
        """Look away; that a room is none of theirs changes nothing for anyone."""
        if room_id in self.views:
            await self._chat.look_away(self, room_id)

    async def _note_read(self, command: Read) -> None:
        """Note how far this user has read, and tell both."""
        seq = await self._chat.documents.rooms.mark_read(command.room_id, self.user_id, command.seq)
        readers = await self._chat.memberships.readers(command.room_id)
        event = HasRead(room_id=command.room_id, user_id=self.user_id, seq=seq)
        self._chat.hub.tell(readers | {self.user_id}, event)

    async def _tell_typing(self, command: Typing) -> None:
        """Tell the partner, unless they were told a moment ago."""
        room_id = command.room_id
        if self._typed_recently(room_id):
            return
        readers = await self._chat.memberships.readers(room_id)
        if self.user_id not in readers:
            raise NotFound
        self._chat.hub.tell(readers - {self.user_id}, IsTyping(room_id=room_id, user_id=self.user_id))

    def _typed_recently(self, room_id: str) -> bool:
        moment = asyncio.get_running_loop().time()
        oldest = moment - self._chat.timing.typing
        recent = {room: at for room, at in (self._typed_at or {}).items() if at > oldest}
        self._typed_at = {room_id: moment, **recent}
        return room_id in recent

    async def _in_time(self, work: Callable[[C], Awaitable[None]], command: C) -> None:
        """Wait for the store, but not for ever, and with no more others than it can take."""
        try:
            async with asyncio.timeout(self._chat.timing.patience), self._chat.gate:
                await work(command)
        except TimeoutError:
            raise Unavailable from None

    def _refuse(self, mention: Mention, error: Exception) -> None:
        """Tell that a command was not done."""
        problem = problem_of(error, ())
        if problem.status == 500:
            log.error("frame.failed", command=mention.command, exc_info=error)
        else:
            log.info("frame.refused", command=mention.command, kind=problem.kind)
        self._chat.metrics.refused(problem.kind)
        self.tell(
            Refused(
                command=mention.command,
                room_id=mention.room_id,
                client_id=mention.client_id,
                problem=self._written(problem),
            )
        )

    def _written(self, problem: Problem) -> msgspec.Raw:
        base = f"{self._chat.settings.public_url.rstrip('/')}/api/v1/problems"
        translations = self._chat.translations
        return msgspec.Raw(written(problem, translations, self._locale, base=base, request_id=self.socket_id))
