"""What a socket gets when it opens a room."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from documents.messages import Message, Messages
from documents.room import OwnRoom
from handlers.chat.seen import Seen
from handlers.room_views import message_view, room_view
from sidepro.wire.frames import Opened

MOST_MESSAGES: Final = 200
LARGEST_HISTORY: Final = 256 * 1024
"""How many characters an `opened` may hold: it must fit an outbox, whatever was said."""


class History(NamedTuple):
    """Messages of a room after one of them, and whether the last of them is the last of the room."""

    messages: Sequence[Message]
    complete: bool


async def history(room: OwnRoom, messages: Messages, after_seq: int) -> History:
    """Read what was said in a room after a message: a part that says so when it is not the whole."""
    found, complete = await messages.following(room.id, after_seq, MOST_MESSAGES)
    fitting = _fitting(found)
    return History(found[:fitting], complete and fitting == len(found))


def opened(room: OwnRoom, said: History, seen: Seen, images_url: str) -> Opened:
    """Show a room with what was said in it."""
    return Opened(
        room=room_view(room, images_url, seen),
        messages=[message_view(message) for message in said.messages],
        complete=said.complete,
        last_seq=max([room.last_seq, *(message.seq for message in said.messages[-1:])]),
    )


def _fitting(messages: Sequence[Message]) -> int:
    """Tell how many messages fit, at least one."""
    total = 0
    for count, message in enumerate(messages):
        total += len(message.text)
        if total > LARGEST_HISTORY and count:
            return count
    return len(messages)
