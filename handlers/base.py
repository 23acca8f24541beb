"""What all handlers share: identity, decoding, replies, problems and their headers."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog
from tornado.web import RequestHandler

from handlers.errors import problem_of, written
from handlers.headers import FRESH_COOKIE, JSON, SHARED, put_common, request_id_of
from handlers.house import House
from handlers.operation import Operation, operations_of
from handlers.request_log import client_address, note_refusal
from sidepro.problems import Malformed, Problem, Unauthenticated, UnsupportedMediaType
from sidepro.services.addresses import block
from sidepro.services.tokens import Identity
from sidepro.translations import Locale, negotiate
from sidepro.wire.codec import decode_json, decode_query, encode

log = structlog.get_logger("sidepro.handlers")


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters at all."""


class PlainText(msgspec.Struct, frozen=True):
    """A reply that is not JSON; its status is that of the operation unless it says otherwise."""

    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    status: int | None = None
    caching: str = "no-store"


class BaseHandler(RequestHandler):
    """A handler that knows its house, names its request and answers with problems."""

    house: House
    request_id: str = ""
    identity: Identity | None = None

    def initialize(self, house: House) -> None:
        """Take what the application was composed of."""
        self.house = house
        house.lifecycle.begin()

    def on_finish(self) -> None:
        """Count the request as done."""
        self.house.lifecycle.end()

    def set_default_headers(self) -> None:
        """Send the headers that every reply carries, errors included."""
        self.request_id = self.request_id or request_id_of(self.request.headers)
        put_common(
            self._headers,
            self.request_id,
            secure=self.settings["secure"],
            last=self.settings["house"].lifecycle.draining,
        )
        del self._headers["Server"]

    def prepare(self) -> Awaitable[None] | None:
        """Bind the request to every line that is logged about it."""
        structlog.contextvars.bind_contextvars(request_id=self.request_id)
        return None

    @property
    def locale_wanted(self) -> Locale:
        """The language in which to answer."""
        return negotiate(self.request.headers.get("Accept-Language", ""))

    @property
    def client_address(self) -> str:
        """The address of the client: behind a trusted proxy, the one that the proxy tells."""
        return client_address(self.house, self.request)

    def address_of(self, path: str, **arguments: str) -> str:
        """Build a public address from the route with that path."""
        return self.house.settings.public_url.rstrip("/") + self.reverse_url(path, *arguments.values())

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """Log what nobody expected; problems are in the line of the request."""
        if problem_of(value, ()).status == 500:
            log.error("request.failed", method=self.request.method, exc_info=value)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with a problem, whatever went wrong."""
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else None
        self.finish_problem(problem_of(error, self.allowed))

    def finish_problem(self, problem: Problem) -> None:
        """Write a problem and end the reply."""
        known = self.identity is not None
        note_refusal(self.house, self.request, problem, address=self.client_address, known=known)
        self.set_status(problem.status)
        self.set_header("Content-Type", "application/problem+json")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Vary", "Accept-Language")
        for name, value in problem.headers.items():
            self.set_header(name, value)
        base = f"{self.house.settings.public_url.rstrip('/')}/api/v1/problems"
        locale = self.locale_wanted
        self.set_header("Content-Language", locale)
        self.finish(written(problem, self.house.translations, locale, base=base, request_id=self.request_id))

    def finish_text(self, reply: PlainText, status: int) -> None:
        """Reply with what is not JSON."""
        self.set_status(reply.status or status)
        self.set_header("Content-Type", reply.content_type)
        self.set_header("Cache-Control", reply.caching)
        self.finish(reply.body)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The methods that this address answers."""
        methods = tuple(name.upper() for name in operations_of(type(self)))
        return ("GET", "HEAD", *methods[1:]) if methods[:1] == ("GET",) else methods


class ApiHandler(BaseHandler):
    """A resource of the API; its methods are declared with `@operation`."""

    _etag: str | None = None

    async def head(self, **path: str) -> None:
        """Answer as GET does, without the body."""
        answered = self.get(**path)
        if answered is not None:
            await answered

    @property
    def user_id(self) -> str:
        """The id of the user who asks; raises `Unauthenticated` for a guest."""
        if self.identity is None:
            raise Unauthenticated
        return self.identity.user_id

    @property
    def session_id(self) -> str:
        """The id of the session by which they ask; raises `Unauthenticated` for a guest."""
        if self.identity is None:
            raise Unauthenticated
        return self.identity.session_id

    async def perform(
        self, contract: Operation, method: Callable[..., Awaitable[Any]], path: dict[str, str]
    ) -> None:
        """Do what was asked as its contract says: identify, limit, decode, act, reply."""
        if not contract.public:
            self.identity = self.identify()
        elif contract.changes:
            self.identity = self.identify() if "Authorization" in self.request.headers else None
        if contract.limit:
            await self.house.services.limits.spend(contract.limit, self.limited_as)
        generation = self.house.replies.begin()
        reply = await method(self, **self._arguments(contract), **path)
        if contract.changes:
            self._forget()
        self._finish_reply(contract, reply, generation)

    def identify(self) -> Identity:
        """Tell who asks; raises `Unauthenticated` without a current token of a living session."""
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated
        identity = self.house.services.tokens.identify(token.strip())
        if self.house.services.revocations.holds(identity.session_id):
            raise Unauthenticated("unauthenticated.expired", error="invalid_token")
        structlog.contextvars.bind_contextvars(user_id=identity.user_id, session_id=identity.session_id)
        return identity

    @property
    def limited_as(self) -> tuple[str, ...]:
        """Whose allowance is spent: the address's, and the account's if there is one."""
        address = f"address:{block(self.client_address)}"
        return (address, f"user:{self.identity.user_id}") if self.identity else (address,)

    def _arguments(self, contract: Operation) -> dict[str, Any]:
        arguments: dict[str, Any] = {}
        if contract.query is not None or self.request.query_arguments:
            arguments["query"] = self._query(contract)
        if contract.body is not None:
            arguments["body"] = self._body(contract)
        if contract.query is None:
            arguments.pop("query", None)
        return arguments

    def _query(self, contract: Operation) -> Any:
        try:
            given = {
                name: [value.decode() for value in values]
                for name, values in self.request.query_arguments.items()
            }
        except UnicodeDecodeError:
            raise Malformed("malformed.request") from None
        return decode_query(given, contract.query or Nothing)

    def _body(self, contract: Operation) -> Any:
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not self.request.body and not kind:
            raise Malformed("malformed.no-body")
        if kind != "application/json":
            raise UnsupportedMediaType
        return decode_json(self.request.body, contract.body)

    def _forget(self) -> None:
        """Forget cached replies here, and ask the caches on the way to let this person past."""
        self.house.replies.forget()
        self.set_cookie(
            FRESH_COOKIE,
            "1",
            max_age=2,
            httponly=True,
            samesite="Strict",
            secure=self.house.settings.is_secure,
        )

    def _finish_reply(self, contract: Operation, reply: object, generation: int) -> None:
        if reply is None:
            self.set_status(contract.status)
            self.clear_header("Content-Type")
            self.set_header("Cache-Control", "no-store")
            self.finish()
            return
        if isinstance(reply, PlainText):
            self.finish_text(reply, contract.status)
            return
        body = reply if isinstance(reply, bytes) else encode(reply)
        if contract.cached:
            etag = weak_etag(body)
            self.house.replies.keep(self.request.uri or "", body, etag, generation)
            self._finish_shared(body, etag)
            return
        self._finish_private(body, contract.status, JSON)

    def _finish_private(self, body: bytes, status: int, content_type: str) -> None:
        self.set_status(status)
        self._headers["Content-Type"] = content_type
        self._headers["Cache-Control"] = "no-store"
        self.finish(body)

    def _finish_shared(self, body: bytes, etag: str) -> None:
        """Reply with what is the same for everyone."""
        self._etag = etag
        self._headers["Content-Type"] = JSON
        self._headers["Cache-Control"] = SHARED
        self.finish(body)

    def compute_etag(self) -> str | None:
        """Give the ETag of a shared reply; others have none."""
        return self._etag


def weak_etag(body: bytes) -> str:
    """Name a reply by its content."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
