"""Rooms and messages as the API takes and gives them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sidepro.wire import patterns
from sidepro.wire.text import Id, Moment
from sidepro.wire.users import AuthorView, TypedUsername

LARGEST_SEQ = 2**53 - 1

Status = Annotated[
    Literal["running", "stopped", "pending"],
    Meta(
        description="`running`: one of the two is connected; `stopped`: nobody is, messages may still be "
        "sent; `pending`: the partner has left, and there is nothing but to read."
    ),
]
PartnerConnected = Annotated[
    bool,
    Meta(description="Whether the partner is connected to the room; never when they have left it."),
]
Seq = Annotated[
    int,
    Meta(
        ge=0,
        le=LARGEST_SEQ,
        description="The number of a message in its room, from 1 without holes; 0 for none.",
        examples=[41],
    ),
]
ClientId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=patterns.CLIENT_KEY,
        description="How the sender names a message before it has a number; the same one again gives the "
        "first message again.",
        examples=["0f6f2a52-7f2e-4a37-9f0e-1f5b7a3c9d10"],
    ),
]
MessageText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=2000,
        pattern=patterns.TEXT,
        description="One or more lines that say something, without control characters.",
        examples=["막차 알리미 코드를 읽어 봤어요. 시간표는 어디에서 가져오시나요?"],
    ),
]


class RoomDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With whom to talk, and the project of one of the two that it begins with, if any."""

    username: TypedUsername
    project_id: Id | None = None


class MessageDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to say."""

    client_id: ClientId
    text: MessageText


class MessageQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which messages of a room: the oldest after a seq, otherwise the newest, before a seq if given."""

    after_seq: Seq | None = None
    before_seq: Seq | None = None
    limit: Annotated[int, Meta(ge=1, le=200, description="How many messages at most.")] = 50


class MessageView(Struct, frozen=True, kw_only=True):
    """One line of a room."""

    id: Id
    room_id: Id
    seq: Seq
    client_id: ClientId
    sender_id: Id
    text: MessageText
    sent_at: Moment


class MessageList(Struct, frozen=True, kw_only=True):
    """Messages that follow one another, the oldest first."""

    items: list[MessageView]
    complete: Annotated[
        bool, Meta(description="Whether nothing lies beyond them in the direction that was asked for.")
    ]
    last_seq: Annotated[Seq, Meta(description="The number of the last message of the room.")]


class RoomView(Struct, frozen=True, kw_only=True):
    """A room as one of its two members sees it."""

    id: Id
    partner: Annotated[AuthorView | None, Meta(description="Null when that account is gone.")]
    status: Status
    left_by_partner: bool
    partner_connected: PartnerConnected
    project_id: Annotated[Id | None, Meta(description="The project that the conversation began with.")]
    last_message: MessageView | None
    last_seq: Seq
    read_seq: Annotated[Seq, Meta(description="Up to where the one who asks has read.")]
    partner_read_seq: Annotated[Seq, Meta(description="Up to where the partner has read.")]
    unread_count: Annotated[
        int, Meta(ge=0, description="How many messages of the partner are unread.", examples=[2])
    ]
    active_at: Annotated[Moment, Meta(description="When the last message was sent, or the room opened.")]
    created_at: Moment
