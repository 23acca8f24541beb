"""Logging in and out, and the devices on which one is logged in."""

from typing import NoReturn

import structlog

from documents.sessions import Session, Turn
from handlers.entrance import Entrance
from handlers.operation import operation
from handlers.routing import Route
from sidepro.problems import Forbidden, NotFound, Unauthenticated
from sidepro.services.tokens import SOCKET_SECONDS, Identity
from sidepro.wire.moments import written
from sidepro.wire.sessions import (
    AccessView,
    LogInDraft,
    SessionList,
    SessionView,
    SignedInView,
    SocketTokenView,
)
from sidepro.wire.text import Id

log = structlog.get_logger("sidepro.sessions")


class SessionsHandler(Entrance):
    """The devices on which somebody is logged in."""

    @operation(public=True, status=201, limit="log_in", changes=False, problems=(Unauthenticated,))
    async def post(self, body: LogInDraft) -> SignedInView:
        """Log in; the refresh token comes as a cookie.

        A session that was open in the same browser ends.
        """
        await self.spend_on_account(body.email)
        users, passwords = self.house.documents.users, self.house.services.passwords
        user = await users.with_email(body.email)
        verdict = await passwords.verify(body.password, user.password_hash if user else None)
        if user is None or not verdict.right:
            self._note_refusal(body.email)
            raise Unauthenticated("unauthenticated.log-in")
        if verdict.outdated:
            user = await users.renew_hash(user, await passwords.hash(body.password))
        return await self.let_in(user)

    @operation()
    async def get(self) -> SessionList:
        """List the devices on which you are logged in, the last used first."""
        sessions = await self.house.documents.sessions.of_user(self.user_id)
        return SessionList(items=[_view(session, self.session_id) for session in sessions])

    @operation(changes=False)
    async def delete(self) -> None:
        """Log out on all other devices."""
        ended = await self.house.documents.sessions.revoke_of(self.user_id, but=self.session_id)
        await self.tell_ended(ended, self.user_id, reason="others")

    def _note_refusal(self, email: str) -> None:
        log.info(
            "session.refused",
            account=self.account_of(email),
            address=self.client_address,
            device=self.device,
        )


class SessionHandler(Entrance):
    """One device on which you are logged in."""

    @operation(changes=False)
    async def delete(self, session_id: Id) -> None:
        """Log out on one device."""
        if not await self.house.documents.sessions.revoke_one(session_id, self.user_id):
            raise NotFound
        await self.tell_ended([session_id], self.user_id, reason="chosen")
        if session_id == self.session_id:
            self.take_refresh_token()


class CurrentSessionHandler(Entrance):
    """The device that asks."""

    @operation(public=True, changes=False, problems=(Forbidden,))
    async def delete(self) -> None:
        """Log out; works by the cookie, also when the access token has expired.

        The request must come from our own pages, as its Origin header tells.
        """
        self.require_own_origin()
        await self.end_session_here()
        self.take_refresh_token()


class RefreshHandler(Entrance):
    """New tokens for the device that asks."""

    @operation(public=True, limit="refresh", changes=False, problems=(Forbidden, Unauthenticated))
    async def post(self) -> AccessView:
        """Give a new access token for the refresh token in the cookie, which is replaced by the next one.

        The token before is still good until the next one has been used, so a lost reply logs nobody out,
        and two tabs may refresh at once. A token that was used up long ago ends the session, because
        somebody has a copy. The request must come from our own pages, as its Origin header tells.
        """
        self.require_own_origin()
        claims = self.refresh_claims()
        session_id, user_id = claims.identity.session_id, claims.identity.user_id
        turn, session = await self.house.documents.sessions.refresh(session_id, claims.generation)
        if session is None or turn in {Turn.REUSED, Turn.ENDED}:
            await self._refuse(turn, session_id, user_id)
        if turn is not Turn.OVERLAPPING:
            self.give_refresh_token(session)
        await self.house.documents.users.seen(user_id)
        log.info("session.refreshed", user_id=user_id, session_id=session_id, turn=turn)
        return self.access_view(session)

    async def _refuse(self, turn: Turn, session_id: str, user_id: str) -> NoReturn:
        if turn is Turn.REUSED:
            log.warning(
                "session.reused",
                user_id=user_id,
                session_id=session_id,
                address=self.client_address,
                device=self.device,
            )
            await self.tell_ended([session_id], user_id, reason="reused")
        self.take_refresh_token()
        raise Unauthenticated("unauthenticated.session")


class SocketTokenHandler(Entrance):
    """Tokens for the socket."""

    @operation(changes=False)
    async def post(self) -> SocketTokenView:
        """Give a token for one handshake of the socket, good for 30 seconds and for nothing else."""
        token = self.house.services.tokens.socket(Identity(self.user_id, self.session_id))
        return SocketTokenView(token=token, expires_in=SOCKET_SECONDS)


def _view(session: Session, current_id: str) -> SessionView:
    return SessionView(
        id=str(session.id),
        device=session.device,
        current=str(session.id) == current_id,
        created_at=written(session.created_at),
        used_at=written(session.used_at),
        expires_at=written(session.expires_at),
    )


routes = [
    Route("/sessions", SessionsHandler),
    Route("/sessions/current", CurrentSessionHandler),
    Route("/sessions/current/refresh", RefreshHandler),
    Route("/sessions/current/socket", SocketTokenHandler),
    Route("/sessions/{session_id}", SessionHandler),
]
