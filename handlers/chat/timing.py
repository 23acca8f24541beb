"""How long things take in the chat, in seconds; tests shorten them."""

from msgspec import Struct

from sidepro.services.presence import GRACE_SECONDS, LEASE_SECONDS


class Timing(Struct, frozen=True, kw_only=True):
    """The seconds of one process."""

    ping: float = 25.0
    pong: float = 10.0
    """How long a pong may take."""
    lease: float = LEASE_SECONDS
    grace: float = GRACE_SECONDS
    renewal: float = 10.0
    sweep: float = 5.0
    settling: float = 4.0
    """How long after a gap nothing is concluded from leases that are missing: others renew theirs first."""
    kept: float = 40.0
    """How long a room is watched after it was told to be stopped."""
    patience: float = 8.0
    """How long a command may wait for the store."""
    typing: float = 2.0
    farewell: float = 5.5
    """How long sockets may take to close when the server stops; Tornado cuts them after five."""
