"""What a socket is welcomed with: where its user's rooms stand."""

from documents import Documents
from documents.room import Outline
from handlers.chat.statuses import Statuses
from handlers.room_views import status_of
from sidepro.wire.frames import RoomOutline, Welcomed


async def welcome(user_id: str, documents: Documents, statuses: Statuses) -> Welcomed:
    """Read where the rooms of a user stand, and remember what they are told."""
    found = await documents.outlines.of(user_id)
    connected = await statuses.connected([room.id for room in found.rooms])
    outlines = [_outline(room, connected=room.id in connected) for room in found.rooms]
    for outline in outlines:
        statuses.note(outline.room_id, user_id, outline.status)
    return Welcomed(user_id=user_id, rooms=outlines, complete=found.complete)


def _outline(room: Outline, *, connected: bool) -> RoomOutline:
    return RoomOutline(
        room_id=room.id,
        status=status_of(left=room.left_by_partner, connected=connected),
        left_by_partner=room.left_by_partner,
        last_seq=room.last_seq,
        read_seq=room.read_seq,
        partner_read_seq=room.partner_read_seq,
        unread_count=room.unread_count,
    )
