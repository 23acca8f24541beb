"""The way in: what opens and ends sessions, and keeps the refresh token in its cookie."""

from datetime import timedelta
from typing import Final

import structlog

from documents.sessions import Session
from documents.store import now
from documents.users import User
from handlers.base import ApiHandler
from handlers.devices import device
from handlers.people import own_view
from sidepro.problems import Forbidden, Unauthenticated
from sidepro.services.tokens import ACCESS_SECONDS, Identity, RefreshClaims
from sidepro.wire.sessions import AccessView, SignedInView

log = structlog.get_logger("sidepro.sessions")

_COOKIE: Final = "sidepro_refresh"


class Entrance(ApiHandler):
    """A resource through which people come in or go out."""

    @property
    def device(self) -> str:
        """What the browser says it is."""
        return device(self.request.headers.get("User-Agent", ""))

    @property
    def cookie_name(self) -> str:
        """The name of the cookie; the prefix binds it to this host and to https (RFC 6265bis, 4.1.3)."""
        return f"__Host-{_COOKIE}" if self.house.settings.is_secure else _COOKIE

    def require_own_origin(self) -> None:
        """Refuse what does not come from our own pages; raises `Forbidden`."""
        if self.request.headers.get("Origin") != self.house.settings.public_url.rstrip("/"):
            raise Forbidden("forbidden.origin")

    def refresh_claims(self) -> RefreshClaims:
        """Read the refresh token of the cookie; raises `Unauthenticated` without a genuine one."""
        token = self.get_cookie(self.cookie_name)
        if not token:
            raise Unauthenticated("unauthenticated.session")
        return self.house.services.tokens.identify_refresh(token)

    async def let_in(self, user: User) -> SignedInView:
        """Open a session for a user whose password was just found right."""
        session, ended = await self.house.documents.sessions.open(user, self.device)
        await self.house.services.revocations.announce(ended)
        log.info("session.opened", user=str(user.id), session=str(session.id), device=session.device)
        self.give_refresh_token(session)
        return SignedInView(
            access_token=self.access_token(session),
            expires_in=ACCESS_SECONDS,
            user=own_view(user, self.house.settings.images_url),
        )

    def access_view(self, session: Session) -> AccessView:
        """Give an access token of a session."""
        return AccessView(access_token=self.access_token(session), expires_in=ACCESS_SECONDS)

    def access_token(self, session: Session) -> str:
        """Make an access token of a session."""
        return self.house.services.tokens.access(_identity(session))

    def give_refresh_token(self, session: Session) -> None:
        """Put the current refresh token of a session into the cookie."""
        seconds = (session.expires_at - now()) // timedelta(seconds=1)
        token = self.house.services.tokens.refresh(_identity(session), session.generation, seconds)
        self._set_refresh_cookie(token, seconds)

    def take_refresh_token(self) -> None:
        """Take the cookie away."""
        self._set_refresh_cookie("", 0)

    def _set_refresh_cookie(self, token: str, seconds: int) -> None:
        self.set_cookie(
            self.cookie_name,
            token,
            max_age=seconds,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self.house.settings.is_secure,
        )


def _identity(session: Session) -> Identity:
    return Identity(str(session.user_id), str(session.id))
