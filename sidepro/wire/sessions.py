"""Sessions as the API takes and gives them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sidepro.wire.text import Email, Id, Moment
from sidepro.wire.users import OwnUserView, Password

Token = Annotated[str, Meta(examples=["eyJhbGciOiJIUzI1NiJ9.eyJ0eXAiOiJhY2Nlc3MifQ.c2lnbmVk"])]
Seconds = Annotated[int, Meta(ge=1, description="How many seconds it is good for.", examples=[900])]


class LogInDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who somebody says they are, and the password that shows it."""

    email: Email
    password: Password


class AccessView(Struct, frozen=True, kw_only=True):
    """An access token; the refresh token is in the cookie."""

    access_token: Token
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - its kind
    expires_in: Seconds


class SignedInView(AccessView, frozen=True, kw_only=True):
    """An access token and whose it is."""

    user: OwnUserView


class SocketTokenView(Struct, frozen=True, kw_only=True):
    """A token for one handshake of the socket."""

    token: Token
    expires_in: Annotated[Seconds, Meta(examples=[30])]


class SessionView(Struct, frozen=True, kw_only=True):
    """A device on which somebody is signed in."""

    id: Id
    device: Annotated[str, Meta(description="What the browser said it is.", examples=["Chrome · macOS"])]
    current: Annotated[bool, Meta(description="Whether this is the device that asks.")]
    created_at: Moment
    used_at: Moment
    expires_at: Moment


class SessionList(Struct, frozen=True, kw_only=True):
    """All devices of a user, the last used first."""

    items: list[SessionView]
