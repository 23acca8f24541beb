"""Refuses a body that is too large before it is read.

Tornado's own `max_body_size` closes the connection on a bare 400. Here the problem is told at once; then
what still comes is thrown away for a while, because closing a connection with unread bytes resets it and
may cost the client the reply (RFC 9112, section 9.6).
"""

from asyncio import Future
from collections.abc import Callable
from typing import Any, Final, cast

from tornado.http1connection import HTTP1Connection
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerRequest,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.routing import Router
from tornado.web import Application

from handlers.base import BaseHandler
from handlers.house import House
from sidepro.problems import TooLarge

LINGER_BYTES: Final = 128 * 1024 * 1024
LINGER_SECONDS: Final = 10

_ENDLESS: Final = 10**18
_DIGITS: Final = 18


class BodyLimit(Router):
    """Stands before the application and passes on what has a body of at most `limit` bytes."""

    def __init__(self, app: Application, limit: int) -> None:
        self._app = app
        self._limit = limit

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate:
        """Choose who takes the body, as soon as the headers are there."""
        if "Transfer-Encoding" in request.headers:
            _connection_of(request).set_max_body_size(_ENDLESS)
            return MeasuredBody(
                self._app.find_handler(request, **kwargs), self._refusal(request), self._limit
            )
        length = request.headers.get("Content-Length", "0")
        if length.isdecimal() and len(length) <= _DIGITS and int(length) > self._limit:
            return self._refusal(request)
        return self._app.find_handler(request, **kwargs)

    def _refusal(self, request: HTTPServerRequest) -> "RefusedBody":
        return RefusedBody(self._app, request, self._limit)


class TooLargeHandler(BaseHandler):
    """Answers a request whose body nobody will read."""

    def initialize(self, house: House, limit: int = 0) -> None:
        """Take how many bytes a body may hold."""
        super().initialize(house)
        self._limit = limit

    def prepare(self) -> None:
        """Say how much may be sent, whatever the method."""
        super().prepare()
        self.set_header("Connection", "close")
        self.finish_problem(TooLarge(values={"limit": self._limit}))


class RefusedBody(HTTPMessageDelegate):
    """Has the problem told, throws the body away, and closes after it or after `LINGER_BYTES` of it."""

    def __init__(self, app: Application, request: HTTPServerRequest, limit: int) -> None:
        self._app = app
        self._request = request
        self._limit = limit
        self._connection = _connection_of(request)
        self._left = LINGER_BYTES
        self._is_told = self._is_read = False

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> None:
        """Tell the problem at once, so that a client that expects a 100 need not send the body."""
        headers.pop("Expect", None)
        self._connection.set_max_body_size(_ENDLESS)
        self._connection.set_body_timeout(LINGER_SECONDS)
        self.tell()

    def tell(self) -> None:
        """Let the problem be written as any other reply, save that the connection stays open after it."""
        self._request.connection = LingeringConnection(self._connection, self._told)
        arguments = {"house": self._app.settings["house"], "limit": self._limit}
        self._app.get_handler_delegate(self._request, TooLargeHandler, arguments).finish()

    def data_received(self, chunk: bytes) -> None:
        """Throw a piece away, and the patience when it was too many."""
        self._left -= len(chunk)
        if self._left < 0:
            self._connection.close()

    def finish(self) -> None:
        """Note that the client has sent everything."""
        self._is_read = True
        self._close_when_done()

    def _told(self) -> None:
        self._is_told = True
        self._close_when_done()

    def _close_when_done(self) -> None:
        if self._is_told and self._is_read:
            self._connection.finish()
            self._connection.close()


class MeasuredBody(HTTPMessageDelegate):
    """Takes a body that doesn't say how long it is, and refuses it once it is too long."""

    def __init__(self, wanted: HTTPMessageDelegate, refusal: RefusedBody, limit: int) -> None:
        self._taker = wanted
        self._refusal = refusal
        self._left = limit

    def headers_received(self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> Any:
        """Pass on."""
        return self._taker.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Any:
        """Pass on while there is not too much of it."""
        self._left -= len(chunk)
        if self._left < 0 and self._taker is not self._refusal:
            self._taker.on_connection_close()
            self._taker = self._refusal
            self._refusal.tell()
        return self._taker.data_received(chunk)

    def finish(self) -> None:
        """Pass on."""
        self._taker.finish()

    def on_connection_close(self) -> None:
        """Pass on."""
        self._taker.on_connection_close()


class LingeringConnection(HTTPConnection):
    """A connection that is not closed when the reply ends; `finished` is called instead."""

    def __init__(self, connection: HTTP1Connection, finished: Callable[[], None]) -> None:
        self._connection = connection
        self._finished = finished
        self.context = connection.context

    def set_close_callback(self, callback: Callable[[], None] | None) -> None:
        """Pass on."""
        self._connection.set_close_callback(callback)

    def write_headers(
        self,
        start_line: RequestStartLine | ResponseStartLine,
        headers: HTTPHeaders,
        chunk: bytes | None = None,
    ) -> "Future[None]":
        """Pass on."""
        return self._connection.write_headers(start_line, headers, chunk)

    def write(self, chunk: bytes) -> "Future[None]":
        """Pass on."""
        return self._connection.write(chunk)

    def finish(self) -> None:
        """Tell that the reply is written."""
        self._finished()


def _connection_of(request: HTTPServerRequest) -> HTTP1Connection:
    """Give the connection as what it is: the server speaks HTTP/1 only."""
    return cast("HTTP1Connection", request.connection)
