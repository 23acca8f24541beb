"""Rooms and messages as their members see them."""

from documents.messages import Message, Stretch
from documents.room import OwnRoom
from handlers.chat.seen import LEFT, Seen
from handlers.people import author_view
from sidepro.wire.moments import written
from sidepro.wire.rooms import MessageList, MessageView, RoomView


def room_view(room: OwnRoom, images_url: str, seen: Seen) -> RoomView:
    """Show a room; `seen` tells who is connected to it."""
    seen = LEFT if room.left_by_partner else seen
    return RoomView(
        id=str(room.id),
        partner=author_view(room.partner, images_url) if room.partner else None,
        status=seen.status,
        left_by_partner=room.left_by_partner,
        partner_connected=seen.partner_connected,
        project_id=str(room.project_id) if room.project_id else None,
        last_message=message_view(room.last_message) if room.last_message else None,
        last_seq=room.last_seq,
        read_seq=room.read_seq,
        partner_read_seq=room.partner_read_seq,
        unread_count=room.unread_count,
        active_at=written(room.active_at),
        created_at=written(room.created_at),
    )


def message_list(stretch: Stretch) -> MessageList:
    """Show messages that follow one another."""
    return MessageList(
        items=[message_view(message) for message in stretch.items],
        complete=stretch.complete,
        last_seq=stretch.last_seq,
    )


def message_view(message: Message) -> MessageView:
    """Show a message."""
    return MessageView(
        id=str(message.id),
        room_id=str(message.room_id),
        seq=message.seq,
        client_id=message.client_id,
        sender_id=str(message.sender_id),
        text=message.text,
        sent_at=written(message.sent_at),
    )
