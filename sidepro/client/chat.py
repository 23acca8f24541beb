"""The client itself: what is said and seen, whatever happens to connections."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import msgspec

from sidepro.client.delivery import RETRY_SECONDS, Delivery, Refusal
from sidepro.client.link import Link, SessionEnded
from sidepro.client.log import Numbered, RoomLog
from sidepro.wire.frames import (
    Event,
    LeaveView,
    Open,
    Opened,
    Read,
    Refused,
    RoomOutline,
    Said,
    Say,
    Typing,
    Welcomed,
)


class ChatClient:
    """A user's socket that comes back by itself.

    `address` is the public address of the site; `ticket` gives a socket token for each handshake and may
    raise `SessionEnded`; `on_event` is called with each event after it was merged; `connect_to` is where
    the server is when it isn't reached by its public address. Pauses between attempts grow from the first
    to the second of `pauses`, in seconds. `paced` keeps to what the server allows. `pings` are how often to
    ask whether the server is still there, and how long it may take to answer, in seconds: a network that has
    gone tells nobody.
    """

    def __init__(
        self,
        address: str,
        ticket: Callable[[], Awaitable[str]],
        *,
        on_event: Callable[[Event], None] | None = None,
        connect_to: str | None = None,
        paced: bool = True,
        pauses: tuple[float, float] = (0.2, 10.0),
        pings: tuple[float, float] = (25.0, 10.0),
    ) -> None:
        self._on_event = on_event
        self._link = Link(
            address,
            connect_to or address,
            ticket,
            receive=self._receive,
            lost=self._forget_connection,
            paced=paced,
            pauses=pauses,
            pings=pings,
        )
        self._task: asyncio.Task[None] | None = None
        self._welcomed = asyncio.Event()
        self._delivery = Delivery(self._send)
        self._opening: dict[str, asyncio.Future[RoomLog]] = {}
        self._asked: set[str] = set()
        self._reads: dict[str, int] = {}
        self.user_id = ""
        self.rooms: dict[str, RoomOutline] = {}
        """Where the rooms stood at the last welcome, by id."""
        self.logs: dict[str, RoomLog] = {}
        """The rooms that are open here, by id."""

    async def __aenter__(self) -> Self:
        """Connect, and return when the server has welcomed us; raises `SessionEnded`."""
        self._task = asyncio.create_task(self._keep())
        welcomed = asyncio.create_task(self._welcomed.wait())
        try:
            await asyncio.wait([self._task, welcomed], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self._leave()
            raise
        finally:
            welcomed.cancel()
        if self._task.done():
            await self._task
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        """Leave; what waits for an answer is cancelled."""
        await self._leave()

    @property
    def is_connected(self) -> bool:
        """Whether the server has welcomed the present connection."""
        return self._welcomed.is_set()

    @property
    def close_code(self) -> int | None:
        """How the last connection ended, if it said so."""
        return self._link.close_code

    async def stay(self) -> None:
        """Stay connected; raises `SessionEnded` when the session has ended."""
        if self._task is not None:
            await asyncio.shield(self._task)

    def cut(self) -> None:
        """End the connection without a word, as a bad network does; it comes back."""
        self._link.cut()

    async def open(self, room_id: str, after_seq: int = 0) -> RoomLog:
        """Open a room and have everything after a message; raises `Refusal`.

        It stays open and complete, through any number of connections, until `leave_view`.
        """
        self.logs.setdefault(room_id, RoomLog(room_id, after_seq))
        waiting = self._opening.get(room_id)
        if waiting is None:
            waiting = self._opening[room_id] = asyncio.get_running_loop().create_future()
            self._ask(room_id)
        return await asyncio.shield(waiting)

    async def say(self, room_id: str, text: str, client_id: str | None = None) -> Numbered:
        """Say something, and return when it is stored; raises `Refusal`.

        What is said in one room is stored in the order of the calls. Giving up on it takes nothing back.
        """
        name = client_id or secrets.token_urlsafe(12)
        return await self._delivery.say(Say(room_id=room_id, client_id=name, text=text))

    def read(self, room_id: str, seq: int) -> None:
        """Tell that one has read up to a message; told again later when the connection is lost."""
        self._reads[room_id] = max(seq, self._reads.get(room_id, 0))
        self._link.send(Read(room_id=room_id, seq=self._reads[room_id]))

    def typing(self, room_id: str) -> None:
        """Tell that one is typing."""
        self._link.send(Typing(room_id=room_id))

    def leave_view(self, room_id: str) -> None:
        """Look at a room no longer."""
        self.logs.pop(room_id, None)
        self._link.send(LeaveView(room_id=room_id))

    async def _leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self) -> None:
        try:
            await self._link.keep()
        finally:
            self._delivery.cancel()
            for waiting in self._opening.values():
                waiting.cancel()

    def _receive(self, event: Event) -> None:
        match event:
            case Welcomed():
                self._resume(event)
            case Opened():
                self._take_opened(event)
            case Said():
                self._take_said(event)
            case Refused():
                self._take_refusal(event)
        if self._on_event is not None:
            self._on_event(event)

    def _resume(self, event: Welcomed) -> None:
        """Say again what has no answer, and ask for what was missed."""
        self.user_id = event.user_id
        self.rooms = {outline.room_id: outline for outline in event.rooms}
        is_new = not self._welcomed.is_set()
        self._welcomed.set()
        self._link.is_welcome()
        for room_id, log in self.logs.items():
            outline = self.rooms.get(room_id)
            if is_new or outline is None or outline.last_seq > log.last_seq:
                self._ask(room_id)
        if is_new:
            self._delivery.again()
        for room_id, seq in self._reads.items():
            if room_id in self.rooms and self.rooms[room_id].read_seq < seq:
                self._link.send(Read(room_id=room_id, seq=seq))

    def _take_opened(self, event: Opened) -> None:
        room_id = event.room.id
        self._asked.discard(room_id)
        log = self.logs.get(room_id)
        if log is None:
            return
        log.merge(event.messages)
        for message in event.messages:
            self._settle(message, room_id)
        if not event.complete or log.has_hole:
            self._ask(room_id)
        elif waiting := self._opening.pop(room_id, None):
            waiting.set_result(log)

    def _take_said(self, event: Said) -> None:
        self._settle(event, event.room_id)
        log = self.logs.get(event.room_id)
        if log is not None:
            log.merge([event])
            if log.has_hole:
                self._ask(event.room_id)

    def _settle(self, message: Numbered, room_id: str) -> None:
        """Give whoever said this their answer."""
        if message.sender_id == self.user_id:
            self._delivery.arrived(message, room_id)

    def _take_refusal(self, event: Refused) -> None:
        """Try again later what may succeed later, and give up the rest."""
        refusal = Refusal(msgspec.json.decode(event.problem))
        if event.room_id is None:
            return
        if event.command == "open":
            self._refuse_to_open(event.room_id, refusal)
        elif event.command == "say" and event.client_id is not None:
            self._delivery.refused(event.room_id, event.client_id, refusal)

    def _refuse_to_open(self, room_id: str, refusal: Refusal) -> None:
        self._asked.discard(room_id)
        if refusal.is_passing:
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self._ask, room_id)
        elif waiting := self._opening.pop(room_id, None):
            self.logs.pop(room_id, None)
            waiting.set_exception(refusal)

    def _ask(self, room_id: str) -> None:
        """Ask for what comes after the last message that is here, once at a time."""
        log = self.logs.get(room_id)
        if log is not None and self._welcomed.is_set() and room_id not in self._asked:
            self._asked.add(room_id)
            self._link.send(Open(room_id=room_id, after_seq=log.last_seq))

    def _send(self, say: Say) -> None:
        if self._welcomed.is_set():
            self._link.send(say)

    def _forget_connection(self) -> None:
        self._welcomed.clear()
        self._asked.clear()


__all__ = ["ChatClient", "Refusal", "SessionEnded"]
