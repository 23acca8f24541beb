"""What the server and a rendering process say to each other.

A frame is a kind, a length, and that many bytes of UTF-8, in which lone surrogates may stand.
"""

import struct
from enum import Enum
from typing import Final

HEAD: Final = struct.Struct(">cI")
"""One byte for the kind, four for the length of what follows."""


class Kind(bytes, Enum):
    """What a frame means."""

    READY = b"R"
    TEXT = b"T"
    HTML = b"H"
    FAILED = b"F"


def frame(kind: Kind, content: str = "") -> bytes:
    """Write a frame."""
    payload = content.encode(errors="surrogatepass")
    return HEAD.pack(kind.value, len(payload)) + payload


def content_of(payload: bytes) -> str:
    """Read what follows the head of a frame."""
    return payload.decode(errors="surrogatepass")
