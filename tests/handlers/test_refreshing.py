"""Refreshing: one token good at a time, lost replies, two tabs, and copies."""

import asyncio
import secrets
from datetime import timedelta

import jwt
import pytest

from documents import Documents
from documents.sessions import OVERLAP
from documents.store import now
from sidepro.server import Server
from sidepro.services.keys import Keys
from sidepro.services.tokens import Identity, Tokens
from tests.api import Api
from tests.devices import REFRESH, next_token, refresh, session_of, set_back, works
from tests.people import People


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
