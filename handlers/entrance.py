"""The way in: what opens and ends sessions, and keeps their refresh tokens in cookies."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import structlog

from documents.sessions import Session
from documents.store import now
from documents.user import User, email_key
from handlers.base import ApiHandler
from handlers.devices import device
from handlers.people import own_view
from sidepro.problems import Forbidden, Unauthenticated
from sidepro.services.tokens import ACCESS_SECONDS, DEVICE_SECONDS, Identity, RefreshClaims
from sidepro.wire.sessions import AccessView, SignedInView

log = structlog.get_logger("sidepro.sessions")

_REFRESH: Final = "sidepro_refresh"
_DEVICE: Final = "sidepro_device"


class Entrance(ApiHandler):
    """A resource through which people come in or go out."""

    @property
    def device(self) -> str:
        """What the browser says it is."""
        return device(self.request.headers.get("User-Agent", ""))

    def cookie_name(self, name: str) -> str:
        """Give a cookie its full name; the prefix binds it to this host and to https (RFC 6265bis, 4.1.3)."""
        return f"__Host-{name}" if self.house.settings.is_secure else name

    def require_own_origin(self) -> None:
        """Refuse what does not come from our own pages; raises `Forbidden`."""
        if self.request.headers.get("Origin") != self.house.settings.public_url.rstrip("/"):
            raise Forbidden("forbidden.origin")

    def refresh_claims(self) -> RefreshClaims:
        """Read the refresh token of the cookie; raises `Unauthenticated` without a genuine one."""
        token = self.get_cookie(self.cookie_name(_REFRESH))
        if not token:
            raise Unauthenticated("unauthenticated.session")
        return self.house.services.tokens.identify_refresh(token)

    async def let_in(self, user: User) -> SignedInView:
        """Open a session for a user whose password was just found right, in place of the one here."""
        await self.end_session_here()
        session, ended = await self.house.documents.sessions.open(user, self.device)
        await self.tell_ended(ended, str(user.id), reason="devices")
        self.welcome(session, user)
        return SignedInView(
            access_token=self.access_token(session),
            expires_in=ACCESS_SECONDS,
            user=own_view(user, self.house.settings.images_url),
        )

    def welcome(self, session: Session, user: User) -> None:
        """Hand out the refresh token of a new session, and make the device known for this account."""
        log.info(
            "session.opened",
            user_id=str(user.id),
            session_id=str(session.id),
            device=session.device,
            address=self.client_address,
        )
        self.give_refresh_token(session)
        account = self.account_of(user.email)
        if self.known_device(account) is None:
            known = self.house.services.tokens.device(account, secrets.token_hex(16))
            self._keep(_DEVICE, known, DEVICE_SECONDS)

    async def end_session_here(self) -> None:
        """End the session whose genuine refresh token is in the cookie, if there is one."""
        try:
            claims = self.refresh_claims().identity
        except Unauthenticated:
            return
        if await self.house.documents.sessions.revoke_one(claims.session_id, claims.user_id):
            await self.tell_ended([claims.session_id], claims.user_id, reason="log-out")

    async def tell_ended(self, session_ids: Iterable[str], user_id: str, *, reason: str) -> None:
        """Let every process know that sessions of a user have ended."""
        ended = list(session_ids)
        await self.house.services.revocations.announce(ended)
        for session_id in ended:
            log.info("session.revoked", user_id=user_id, session_id=session_id, reason=reason)

    def access_view(self, session: Session) -> AccessView:
        """Give an access token of a session."""
        return AccessView(access_token=self.access_token(session), expires_in=ACCESS_SECONDS)

    def access_token(self, session: Session) -> str:
        """Make an access token of a session."""
        return self.house.services.tokens.access(_identity(session))

    def give_refresh_token(self, session: Session) -> None:
        """Put the current refresh token of a session into the cookie."""
        seconds = max(1, (session.expires_at - now()) // timedelta(seconds=1))
        token = self.house.services.tokens.refresh(_identity(session), session.generation, seconds)
        self._keep(_REFRESH, token, seconds)

    def take_refresh_token(self) -> None:
        """Take the refresh token out of the cookie."""
        self.clear_cookie(
            self.cookie_name(_REFRESH),
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self.house.settings.is_secure,
        )

    async def spend_on_account(self, email: str) -> None:
        """Spend one of the attempts at the password of an account; raises `TooFast`.

        A device on which its owner has logged in before has attempts of its own, so that nobody can lock
        them out by guessing.
        """
        account = self.account_of(email)
        spender = self.known_device(account) or account
        await self.house.services.limits.spend("log_in_account", (f"account:{spender}",))

    async def is_password_of(self, user: User, password: str) -> bool:
        """Tell whether this is the password of a user; raises `TooFast` for who guesses."""
        await self.spend_on_account(user.email)
        return (await self.house.services.passwords.verify(password, user.password_hash)).right

    def account_of(self, email: str) -> str:
        """Give the name of an account for logs and counters, whether it exists or not."""
        return self.house.services.pseudonyms.of(email_key(email))

    def known_device(self, account: str) -> str | None:
        """Give the id of this device if the owner of the account has logged in here before."""
        token = self.get_cookie(self.cookie_name(_DEVICE))
        try:
            known = self.house.services.tokens.identify_device(token or "")
        except Unauthenticated:
            return None
        return known.session_id if known.user_id == account else None

    def _keep(self, name: str, value: str, seconds: int) -> None:
        self.set_cookie(
            self.cookie_name(name),
            value,
            max_age=seconds,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self.house.settings.is_secure,
        )


def _identity(session: Session) -> Identity:
    return Identity(str(session.user_id), str(session.id))
