"""Logging in and out, and the devices on which one is logged in."""

from datetime import timedelta

import pytest

from documents import Documents
from documents.store import now
from sidepro.server import Server
from tests.api import Api
from tests.devices import CHROME, REFRESH, expired, log_in, refresh, set_back, works
from tests.people import People


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
