"""What goes over the socket: commands of the client, events of the server, as JSON objects with a `type`."""

import re
from typing import Annotated, Any, Final, get_args

import msgspec
from msgspec import Meta, Raw, Struct

from sidepro.wire.codec import decode_json
from sidepro.wire.faults import Fault, InvalidInput, pointer
from sidepro.wire.rooms import ClientId, MessageText, MessageView, PartnerConnected, RoomView, Seq, Status
from sidepro.wire.text import Id, Moment

SUBPROTOCOL: Final = "sidepro.v1"
TOKEN_PREFIX: Final = "token."  # noqa: S105 - stands before a token
LARGEST_FRAME: Final = 16 * 1024
"""The most bytes that a command may have, and a frame of the protocol too."""


def _tag(name: str) -> str:
    return re.sub("(?<!^)(?=[A-Z])", "_", name).lower()


class _Frame(Struct, frozen=True, tag_field="type", tag=_tag):
    """An object whose `type` tells which frame it is."""


class _Command(_Frame, frozen=True, forbid_unknown_fields=True):
    """A frame of a client, which has to be right to the last field."""


class Open(_Command, frozen=True, kw_only=True):
    """Look at a room: be connected to it, and get what was said after a message."""

    room_id: Id
    after_seq: Seq


class LeaveView(_Command, frozen=True, kw_only=True):
    """Look at a room no longer; one remains its member."""

    room_id: Id


class Say(_Command, frozen=True, kw_only=True):
    """Say something; saying it again with the same `client_id` is safe."""

    room_id: Id
    client_id: ClientId
    text: MessageText


class Typing(_Command, frozen=True, kw_only=True):
    """Tell that one is typing; at most once in two seconds, more is ignored."""

    room_id: Id


class Read(_Command, frozen=True, kw_only=True):
    """Tell up to where one has read."""

    room_id: Id
    seq: Seq


class RoomOutline(Struct, frozen=True, kw_only=True):
    """Where a room stands."""

    room_id: Id
    status: Status
    left_by_partner: bool
    partner_connected: PartnerConnected
    last_seq: Seq
    read_seq: Seq
    partner_read_seq: Seq
    unread_count: Annotated[int, Meta(ge=0)]


class Welcomed(_Frame, frozen=True, kw_only=True):
    """The first event, and again whenever events may have been lost on their way."""

    user_id: Id
    rooms: Annotated[list[RoomOutline], Meta(description="One's rooms, the latest active first.")]
    complete: Annotated[bool, Meta(description="Whether these are all; the list of rooms has the rest.")]


class Opened(_Frame, frozen=True, kw_only=True):
    """A room, and the messages after the one that was named."""

    room: RoomView
    messages: Annotated[list[MessageView], Meta(max_length=200)]
    complete: Annotated[bool, Meta(description="Whether the last of them is the last of the room.")]
    last_seq: Annotated[Seq, Meta(description="The number of the last message of the room.")]


class Said(_Frame, frozen=True, kw_only=True):
    """Somebody said something, and it is stored: to its sender this is the acknowledgement."""

    id: Id
    room_id: Id
    seq: Seq
    client_id: ClientId
    sender_id: Id
    text: MessageText
    sent_at: Moment


class IsTyping(_Frame, frozen=True, kw_only=True, tag="typing"):
    """The partner is typing; it holds for five seconds, or until they say something."""

    room_id: Id
    user_id: Id


class HasRead(_Frame, frozen=True, kw_only=True, tag="read"):
    """One of the two has read up to a message; never goes back."""

    room_id: Id
    user_id: Id
    seq: Seq


class RoomChanged(_Frame, frozen=True, kw_only=True):
    """The status of a room has changed, or whether the partner is connected, or the room is new."""

    room_id: Id
    status: Status
    left_by_partner: bool
    partner_connected: PartnerConnected
    left: Annotated[bool, Meta(description="Whether one has left it oneself, on another page.")] = False


class Refused(_Frame, frozen=True, kw_only=True, omit_defaults=True):
    """A command was not done; names what it was about as far as that could be read."""

    command: str | None = None
    room_id: Id | None = None
    client_id: ClientId | None = None
    problem: Annotated[Raw, Meta(description="A problem as the API writes it (RFC 9457).")]


class Restarting(_Frame, frozen=True, kw_only=True):
    """The server is about to close this socket with 1012; connect again."""


Command = Open | LeaveView | Say | Typing | Read
Event = Welcomed | Opened | Said | IsTyping | HasRead | RoomChanged | Refused | Restarting

COMMANDS: Final[dict[str, type[Command]]] = {
    str(each.__struct_config__.tag): each for each in get_args(Command)
}
"""Every command by its `type`."""

EVENTS: Final[dict[str, type[Event]]] = {str(each.__struct_config__.tag): each for each in get_args(Event)}
"""Every event by its `type`."""

_commands: Final = msgspec.json.Decoder(Command)
_events: Final = msgspec.json.Decoder(Event)


class Mention(Struct, frozen=True):
    """What a bad frame was about, as far as it is well formed."""

    command: str | None = None
    room_id: str | None = None
    client_id: str | None = None


def decode_command(raw: str) -> Command:
    """Read a command; raises `MalformedInput` and `InvalidInput` with every fault."""
    try:
        command: Command = _commands.decode(raw)
    except msgspec.MsgspecError:
        return _explain(raw)
    return command


def decode_event(raw: bytes | str) -> Event:
    """Read an event, without fields that a newer server adds; raises `msgspec.MsgspecError`."""
    event: Event = _events.decode(raw)
    return event


def mentioned(raw: str) -> Mention:
    """Tell what a frame that could not be read as a command was about."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        return Mention()
    if not isinstance(value, dict):
        return Mention()
    kind = value.get("type")
    return Mention(
        command=kind if isinstance(kind, str) and kind in COMMANDS else None,
        room_id=_well_formed(value.get("room_id"), Id),
        client_id=_well_formed(value.get("client_id"), ClientId),
    )


def _explain(raw: str) -> Command:
    """Find everything that is wrong with a frame."""
    kind = decode_json(raw.encode(), _Kind).type
    if not isinstance(kind, str):
        raise InvalidInput((Fault(pointer("type"), "wrong_type", {"expected": "str"}),))
    if kind not in COMMANDS:
        raise InvalidInput((Fault(pointer("type"), "not_a_choice"),))
    return decode_json(raw.encode(), COMMANDS[kind])


class _Kind(Struct):
    """Any object with a `type`."""

    type: Any


def _well_formed(value: Any, type_: Any) -> str | None:
    try:
        return str(msgspec.convert(value, type_))
    except msgspec.ValidationError:
        return None
