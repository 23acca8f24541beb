"""The headers that every reply carries, errors included."""

import re
import secrets
from typing import Final

from tornado.httputil import HTTPHeaders

JSON: Final = "application/json; charset=utf-8"

FRESH_COOKIE: Final = "sidepro_fresh"
"""Tells caches that this person changed something a moment ago and must see it."""

SHARED: Final = "public, max-age=0, s-maxage=1, must-revalidate"
"""What is the same for everyone: revalidated by browsers, kept a second by proxies."""

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SECURE: Final = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def request_id_of(headers: HTTPHeaders) -> str:
    """Take over the id that a proxy gave the request, or give it one."""
    given = headers.get("X-Request-ID", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def put_common(headers: HTTPHeaders, request_id: str, *, secure: bool, last: bool) -> None:
    """Put the headers on a reply.

    `secure` when people reach the site over https; `last` when this process is about to stop, so that whoever
    keeps the connection for another request looks for one elsewhere.
    """
    headers.update(_ALWAYS)
    headers["X-Request-ID"] = request_id
    if secure:
        headers.update(_SECURE)
    if last:
        headers["Connection"] = "close"


def wants_fresh(headers: HTTPHeaders) -> bool:
    """Tell whether a request asks to be let past all caches."""
    return FRESH_COOKIE in headers.get("Cookie", "")
