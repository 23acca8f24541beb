"""What processes tell one another that is not for sockets."""

import msgspec

from sidepro.wire.text import Id


class Handover(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody left a room or came back to it; these read it now, and it is pending if one is missing."""

    room_id: Id
    readers: list[Id]
    pending: bool


_decoder = msgspec.json.Decoder(Handover)


def decode_notice(frame: bytes) -> Handover:
    """Read a notice; raises `msgspec.MsgspecError`."""
    return _decoder.decode(frame)
