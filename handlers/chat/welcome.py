"""What a socket is welcomed with: where its user's rooms stand."""

from typing import Final

from documents import Documents
from documents.room import OwnRoom
from handlers.chat.statuses import Statuses
from handlers.room_views import status_of
from sidepro.wire.frames import RoomOutline, Welcomed

MOST_ROOMS: Final = 200
"""How many rooms a welcome lists; the list of rooms of the API has the rest."""


async def welcome(user_id: str, documents: Documents, statuses: Statuses) -> Welcomed:
    """Read where the rooms of a user stand, and remember what they are told."""
    page = await documents.rooms.page(user_id, cursor=None, limit=MOST_ROOMS)
    connected = await statuses.connected([str(room.id) for room in page.items])
    outlines = [_outline(room, connected=str(room.id) in connected) for room in page.items]
    for outline in outlines:
        statuses.note(outline.room_id, user_id, outline.status)
    return Welcomed(user_id=user_id, rooms=outlines, complete=page.next is None)


def _outline(room: OwnRoom, *, connected: bool) -> RoomOutline:
    return RoomOutline(
        room_id=str(room.id),
        status=status_of(left=room.left_by_partner, connected=connected),
        left_by_partner=room.left_by_partner,
        last_seq=room.last_seq,
        read_seq=room.read_seq,
        partner_read_seq=room.partner_read_seq,
        unread_count=room.unread_count,
    )
