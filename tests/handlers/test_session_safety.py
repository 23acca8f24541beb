"""What goes with sessions beside themselves: cookies under https, hashes, races, events, secrets."""

import asyncio
import io
from contextlib import redirect_stdout
from datetime import timedelta
from functools import partial
from http.cookies import SimpleCookie

import msgspec
import pytest
import structlog
from structlog.testing import capture_logs

from documents import Documents
from documents.store import now
from documents.user import day_of
from sidepro.dev.ports import free_port
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.problems import Unauthenticated
from sidepro.services.revocations import Revocations
from sidepro.settings import Settings
from tests.api import Api
from tests.devices import REFRESH, log_in, next_token, refresh
from tests.handlers.test_users import draft
from tests.people import PASSWORD, People, sign_up
from tests.served import serving
from tests.working import until

SITE = "https://sidepro.example"


def on_another_port(settings: Settings, **changes: object) -> Settings:
    """Give settings for a server beside the one of the session."""
    return msgspec.structs.replace(settings, port=free_port(), **changes)


async def is_refused(api: Api) -> bool:
    """Tell whether somebody's token works no longer."""
    return (await api.get("/users/me")).status == 401


async def nothing(_: Revocations) -> None:
    """Do nothing."""


async def test_under_https_the_cookie_is_bound_to_the_host(settings: Settings) -> None:
    secure = on_another_port(settings, public_url=SITE)
    async with serving(secure) as api:
        api.base = f"http://localhost:{secure.port}"
        answer = await api.post("/users", draft())
        cookie = answer.cookies[f"__Host-{REFRESH}"]
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["path"], cookie["samesite"], cookie["domain"]) == ("/", "Strict", "")
        assert answer.headers["Strict-Transport-Security"]

        sent = {"Cookie": f"__Host-{REFRESH}={cookie.value}"}
        renewed = await api.post("/sessions/current/refresh", headers=sent | {"Origin": SITE})
        elsewhere = await api.post("/sessions/current/refresh", headers=sent | {"Origin": api.base})
        unnamed = await api.post(
            "/sessions/current/refresh", headers={"Cookie": f"{REFRESH}={cookie.value}", "Origin": SITE}
        )

        assert (renewed.status, elsewhere.status, unnamed.status) == (200, 403, 401)


async def test_a_hash_of_another_cost_is_made_anew_when_somebody_logs_in(
    settings: Settings, api: Api, person: People, documents: Documents
) -> None:
    mina = await person()
    dearer = on_another_port(settings, password_cost=5)
    async with serving(dearer) as other:
        other.base = f"http://localhost:{dearer.port}"
        assert (await documents.users.find(mina.id)).password_hash.startswith("hmac-sha256.bcrypt$2b$04$")

        await log_in(other, mina)

        assert (await documents.users.find(mina.id)).password_hash.startswith("hmac-sha256.bcrypt$2b$05$")
        await log_in(other, mina)


async def test_no_session_outlives_a_change_of_the_password(person: People, documents: Documents) -> None:
    mina = await person()
    judged = await documents.users.find(mina.id)  # by somebody who knew the password
    await documents.sessions.start_over(judged, "another hash", "?")

    with pytest.raises(Unauthenticated):
        await documents.sessions.open(judged, "?")


async def test_log_ins_and_changes_at_once_leave_one_truth(person: People, documents: Documents) -> None:
    mina = await person()
    judged = await documents.users.find(mina.id)
    opening = [documents.sessions.open(judged, "thief") for _ in range(5)]

    await asyncio.gather(
        *opening, documents.sessions.start_over(judged, "another hash", "owner"), return_exceptions=True
    )

    assert [session.device for session in await documents.sessions.of_user(mina.id)] == ["owner"]


async def test_who_logs_out_here_is_logged_out_there_by_message(
    settings: Settings, api: Api, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Revocations, "reread", nothing)
    elsewhere = on_another_port(settings)
    async with serving(elsewhere) as other:
        other.base = f"http://localhost:{elsewhere.port}"
        mina = await person()
        there = other.with_token(mina.api.token)
        assert (await there.get("/users/me")).status == 200

        await mina.api.delete(f"/sessions/{(await mina.api.get('/sessions')).json['items'][0]['id']}")

        await until(partial(is_refused, there))


async def test_without_redis_it_is_known_there_at_the_next_look(
    settings: Settings, own_valkey: EmbeddedValkey
) -> None:
    here = on_another_port(settings, redis_url=own_valkey.url)
    elsewhere = on_another_port(settings, redis_url=own_valkey.url)
    async with serving(here) as api, serving(elsewhere) as other:
        api.base, other.base = f"http://localhost:{here.port}", f"http://localhost:{elsewhere.port}"
        mina = await sign_up(api)
        there = other.with_token(mina.api.token)
        await own_valkey.stop()

        await mina.api.delete(f"/sessions/{(await mina.api.get('/sessions')).json['items'][0]['id']}")
        assert (await mina.api.get("/users/me")).status == 401

        await until(partial(is_refused, there))


async def test_where_somebody_was_is_told_by_day(api: Api, person: People, documents: Documents) -> None:
    mina = await person()
    users = documents.store.database.users
    yesterday = day_of(now()) - timedelta(days=1)
    await users.update_one({"username": mina.username}, {"$set": {"seen_at": yesterday}})

    await refresh(api, mina.refresh_token)

    seen_at = (await api.get(f"/users/{mina.username}")).json["seen_at"]
    assert seen_at == f"{now().date().isoformat()}T00:00:00.000Z"


async def test_what_happens_to_sessions_is_an_event(api: Api, person: People) -> None:
    with capture_logs() as events:
        mina = await person()
        await api.post("/sessions", {"email": mina.email, "password": "a wrong guess"})
        second = next_token(await refresh(api, mina.refresh_token))
        third = next_token(await refresh(api, second))
        await refresh(api, third)
        await refresh(api, mina.refresh_token)

    named = [event for event in events if event["event"].startswith("session.")]
    assert [event["event"] for event in named] == [
        "session.opened",
        "session.refused",
        "session.refreshed",
        "session.refreshed",
        "session.refreshed",
        "session.reused",
        "session.revoked",
    ]
    assert {"address", "device"} <= set(named[0])
    assert {"address", "device", "account"} <= set(named[1])
    assert mina.email not in str(named[1])


async def test_no_secret_and_no_address_is_ever_logged(settings: Settings, person: People, api: Api) -> None:
    written = io.StringIO()
    with redirect_stdout(written):
        structlog.reset_defaults()
        mina = await person()
        answer = await log_in(api, mina)
        await api.post("/sessions", {"email": mina.email, "password": "canary-wrong-password"})
        await refresh(api, mina.refresh_token)
        await mina.api.put("/users/me/password", {"present": "canary-present", "new": "canary-new-one"})
        await mina.api.post("/sessions/current/socket")
        await mina.api.delete("/users/me", {"password": "canary-removal"})
    text = written.getvalue()

    assert "session.opened" in text
    cookies: SimpleCookie = answer.cookies
    secrets = [
        PASSWORD,
        mina.email,
        mina.refresh_token,
        mina.api.token or "",
        *(morsel.value for morsel in cookies.values()),
        "canary-",
        "eyJ",
        settings.needed("secret"),
        settings.needed("pepper"),
    ]
    assert [secret for secret in secrets if secret in text] == []


async def test_a_line_break_in_a_header_makes_no_line_of_its_own(api: Api, person: People) -> None:
    with capture_logs() as events:
        await log_in(api, await person(), **{"User-Agent": "Firefox/1\tevent=session.opened user=admin"})

    (opened,) = [event for event in events if event["event"] == "session.opened" and event["device"] != "?"]
    assert opened["device"] == "Firefox"
