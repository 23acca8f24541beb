"""The socket itself: the handshake, frames in and out, and its end (docs/protocol.md)."""

import asyncio
import secrets
import time
from typing import Final

import structlog
from tornado.httputil import HTTPHeaders
from tornado.iostream import IOStream
from tornado.websocket import WebSocketHandler

from handlers.base import BaseHandler
from handlers.chat.chat import MOST_SOCKETS
from handlers.chat.conversation import Conversation
from handlers.chat.outbox import Outbox
from handlers.routing import Route
from sidepro.problems import Forbidden, Malformed, MethodNotAllowed, TooFast, Unauthenticated, Unavailable
from sidepro.services.tokens import Identity
from sidepro.wire.frames import LARGEST_FRAME, SUBPROTOCOL, TOKEN_PREFIX

log = structlog.get_logger("sidepro.chat")

_OFFER: Final = "Sec-WebSocket-Protocol"
_NEEDED: Final = ("Sec-WebSocket-Key", "Sec-WebSocket-Version", "Host")
_LOST: Final = 1006
"""The code of a socket that ended without one (RFC 6455, section 7.1.5)."""


class SocketHandler(BaseHandler, WebSocketHandler):
    """One WebSocket of a signed-in user, carrying all their rooms."""

    identity: Identity | None = None
    conversation: Conversation | None = None
    _stream: IOStream | None = None
    _opened_at = 0.0
    _is_gone = False

    async def prepare(self) -> None:
        """Decide about the handshake before anything is upgraded."""
        super().prepare()
        self.socket_id = secrets.token_hex(8)
        self._require_handshake()
        self._require_own_origin()
        if self.house.lifecycle.draining:
            raise Unavailable
        identity = await self._identify()
        chat = self.house.chat
        if not await chat.sockets.begin_among(identity.user_id, self.socket_id, MOST_SOCKETS):
            raise TooFast(int(chat.timing.lease))
        self.identity = identity

    async def open(self, *_: str, **__: str) -> None:
        """Begin the conversation; commands are read when the socket has been welcomed."""
        stream = self.ws_connection.stream if self.ws_connection else None
        if stream is None or self.identity is None or self._is_gone:
            self._give_back()
            return
        self._stream = stream
        self._opened_at = time.monotonic()
        self.set_nodelay(True)
        self.conversation = self._conversation(self.identity, Outbox(stream, self._overflow))
        self.house.chat.lines.add(self)
        log.info("socket.opened", address=self.client_address)
        self.request.headers = HTTPHeaders()
        await self.house.chat.enter(self.conversation)

    async def on_message(self, message: str | bytes) -> None:
        """Do what a frame commands, and let others have their turn before the next one."""
        if self.conversation is not None:
            await self.conversation.take(message)
        await asyncio.sleep(0)

    def on_finish(self) -> None:
        """Give back the place of a socket that was not opened in the end."""
        super().on_finish()
        if self.get_status() != 101:
            self._give_back()

    def on_close(self) -> None:
        """End the conversation, whoever closed the socket; it may have gone before it was opened."""
        self._is_gone = True
        if self.conversation is None:
            return
        if not self.conversation.is_over:
            self._note_end(self.close_code or _LOST)
        self.house.chat.leave(self.conversation)
        self.house.chat.lines.remove(self)
        self.conversation = None

    def hang_up(self, code: int, reason: str) -> None:
        """Close the socket with a code and a reason in a few words."""
        self._note_end(code)
        self.close(code, reason)

    def cut(self) -> None:
        """End the connection without a word."""
        if self._stream is not None:
            self._stream.close()

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Answer with the protocol alone, never with the token."""
        return SUBPROTOCOL

    def check_origin(self, origin: str) -> bool:
        """Agree: the origin was compared before, and more strictly."""
        return True

    @property
    def allowed(self) -> tuple[str, ...]:
        """The only method of a handshake."""
        return ("GET",)

    @property
    def max_message_size(self) -> int:
        """The most bytes of a frame; more close the socket with 1009."""
        return LARGEST_FRAME

    @property
    def ping_interval(self) -> float:
        """How often to ask whether somebody is there."""
        return self.house.chat.timing.ping

    @property
    def ping_timeout(self) -> float:
        """How long they may take to answer."""
        return self.house.chat.timing.pong

    def _conversation(self, identity: Identity, outbox: Outbox) -> Conversation:
        return Conversation(
            self.house.chat,
            identity,
            socket_id=self.socket_id,
            locale=self.locale_wanted,
            line=self,
            outbox=outbox,
        )

    def _give_back(self) -> None:
        """Let the user have another socket in the place of this one."""
        if self.identity is not None:
            chat = self.house.chat
            chat.spawn(chat.sockets.end(self.identity.user_id, self.socket_id))

    def _note_end(self, code: int) -> None:
        self.house.chat.metrics.closed(code)
        log.info("socket.closed", code=code, seconds=round(time.monotonic() - self._opened_at, 1))

    def _overflow(self) -> None:
        if self.conversation is not None:
            self.conversation.end(1013, "too slow")

    def _require_handshake(self) -> None:
        """Refuse what is no handshake of ours."""
        if self.request.method != "GET":
            raise MethodNotAllowed(self.allowed)
        headers = self.request.headers
        asked = f"{headers.get('Upgrade', '')} {headers.get('Connection', '')}".lower()
        if not asked.startswith("websocket ") or "upgrade" not in asked:
            raise Malformed("malformed.request")
        if not all(headers.get(name) for name in _NEEDED):
            raise Malformed("malformed.request")
        if SUBPROTOCOL not in self._offered:
            raise Malformed("malformed.header", values={"header": _OFFER})

    def _require_own_origin(self) -> None:
        """Refuse pages that are not ours, and those who hide where they come from."""
        if self.request.headers.get_list("Origin") != [self.house.settings.public_url.rstrip("/")]:
            raise Forbidden("forbidden.origin")

    async def _identify(self) -> Identity:
        """Read the token, which is used up by this."""
        tokens = [offer for offer in self._offered if offer.startswith(TOKEN_PREFIX)]
        if len(tokens) != 1:
            raise Unauthenticated
        token = tokens[0].removeprefix(TOKEN_PREFIX)
        identity = self.house.services.tokens.identify_socket(token)
        if self.house.services.revocations.holds(identity.session_id):
            raise Unauthenticated("unauthenticated.expired", error="invalid_token")
        if not await self.house.chat.tickets.use(token):
            raise Unauthenticated("unauthenticated.token", error="invalid_token")
        structlog.contextvars.bind_contextvars(
            user_id=identity.user_id, session_id=identity.session_id, socket_id=self.socket_id
        )
        return identity

    @property
    def _offered(self) -> list[str]:
        """What the client offers to speak, the token among it."""
        offers = ",".join(self.request.headers.get_list(_OFFER))
        return [offer.strip() for offer in offers.split(",")]


routes = [Route("/ws", SocketHandler)]
