"""Answers what is in the cache before anything else of the application is touched.

A route, a handler and its life cost more than the reply itself when that is only bytes.
"""

import re
import time
from typing import Any, Final

from tornado.httputil import (
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerRequest,
    ResponseStartLine,
    format_timestamp,
)
from tornado.routing import Router

from handlers.headers import JSON, SHARED, put_common, request_id_of, wants_fresh
from handlers.house import House
from handlers.replies import Reply
from handlers.request_log import note

_ETAG: Final = re.compile(r'\*|(?:W/)?("[^"]{0,64}")')
_BODY_HEADERS: Final = ("Content-Length", "Transfer-Encoding", "Expect")


class Shortcut(Router):
    """Stands before everything that answers, and passes on what is not in the cache."""

    def __init__(self, house: House, behind: Router) -> None:
        self._house = house
        self._behind = behind

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        """Choose who answers, as soon as the headers are there."""
        headers = request.headers
        if request.method == "GET" and not wants_fresh(headers):
            reply = self._house.replies.find(request.uri or "")
            if reply is not None and not any(name in headers for name in _BODY_HEADERS):
                return CachedReply(self._house, request, reply)
        return self._behind.find_handler(request, **kwargs)


class CachedReply(HTTPMessageDelegate):
    """Writes a reply from the cache."""

    def __init__(self, house: House, request: HTTPServerRequest, reply: Reply) -> None:
        self._house = house
        self._request = request
        self._reply = reply

    def finish(self) -> None:
        """Write the reply, or that the client has it already (RFC 9110, section 13.1.2)."""
        reply, request = self._reply, self._request
        request_id = request_id_of(request.headers)
        unchanged = _names(request.headers.get("If-None-Match", ""), reply.etag)
        start = ResponseStartLine("", 304, "Not Modified") if unchanged else ResponseStartLine("", 200, "OK")
        connection = request.connection
        if connection is None:
            return
        connection.write_headers(
            start, self._headers(request_id, unchanged=unchanged), b"" if unchanged else reply.body
        )
        connection.finish()
        self._house.services.metrics.cached_reply()
        note(self._house, request, request_id=request_id, resource="Cache", status=start.code)

    def _headers(self, request_id: str, *, unchanged: bool) -> HTTPHeaders:
        headers = HTTPHeaders()
        headers["Date"] = format_timestamp(time.time())
        put_common(
            headers,
            request_id,
            secure=self._house.settings.is_secure,
            last=self._house.lifecycle.draining,
        )
        headers["Cache-Control"] = SHARED
        headers["Etag"] = self._reply.etag
        if not unchanged:
            headers["Content-Type"] = JSON
            headers["Content-Length"] = str(len(self._reply.body))
        return headers


def _names(if_none_match: str, etag: str) -> bool:
    """Tell whether a list of ETags holds this one, by weak comparison (RFC 9110, section 8.8.3.2)."""
    if not if_none_match:
        return False
    opaque = etag.removeprefix("W/")
    return any(found[0] == "*" or found[1] == opaque for found in _ETAG.finditer(if_none_match))
