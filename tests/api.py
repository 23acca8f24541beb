"""A client of the API for tests: real requests over a real socket."""

import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from tornado.httpclient import HTTPResponse
from tornado.httputil import HTTPHeaders
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from tests.description import hold_to_description


class Answer:
    """What came back."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.code
        self.headers: HTTPHeaders = response.headers
        self.body: bytes = response.body or b""

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def kind(self) -> str:
        """The kind of a problem, such as `not-found`."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        return str(self.json["type"]).rpartition("/")[2]

    @property
    def pointers(self) -> list[str]:
        """The fields that a problem blames."""
        return sorted(error["pointer"] for error in self.json["errors"])

    @property
    def cookies(self) -> SimpleCookie:
        cookies = SimpleCookie()
        for line in self.headers.get_list("Set-Cookie"):
            cookies.load(line)
        return cookies

    def __repr__(self) -> str:
        return f"<{self.status} {self.body[:500]!r}>"


class Api:
    """Asks one server, as a guest or with a token; cookies are sent only when given."""

    def __init__(self, base: str, token: str | None = None) -> None:
        self.base = base
        self.token = token
        self._client = SimpleAsyncHTTPClient(force_instance=True, max_clients=500)

    def with_token(self, token: str | None) -> "Api":
        """Ask with a token."""
        return Api(self.base, token)

    def close(self) -> None:
        self._client.close()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        raw: bytes | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request: `body` as JSON or `raw` as it is.

        `path` is under /api/v1 unless it begins with two slashes. What comes compressed is unpacked, unless
        the headers say what is accepted.
        """
        address = self.base + (path[1:] if path.startswith("//") else f"/api/v1{quote(path, safe='/?=&%')}")
        if query:
            address += "?" + urlencode(query, doseq=True)
        sent = HTTPHeaders(headers or {})
        content = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        response = await self._client.fetch(
            address,
            method=method,
            headers=sent,
            body=content if content is not None else (b"" if method in {"POST", "PUT", "PATCH"} else None),
            allow_nonstandard_methods=True,
            raise_error=False,
            follow_redirects=False,
            decompress_response="Accept-Encoding" not in sent,
            request_timeout=30,
        )
        if response.error is not None and response.code == 599:
            raise response.error
        answer = Answer(response)
        hold_to_description(method, address, answer.status)
        return answer

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, body: object = None, **options: Any) -> Answer:
        return await self.ask("POST", path, body=body, **options)

    async def put(self, path: str, body: object = None, **options: Any) -> Answer:
        return await self.ask("PUT", path, body=body, **options)

    async def patch(self, path: str, body: object = None, **options: Any) -> Answer:
        return await self.ask("PATCH", path, body=body, **options)

    async def delete(self, path: str, body: object = None, **options: Any) -> Answer:
        return await self.ask("DELETE", path, body=body, **options)
