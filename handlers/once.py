"""Requests that make something once, however often they are sent."""

import re
from typing import Final

from documents.idempotency import Once
from handlers.base import ApiHandler
from sidepro.problems import Malformed
from sidepro.wire.patterns import CLIENT_KEY

_HEADER: Final = "Idempotency-Key"
_KEY: Final = re.compile(CLIENT_KEY)


def once(handler: ApiHandler) -> Once | None:
    """Name the request by user, address, Idempotency-Key and body; None without a key.

    Raises `Malformed` for a key that isn't 1 to 64 visible ASCII characters.
    """
    request = handler.request
    if (key := request.headers.get(_HEADER)) is None:
        return None
    if not _KEY.match(key):
        raise Malformed("malformed.header", values={"header": _HEADER})
    return Once.of(handler.user_id, request.path, key, request.body)
