"""What a socket is welcomed with: where its user's rooms stand."""

from documents import Documents
from documents.room import Outline
from handlers.chat.seen import LEFT, Seen
from handlers.chat.statuses import Statuses
from sidepro.wire.frames import RoomOutline, Welcomed


async def welcome(user_id: str, documents: Documents, statuses: Statuses) -> Welcomed:
    """Read where the rooms of a user stand, and remember what they are told."""
    found = await documents.outlines.of(user_id)
    connected = await statuses.seen(user_id, [room.id for room in found.rooms])
    seen = {room.id: LEFT if room.left_by_partner else connected[room.id] for room in found.rooms}
    for room_id, each in seen.items():
        statuses.note(room_id, user_id, each)
    outlines = [_outline(room, seen[room.id]) for room in found.rooms]
    return Welcomed(user_id=user_id, rooms=outlines, complete=found.complete)


def _outline(room: Outline, seen: Seen) -> RoomOutline:
    return RoomOutline(
        room_id=room.id,
        status=seen.status,
        left_by_partner=room.left_by_partner,
        partner_connected=seen.partner_connected,
        last_seq=room.last_seq,
        read_seq=room.read_seq,
        partner_read_seq=room.partner_read_seq,
        unread_count=room.unread_count,
    )
