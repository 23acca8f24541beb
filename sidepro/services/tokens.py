"""Signed tokens: access tokens, and the other kinds that are no use in their place."""

import secrets
import time
from typing import Any

import jwt
import msgspec

from sidepro.problems import Unauthenticated
from sidepro.services.keys import Keys

ACCESS_SECONDS = 15 * 60
SOCKET_SECONDS = 30
DEVICE_SECONDS = 180 * 24 * 3600
_KINDS = ("access", "refresh", "socket", "device")
_ALGORITHM = "HS256"
_LEEWAY_SECONDS = 5
_MOST_KNOWN = 4096


class Identity(msgspec.Struct, frozen=True):
    """Who asks, and by which session."""

    user_id: str
    session_id: str


class RefreshClaims(msgspec.Struct, frozen=True):
    """Which session a refresh token belongs to, and which of its tokens it is."""

    identity: Identity
    generation: int


class _Known(msgspec.Struct, frozen=True):
    """An access token that was found genuine, and when it ends."""

    identity: Identity
    expires_at: float


class Tokens:
    """Makes and reads JWTs (RFC 7519); one algorithm, one key and one `typ` a kind."""

    def __init__(self, keys: Keys, issuer: str) -> None:
        self._issuer = issuer
        self._keys = keys
        self._accepted = {kind: keys.accepted(f"token.{kind}") for kind in _KINDS}
        self._known: dict[str, _Known] = {}

    def access(self, identity: Identity) -> str:
        """Make an access token for a session, good for 15 minutes."""
        return self._sign("access", {"sub": identity.user_id, "sid": identity.session_id}, ACCESS_SECONDS)

    def refresh(self, identity: Identity, generation: int, seconds: int) -> str:
        """Make the refresh token of a generation, good for as long as its session."""
        claims = {"sub": identity.user_id, "sid": identity.session_id, "gen": generation}
        return self._sign("refresh", claims, seconds)

    def socket(self, identity: Identity) -> str:
        """Make a token for one handshake of the socket, good for 30 seconds and like no other."""
        claims = {"sub": identity.user_id, "sid": identity.session_id, "jti": secrets.token_urlsafe(9)}
        return self._sign("socket", claims, SOCKET_SECONDS)

    def device(self, account: str, device_id: str) -> str:
        """Make a token by which a device is known on which somebody has logged in to an account.

        It opens nothing: it only lets its owner log in while others guess at the account.
        """
        return self._sign("device", {"sub": account, "sid": device_id}, DEVICE_SECONDS)

    def identify(self, token: str) -> Identity:
        """Read an access token; raises `Unauthenticated` for anything but a current one of ours.

        A token that was found genuine is remembered until it ends: reading it takes some 0.1 ms.
        """
        known = self._known.get(token)
        if known is not None and time.time() < known.expires_at:
            return known.identity
        claims = self._read("access", token)
        identity = _identity(claims)
        while len(self._known) >= _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[token] = _Known(identity, claims["exp"])
        return identity

    def identify_refresh(self, token: str) -> RefreshClaims:
        """Read a refresh token; raises `Unauthenticated` for anything but a current one of ours."""
        claims = self._read("refresh", token)
        return RefreshClaims(_identity(claims), claims["gen"])

    def identify_socket(self, token: str) -> Identity:
        """Read a socket token; raises `Unauthenticated` for anything but a current one of ours."""
        return _identity(self._read("socket", token))

    def identify_device(self, token: str) -> Identity:
        """Read a device token as account and device; raises `Unauthenticated` for any other."""
        return _identity(self._read("device", token))

    def _sign(self, kind: str, claims: dict[str, Any], seconds: int) -> str:
        now = int(time.time())
        key = self._keys.current(f"token.{kind}")
        claims |= {"iss": self._issuer, "aud": f"{self._issuer}#{kind}", "iat": now, "exp": now + seconds}
        claims["typ"] = kind
        return jwt.encode(claims, key.bytes, _ALGORITHM, headers={"kid": key.id})

    def _read(self, kind: str, token: str) -> dict[str, Any]:
        try:
            key = self._accepted[kind][str(jwt.get_unverified_header(token).get("kid"))]
            claims = jwt.decode(
                token,
                key.bytes,
                algorithms=[_ALGORITHM],
                audience=f"{self._issuer}#{kind}",
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "sid", "typ"]},
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("unauthenticated.expired", error="invalid_token") from None
        except (jwt.InvalidTokenError, KeyError, ValueError):
            raise Unauthenticated("unauthenticated.token", error="invalid_token") from None
        if claims["typ"] != kind or not isinstance(claims["sid"], str):
            raise Unauthenticated("unauthenticated.token", error="invalid_token")
        return dict(claims)


def _identity(claims: dict[str, Any]) -> Identity:
    return Identity(claims["sub"], claims["sid"])
