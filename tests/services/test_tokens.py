"""Tokens of every kind: whose they are, how long they are good, and that none stands in for another."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any

import jwt
import pytest

from sidepro.problems import Unauthenticated
from sidepro.services.keys import Keys, Pseudonyms
from sidepro.services.tokens import Identity, Tokens

SECRET = secrets.token_urlsafe(32)
ISSUER = "https://sidepro.example"
MINA = Identity("66f1c0ffee0000000000002a", "66f1c0ffee0000000000002b")

MAKE: dict[str, Callable[[Tokens], str]] = {
    "access": lambda tokens: tokens.access(MINA),
    "refresh": lambda tokens: tokens.refresh(MINA, 3, 60),
    "socket": lambda tokens: tokens.socket(MINA),
    "device": lambda tokens: tokens.device(MINA.user_id, MINA.session_id),
}
READ: dict[str, Callable[[Tokens, str], Any]] = {
    "access": lambda tokens, token: tokens.identify(token),
    "refresh": lambda tokens, token: tokens.identify_refresh(token).identity,
    "socket": lambda tokens, token: tokens.identify_socket(token),
    "device": lambda tokens, token: tokens.identify_device(token),
}


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(Keys(SECRET), ISSUER)


@pytest.mark.parametrize("made", MAKE)
@pytest.mark.parametrize("read", READ)
def test_a_token_is_read_as_its_own_kind_and_no_other(tokens: Tokens, made: str, read: str) -> None:
    token = MAKE[made](tokens)

    if made == read:
        assert READ[read](tokens, token) == MINA
    else:
        with pytest.raises(Unauthenticated):
            READ[read](tokens, token)


@pytest.mark.parametrize(
    ("kind", "seconds"), [("access", 900), ("refresh", 60), ("socket", 30), ("device", 180 * 24 * 3600)]
)
def test_a_token_is_good_for_so_long(tokens: Tokens, kind: str, seconds: int) -> None:
    claims = jwt.decode(MAKE[kind](tokens), options={"verify_signature": False})

    assert claims["exp"] - claims["iat"] == seconds
    assert abs(claims["iat"] - time.time()) < 5


def test_a_refresh_token_knows_its_generation(tokens: Tokens) -> None:
    assert tokens.identify_refresh(tokens.refresh(MINA, 3, 60)).generation == 3


@pytest.mark.parametrize("kind", MAKE)
def test_a_token_of_another_deployment_is_refused(tokens: Tokens, kind: str) -> None:
    elsewhere = Tokens(Keys(SECRET), "http://localhost:8000")

    with pytest.raises(Unauthenticated):
        READ[kind](tokens, MAKE[kind](elsewhere))


def test_a_changed_secret_logs_nobody_out(tokens: Tokens) -> None:
    renewed = Tokens(Keys(secrets.token_urlsafe(32), former=SECRET), ISSUER)
    forgotten = Tokens(Keys(secrets.token_urlsafe(32)), ISSUER)
    token = tokens.access(MINA)

    assert renewed.identify(token) == MINA
    with pytest.raises(Unauthenticated):
        forgotten.identify(token)
    with pytest.raises(Unauthenticated):
        tokens.identify(renewed.access(MINA))


@pytest.mark.parametrize(
    "header", [{"jku": "https://evil.example/keys"}, {"jwk": {"kty": "oct", "k": "AAAA"}}]
)
def test_a_key_that_the_token_brings_along_is_ignored(tokens: Tokens, header: dict[str, Any]) -> None:
    claims = jwt.decode(tokens.access(MINA), options={"verify_signature": False})
    kid = jwt.get_unverified_header(tokens.access(MINA))["kid"]

    with pytest.raises(Unauthenticated):
        tokens.identify(jwt.encode(claims, b"\0" * 32, "HS256", headers={"kid": kid, **header}))


def test_a_token_that_is_known_ends_like_any_other(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    token, moment = tokens.access(MINA), time.time()
    assert tokens.identify(token) == tokens.identify(token) == MINA

    monkeypatch.setattr(time, "time", lambda: moment + 920)
    monkeypatch.setattr("jwt.api_jwt.datetime", _Later)

    with pytest.raises(Unauthenticated):
        tokens.identify(token)


class _Later(datetime):
    """The clock of PyJWT, 920 seconds ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Later":
        return cls.fromtimestamp(datetime.now(UTC).timestamp() + 920, tz)


def test_no_more_than_so_many_are_remembered(tokens: Tokens) -> None:
    for number in range(4200):
        tokens.identify(tokens.access(Identity(f"{number:024x}", MINA.session_id)))

    assert len(tokens._known) == 4096


def test_a_pseudonym_is_the_same_each_time_and_tells_nothing() -> None:
    here, elsewhere = Pseudonyms(Keys(SECRET)), Pseudonyms(Keys(SECRET[::-1]))

    assert here.of("mina@sidepro.example") == here.of("mina@sidepro.example")
    assert here.of("mina@sidepro.example") != here.of("jun@sidepro.example")
    assert here.of("mina@sidepro.example") != elsewhere.of("mina@sidepro.example")


def test_keys_are_not_written_out() -> None:
    key = Keys(SECRET).current("token.access")

    assert repr(key) == f"Key(id={key.id!r})"
