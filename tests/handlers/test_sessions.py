"""Logging in and out, refreshing, and the devices on which one is logged in."""

import asyncio
import base64
import secrets
import time
from datetime import timedelta
from typing import Any

import jwt
import msgspec
import pytest

from documents import Documents
from documents.collection import object_id
from documents.sessions import OVERLAP
from documents.store import now
from sidepro.server import Server
from sidepro.services.keys import Keys
from sidepro.services.tokens import Identity, Tokens
from tests.api import Answer, Api
from tests.people import People, Person

REFRESH = "sidepro_refresh"
CHROME = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


async def log_in(api: Api, who: Person, **headers: str) -> Answer:
    """Log in from one more device."""
    answer = await api.post("/sessions", {"email": who.email, "password": who.password}, headers=headers)
    assert answer.status == 201, answer
    return answer


async def refresh(api: Api, token: str, **headers: str) -> Answer:
    """Refresh as a browser does."""
    sent = {"Origin": api.base, "Cookie": f"{REFRESH}={token}", **headers}
    return await api.post("/sessions/current/refresh", headers=sent)


def next_token(answer: Answer) -> str:
    """Give the refresh token of an answer."""
    return answer.cookies[REFRESH].value


async def session_of(documents: Documents, token: str) -> dict[str, Any]:
    """Give the stored session that a refresh token belongs to."""
    session_id = jwt.decode(token, options={"verify_signature": False})["sid"]
    found = await documents.store.database.sessions.find_one({"_id": object_id(session_id)})
    assert found is not None
    return found


async def set_back(documents: Documents, token: str, **changes: Any) -> None:
    """Change a stored session, as if time had passed."""
    session = await session_of(documents, token)
    await documents.store.database.sessions.update_one({"_id": session["_id"]}, {"$set": changes})


async def works(api: Api, access_token: str) -> bool:
    """Tell whether an access token opens anything."""
    return (await api.with_token(access_token).get("/users/me")).status == 200


class TestLoggingIn:
    async def test_gives_a_token_and_the_user(self, api: Api, person: People) -> None:
        mina = await person()

        answer = await log_in(api, mina)

        assert set(answer.json) == {"access_token", "token_type", "expires_in", "user"}
        assert answer.json["user"]["id"] == mina.id
        assert await works(api, answer.json["access_token"])

    async def test_takes_the_address_in_any_case(self, api: Api, person: People) -> None:
        mina = await person()

        answer = await api.post("/sessions", {"email": mina.email.upper(), "password": mina.password})

        assert answer.status == 201

    async def test_keeps_the_refresh_token_from_scripts_and_other_sites(
        self, api: Api, person: People
    ) -> None:
        answer = await log_in(api, await person())

        (cookie,) = [line for line in answer.headers.get_list("Set-Cookie") if line.startswith(REFRESH)]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert f"Max-Age={30 * 24 * 3600 - 1}" in cookie

    async def test_an_unknown_address_and_a_wrong_password_look_the_same(
        self, api: Api, person: People
    ) -> None:
        mina = await person()

        wrong = await api.post("/sessions", {"email": mina.email, "password": "not her password"})
        unknown = await api.post("/sessions", {"email": "nobody@sidepro.example", "password": mina.password})

        assert wrong.status == unknown.status == 401
        assert wrong.headers["WWW-Authenticate"] == unknown.headers["WWW-Authenticate"]
        without_id = [{**answer.json, "request_id": ""} for answer in (wrong, unknown)]
        assert without_id[0] == without_id[1]

    @pytest.mark.parametrize("field", ["email", "password"])
    @pytest.mark.parametrize("value", [{"$ne": None}, {"$gt": ""}, ["a"], 1, True, None, {"$regex": ".*"}])
    async def test_takes_nothing_but_text(self, api: Api, person: People, field: str, value: object) -> None:
        mina = await person()
        body = {"email": mina.email, "password": mina.password, field: value}

        answer = await api.post("/sessions", body)

        assert answer.status == 422
        assert answer.pointers == [f"#/{field}"]

    async def test_names_everything_that_is_missing(self, api: Api) -> None:
        answer = await api.post("/sessions", {"user": "mina"})

        assert answer.pointers == ["#/email", "#/password", "#/user"]

    async def test_ends_the_session_that_was_open_in_the_same_browser(self, api: Api, person: People) -> None:
        mina = await person()

        await log_in(api, mina, Cookie=f"{REFRESH}={mina.refresh_token}")

        assert (await mina.api.get("/users/me")).status == 401

    async def test_an_eleventh_device_ends_the_least_recently_used(
        self, api: Api, person: People, documents: Documents
    ) -> None:
        mina = await person()
        await set_back(documents, mina.refresh_token, used_at=now() - timedelta(days=2))
        for _ in range(9):
            await log_in(api, mina)
        assert (await mina.api.get("/users/me")).status == 200

        eleventh = await log_in(api, mina)

        assert (await mina.api.get("/users/me")).status == 401
        devices = await api.with_token(eleventh.json["access_token"]).get("/sessions")
        assert len(devices.json["items"]) == 10


class TestRefreshing:
    async def test_gives_new_tokens(self, api: Api, person: People, documents: Documents) -> None:
        mina = await person()

        answer = await refresh(api, mina.refresh_token)

        assert answer.status == 200, answer
        assert set(answer.json) == {"access_token", "token_type", "expires_in"}
        assert answer.headers["Cache-Control"] == "no-store"
        assert await works(api, answer.json["access_token"])
        assert (await session_of(documents, next_token(answer)))["generation"] == 2

    async def test_the_chain_goes_on(self, api: Api, person: People, documents: Documents) -> None:
        token = (await person()).refresh_token

        for _ in range(5):
            token = next_token(await refresh(api, token))

        assert (await session_of(documents, token))["generation"] == 6

    async def test_a_lost_reply_logs_nobody_out(self, api: Api, person: People, documents: Documents) -> None:
        mina = await person()
        for _ in range(3):
            await refresh(api, mina.refresh_token)  # the reply of which is lost

        answer = await refresh(api, mina.refresh_token)

        assert (await session_of(documents, next_token(answer)))["generation"] == 2
        assert (await refresh(api, next_token(answer))).status == 200

    async def test_two_tabs_share_one_cookie(self, api: Api, person: People, documents: Documents) -> None:
        mina = await person()
        second = next_token(await refresh(api, mina.refresh_token))
        await refresh(api, second)

        slow_tab = await refresh(api, mina.refresh_token)

        assert slow_tab.status == 200
        assert await works(api, slow_tab.json["access_token"])
        assert REFRESH not in slow_tab.cookies
        assert (await session_of(documents, second))["generation"] == 3

    async def test_many_at_once_raise_one_generation(
        self, api: Api, person: People, documents: Documents
    ) -> None:
        mina = await person()

        answers = await asyncio.gather(*(refresh(api, mina.refresh_token) for _ in range(10)))

        assert {answer.status for answer in answers} == {200}
        assert (await session_of(documents, mina.refresh_token))["generation"] == 2
        assert (await refresh(api, next_token(answers[0]))).status == 200

    async def test_a_token_used_up_long_ago_ends_the_session(
        self, api: Api, person: People, documents: Documents
    ) -> None:
        mina = await person()
        second = next_token(await refresh(api, mina.refresh_token))
        third = await refresh(api, second)
        await set_back(documents, second, raised_at=now() - OVERLAP - timedelta(seconds=1))

        stolen = await refresh(api, mina.refresh_token)

        assert stolen.status == 401
        assert stolen.cookies[REFRESH].value == ""
        assert not await works(api, third.json["access_token"])
        assert (await refresh(api, next_token(third))).status == 401

    async def test_an_even_older_token_ends_the_session_at_once(self, api: Api, person: People) -> None:
        mina = await person()
        token = mina.refresh_token
        for _ in range(3):
            token = next_token(await refresh(api, token))

        assert (await refresh(api, mina.refresh_token)).status == 401
        assert (await refresh(api, token)).status == 401

    async def test_a_forged_token_is_refused_and_ends_nothing(
        self, api: Api, server: Server, person: People
    ) -> None:
        mina = await person()
        claims = jwt.decode(mina.refresh_token, options={"verify_signature": False})
        forger = Tokens(Keys(secrets.token_urlsafe(32)), server.settings.public_url)
        forged = forger.refresh(Identity(mina.id, claims["sid"]), 0, 3600)

        assert (await refresh(api, forged)).status == 401
        assert (await refresh(api, mina.refresh_token)).status == 200

    async def test_a_token_ahead_of_its_session_is_refused_and_ends_nothing(
        self, api: Api, server: Server, person: People
    ) -> None:
        mina = await person()
        claims = jwt.decode(mina.refresh_token, options={"verify_signature": False})
        ahead = server.services.tokens.refresh(Identity(mina.id, claims["sid"]), 7, 3600)

        assert (await refresh(api, ahead)).status == 401
        assert (await refresh(api, mina.refresh_token)).status == 200

    async def test_no_other_token_stands_in(self, api: Api, person: People) -> None:
        mina = await person()

        assert (await refresh(api, mina.api.token or "")).status == 401

    @pytest.mark.parametrize(
        "origin", ["", "null", "https://elsewhere.example", "http://localhost:1", "http://localhost"]
    )
    async def test_only_our_own_pages_may_ask(self, api: Api, person: People, origin: str) -> None:
        mina = await person()
        headers = {"Cookie": f"{REFRESH}={mina.refresh_token}"} | ({"Origin": origin} if origin else {})

        answer = await api.post("/sessions/current/refresh", headers=headers)

        assert answer.status == 403
        assert answer.kind == "forbidden"

    async def test_a_session_ends_after_thirty_days_unused(
        self, api: Api, person: People, documents: Documents
    ) -> None:
        mina = await person()
        session = await session_of(documents, mina.refresh_token)
        assert session["expires_at"] - session["used_at"] == timedelta(days=30)
        await set_back(documents, mina.refresh_token, expires_at=now())

        assert (await refresh(api, mina.refresh_token)).status == 401

    async def test_a_session_ends_after_180_days_however_much_it_is_used(
        self, api: Api, person: People, documents: Documents
    ) -> None:
        mina = await person()
        created = now() - timedelta(days=179)
        await set_back(documents, mina.refresh_token, created_at=created)

        answer = await refresh(api, mina.refresh_token)

        session = await session_of(documents, mina.refresh_token)
        assert session["expires_at"] == created + timedelta(days=180)
        assert int(answer.cookies[REFRESH]["max-age"]) <= 24 * 3600


class TestLoggingOut:
    async def test_ends_the_session(self, api: Api, person: People) -> None:
        mina = await person()
        headers = {"Origin": api.base, "Cookie": f"{REFRESH}={mina.refresh_token}"}

        answer = await api.delete("/sessions/current", headers=headers)

        assert answer.status == 204
        assert (answer.cookies[REFRESH].value, answer.cookies[REFRESH]["expires"][-3:]) == ("", "GMT")
        assert (await mina.api.get("/users/me")).status == 401
        assert (await refresh(api, mina.refresh_token)).status == 401

    async def test_works_with_an_expired_access_token(self, api: Api, server: Server, person: People) -> None:
        mina = await person()
        headers = {
            "Origin": api.base,
            "Cookie": f"{REFRESH}={mina.refresh_token}",
            "Authorization": f"Bearer {expired(server, mina)}",
        }

        assert (await api.delete("/sessions/current", headers=headers)).status == 204
        assert (await refresh(api, mina.refresh_token)).status == 401

    async def test_can_be_said_twice(self, api: Api) -> None:
        assert (await api.delete("/sessions/current", headers={"Origin": api.base})).status == 204

    async def test_another_site_cannot_log_anyone_out(self, api: Api, person: People) -> None:
        mina = await person()
        headers = {"Origin": "https://elsewhere.example", "Cookie": f"{REFRESH}={mina.refresh_token}"}

        assert (await api.delete("/sessions/current", headers=headers)).status == 403
        assert (await mina.api.get("/users/me")).status == 200


class TestDevices:
    async def test_are_listed_with_the_one_that_asks(self, api: Api, person: People) -> None:
        mina = await person()
        await log_in(api, mina, **{"User-Agent": CHROME})

        items = (await mina.api.get("/sessions")).json["items"]

        assert [item["device"] for item in items] == ["Chrome · macOS", "?"]
        assert [item["current"] for item in items] == [False, True]
        assert set(items[0]) == {"id", "device", "current", "created_at", "used_at", "expires_at"}

    async def test_one_can_be_logged_out(self, api: Api, person: People) -> None:
        mina = await person()
        other = await log_in(api, mina)
        session_id = (await mina.api.get("/sessions")).json["items"][0]["id"]

        assert (await mina.api.delete(f"/sessions/{session_id}")).status == 204

        assert not await works(api, other.json["access_token"])
        assert (await mina.api.get("/users/me")).status == 200
        assert (await mina.api.delete(f"/sessions/{session_id}")).status == 404

    async def test_all_others_can_be_logged_out(self, api: Api, person: People) -> None:
        mina = await person()
        others = [await log_in(api, mina) for _ in range(3)]

        assert (await mina.api.delete("/sessions")).status == 204

        assert [await works(api, other.json["access_token"]) for other in others] == [False] * 3
        assert len((await mina.api.get("/sessions")).json["items"]) == 1

    async def test_of_somebody_else_are_out_of_reach(self, api: Api, person: People) -> None:
        mina, jun = await person(), await person()
        session_id = (await mina.api.get("/sessions")).json["items"][0]["id"]

        assert (await jun.api.delete(f"/sessions/{session_id}")).status == 404
        assert (await jun.api.delete("/sessions")).status == 204
        assert (await mina.api.get("/users/me")).status == 200


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
        key = Keys(server.settings.secret).current("token.access")
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
        key = Keys(server.settings.secret).current("token.access")
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


def expired(server: Server, who: Person) -> str:
    """Give an access token of somebody that was good until a minute ago."""
    key = Keys(server.settings.secret).current("token.access")
    claims = jwt.decode(who.api.token or "", options={"verify_signature": False})
    moment = int(time.time())
    return jwt.encode(
        claims | {"iat": moment - 960, "exp": moment - 60}, key.bytes, "HS256", headers={"kid": key.id}
    )
