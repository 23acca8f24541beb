"""Access tokens: only genuine, current ones of living sessions open anything."""

import base64
from typing import Any

import jwt
import msgspec
import pytest

from sidepro.server import Server
from sidepro.services.keys import Keys
from tests.api import Api
from tests.devices import expired, works
from tests.people import People


class TestAccessTokens:
    async def test_for_the_socket_is_of_another_kind(self, api: Api, server: Server, person: People) -> None:
        mina = await person()

        answer = await mina.api.post("/sessions/current/socket")

        assert answer.json["expires_in"] == 30
        assert server.services.tokens.identify_socket(answer.json["token"]).user_id == mina.id
        assert not await works(api, answer.json["token"])

    async def test_a_refresh_token_opens_nothing_else(self, api: Api, person: People) -> None:
        assert not await works(api, (await person()).refresh_token)

    async def test_every_altered_bit_is_noticed(self, api: Api, person: People) -> None:
        header, claims, signature = ((await person()).api.token or "").split(".")
        raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
        raw[0] ^= 1
        altered = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")

        assert not await works(api, f"{header}.{claims}.{altered}")

    async def test_claims_of_another_cannot_be_put_under_a_signature(self, api: Api, person: People) -> None:
        mina, jun = await person(), await person()
        header, _, signature = (mina.api.token or "").split(".")

        assert not await works(api, f"{header}.{(jun.api.token or '').split('.')[1]}.{signature}")

    async def test_none_is_no_algorithm(self, api: Api, person: People) -> None:
        mina = await person()
        claims = jwt.decode(mina.api.token or "", options={"verify_signature": False})
        kid = jwt.get_unverified_header(mina.api.token or "")["kid"]

        assert not await works(api, jwt.encode(claims, None, "none", headers={"kid": kid}))
        assert not await works(api, jwt.encode(claims, None, "none"))

    @pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
    async def test_one_algorithm_is_taken(
        self, api: Api, server: Server, person: People, algorithm: str
    ) -> None:
        mina = await person()
        claims = jwt.decode(mina.api.token or "", options={"verify_signature": False})
        key = Keys(server.settings.needed("secret")).current("token.access")
        signed = jwt.encode(claims, key.bytes + b"\0" * 32, algorithm, headers={"kid": key.id})
        also = jwt.encode(claims, key.bytes, "HS256", headers={"kid": key.id})

        assert not await works(api, signed)
        assert await works(api, also)

    @pytest.mark.parametrize(
        "change",
        [
            {"aud": "http://elsewhere#access"},
            {"iss": "http://elsewhere"},
            {"typ": "refresh"},
            {"exp": 1},
            {"iat": 9_999_999_999},
            {"sub": None},
            {"sid": None},
            {"sub": 7},
            {"sid": {"$ne": 1}},
            {"exp": "soon"},
        ],
    )
    async def test_every_claim_is_judged(
        self, api: Api, server: Server, person: People, change: dict[str, Any]
    ) -> None:
        mina = await person()
        claims = jwt.decode(mina.api.token or "", options={"verify_signature": False}) | change
        key = Keys(server.settings.needed("secret")).current("token.access")
        payload = msgspec.json.encode({name: value for name, value in claims.items() if value is not None})
        signed = jwt.api_jws.encode(payload, key.bytes, "HS256", headers={"kid": key.id})

        answer = await api.with_token(signed).get("/users/me")

        assert answer.status == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]

    @pytest.mark.parametrize(
        "value", ["", "Bearer", "Basic bWluYTptaW5h", "Bearer a.b", "Bearer " + "x" * 5000]
    )
    async def test_nothing_else_is_a_token(self, api: Api, value: str) -> None:
        answer = await api.get("/users/me", headers={"Authorization": value} if value else {})

        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="sidepro"')

    async def test_an_expired_one_is_said_to_be(self, api: Api, server: Server, person: People) -> None:
        answer = await api.with_token(expired(server, await person())).get(
            "/users/me", headers={"Accept-Language": "en"}
        )

        assert answer.json["detail"] == "Your log-in has expired. Please refresh it or log in again."
