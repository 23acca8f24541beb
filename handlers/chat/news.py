"""What happens to rooms, and who is told: from the log and the store here, and from other processes."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from documents import STORE_AWAY
from documents.collection import object_id
from documents.messages import Message
from documents.room import Standing
from handlers.chat.notices import Handover, decode_notice
from sidepro.wire.codec import encode
from sidepro.wire.frames import Event, HasRead, IsTyping, RoomChanged, Said, decode_event
from sidepro.wire.moments import written

if TYPE_CHECKING:
    from handlers.chat.chat import Chat

log = structlog.get_logger("sidepro.chat")

_TRIES: Final = 5
_PAUSE_SECONDS: Final = 1.0


class News:
    """Takes in what happens and tells those whom it concerns; an `Ear` of the bus."""

    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    def said(self, standing: Standing, messages: Sequence[Message]) -> None:
        """Tell both of messages that were just committed; to the sender it is the acknowledgement."""
        for message in messages:
            event = _said(message)
            partners = standing.readers - {event.sender_id}
            self._chat.hub.tell((event.sender_id, *partners), event)

    def changed_hands(self, room_id: str) -> None:
        """Take in that somebody left a room or came back to it, through this process."""
        self._chat.memberships.forget(room_id)
        self._chat.spawn(self._hand_over(room_id))

    def left(self, room_id: str, user_id: str) -> None:
        """Tell the sockets of somebody that they have left a room."""
        self._chat.statuses.forget(room_id, user_id)
        event = RoomChanged(
            room_id=room_id, status="pending", left_by_partner=False, partner_connected=False, left=True
        )
        self._chat.hub.tell([user_id], event)

    def heard(self, user_id: str, frame: bytes) -> None:
        """Take in an event for the sockets of a user from another process."""
        try:
            event = decode_event(frame)
        except msgspec.MsgspecError:
            log.warning("bus.garbled")
            return
        if self._is_news(user_id, event):
            self._chat.hub.deliver(user_id, frame)

    def _is_news(self, user_id: str, event: Event) -> bool:
        """Take in an event for what is known here, and tell whether the user has not heard of it."""
        match event:
            case Said():
                self._chat.message_log.heard(event.room_id, event.seq, event.sender_id)
                return True
            case RoomChanged():
                return self._chat.statuses.heard(user_id, event)
            case IsTyping() | HasRead():
                return True
        log.warning("bus.garbled")
        return False

    def noticed(self, frame: bytes) -> None:
        """Take in that a room changed hands through another process."""
        try:
            self._take_over(decode_notice(frame))
        except msgspec.MsgspecError:
            log.warning("bus.garbled")

    def deaf(self) -> None:
        """Conclude nothing from a Redis that may have forgotten who is connected, until it is heard again."""
        self._chat.statuses.unsettle()

    def missed(self) -> None:
        """Have every socket of this process look at what is stored."""
        self._chat.rounds.missed()

    async def _hand_over(self, room_id: str) -> None:
        """Tell the readers of a room, and all processes, who reads it now; tries for a while."""
        for _ in range(_TRIES):
            with suppress(*STORE_AWAY):
                standings = await self._chat.documents.rooms.standings([object_id(room_id)])
                self._handed_over(room_id, next(iter(standings.values()), None))
                return
            await asyncio.sleep(_PAUSE_SECONDS)

    def _handed_over(self, room_id: str, standing: Standing | None) -> None:
        readers = standing.readers if standing else frozenset[str]()
        pending = standing is None or standing.pending
        notice = Handover(room_id=room_id, readers=sorted(readers), pending=pending)
        self._chat.bus.announce(encode(notice))
        self._take_over(notice)
        if standing is not None:
            self._chat.statuses.changed_hands(room_id, readers, pending=pending)

    def _take_over(self, notice: Handover) -> None:
        """Forget who read the room, and disconnect those who read it no longer."""
        self._chat.memberships.forget(notice.room_id)
        self._chat.message_log.forget(notice.room_id)
        self._chat.statuses.handed_over(notice.room_id, notice.readers, pending=notice.pending)
        for holder in self._chat.rooms.holders(notice.room_id):
            if holder.partition(":")[0] not in notice.readers:
                self._chat.spawn(self._chat.rooms.end(notice.room_id, holder))


def _said(message: Message) -> Said:
    return Said(
        id=str(message.id),
        room_id=str(message.room_id),
        seq=message.seq,
        client_id=message.client_id,
        sender_id=str(message.sender_id),
        text=message.text,
        sent_at=written(message.sent_at),
    )
