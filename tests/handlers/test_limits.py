"""Rate limits as people meet them, on servers that have them switched on."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from sidepro.dev.ports import free_port
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.settings import Settings
from tests.api import Answer, Api
from tests.handlers.test_users import draft
from tests.people import PASSWORD
from tests.served import serving
from tests.working import until

PLENTY = "100000/60"


Serve = Callable[..., AbstractAsyncContextManager[Api]]
"""Serves with rate limits that have counted nothing yet: `async with serve(limits={"search": "1/60"})`."""


@pytest.fixture
def serve(settings: Settings, own_valkey: EmbeddedValkey) -> Serve:
    """Give the way to serve with rate limits."""

    def serve_with(**changes: Any) -> AbstractAsyncContextManager[Api]:
        port = free_port()
        own = {"port": port, "public_url": f"http://localhost:{port}", "redis_url": own_valkey.url}
        return serving(msgspec.structs.replace(settings, **own, rate_limits=True, **changes))

    return serve_with


@pytest.fixture
async def strict(serve: Serve) -> AsyncIterator[Api]:
    """Ask a server with the limits as they are."""
    async with serve() as api:
        yield api


async def log_in(api: Api, email: str, password: str = PASSWORD, **headers: str) -> Answer:
    return await api.post("/sessions", {"email": email, "password": password}, headers=headers)


async def signed_up(api: Api) -> str:
    """Sign somebody up; gives their e-mail address."""
    given = draft()
    answer = await api.post("/users", given)
    assert answer.status == 201, answer
    return str(given["email"])


async def test_fifty_log_ins_a_second_are_too_many(strict: Api) -> None:
    email = await signed_up(strict)

    answers = await asyncio.gather(*(log_in(strict, email) for _ in range(50)))

    statuses = [answer.status for answer in answers]
    assert statuses.count(201) == 10
    assert statuses.count(429) == 40
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.kind == "too-fast"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


async def test_guessing_at_many_accounts_from_one_address_is_limited(strict: Api) -> None:
    answers = await asyncio.gather(
        *(log_in(strict, f"{secrets.token_hex(6)}@sidepro.example") for _ in range(30))
    )

    statuses = [answer.status for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (20, 10)


async def test_nobody_is_locked_out_of_a_device_that_is_known(serve: Serve) -> None:
    limits = {"log_in": PLENTY, "log_in_account": "3/600"}
    async with serve(limits=limits) as api:
        email = await signed_up(api)
        device = (await log_in(api, email)).cookies["sidepro_device"].value
        guesses = [await log_in(api, email, "a wrong guess") for _ in range(5)]
        assert [guess.status for guess in guesses] == [401, 401, 429, 429, 429]

        stranger = await log_in(api, email)
        owner = await log_in(api, email, Cookie=f"sidepro_device={device}")

        assert (stranger.status, owner.status) == (429, 201)


async def test_a_device_is_known_for_its_own_account_only(serve: Serve) -> None:
    limits = {"log_in": PLENTY, "log_in_account": "3/600"}
    async with serve(limits=limits) as api:
        email, attacker = await signed_up(api), await signed_up(api)
        device = (await log_in(api, attacker)).cookies["sidepro_device"].value
        for _ in range(3):
            await log_in(api, email, "a wrong guess")

        assert (await log_in(api, email, Cookie=f"sidepro_device={device}")).status == 429


async def test_the_password_of_a_stolen_session_cannot_be_guessed(serve: Serve) -> None:
    limits = {"log_in_account": "3/600"}
    async with serve(limits=limits) as api:
        mina = api.with_token((await api.post("/users", draft())).json["access_token"])
        body = {"present": "a wrong guess", "new": "첫차는 다섯 시 반에 온다"}

        changes = [(await mina.put("/users/me/password", body)).status for _ in range(5)]
        removal = await mina.delete("/users/me", {"password": "a wrong guess"})

        assert changes == [422, 422, 422, 429, 429]
        assert removal.status == 429


async def test_availability_is_told_to_nobody_who_collects_it(serve: Serve) -> None:
    async with serve(limits={"availability": "5/600"}) as api:
        asked = [await api.post("/users/availability", {"username": f"name{n}"}) for n in range(7)]

        assert [answer.status for answer in asked] == [200] * 5 + [429] * 2


async def test_names_cannot_be_hoarded_by_renaming(serve: Serve) -> None:
    async with serve() as api:
        mina = api.with_token((await api.post("/users", draft())).json["access_token"])

        names = [f"u{secrets.token_hex(6)}" for _ in range(7)]
        answers = [await mina.patch("/users/me", {"username": name}) for name in names]

        assert [answer.status for answer in answers] == [200] * 5 + [429] * 2


async def test_everyone_may_ask_while_redis_stops_and_starts(
    serve: Serve, own_valkey: EmbeddedValkey
) -> None:
    limits = {"log_in": PLENTY, "log_in_account": PLENTY}
    async with serve(limits=limits) as api:
        email = await signed_up(api)
        statuses: list[int] = []
        done = asyncio.Event()

        async def keep_logging_in() -> None:
            while not done.is_set():
                statuses.append((await log_in(api, email)).status)

        async def some_more() -> None:
            enough = len(statuses) + 7
            await until(lambda: len(statuses) >= enough)

        def noticed(event: str) -> bool:
            return any(each["event"] == event for each in events)

        with capture_logs() as events:
            asking = asyncio.create_task(keep_logging_in())
            await some_more()
            await own_valkey.stop()
            await until(lambda: noticed("redis.lost"))
            await some_more()
            await own_valkey.start()
            await until(lambda: noticed("redis.found"))
            await some_more()
            done.set()
            await asking

        assert set(statuses) == {201}


async def test_without_redis_the_process_counts_alone(serve: Serve, own_valkey: EmbeddedValkey) -> None:
    limits = {"log_in": "4/600", "log_in_account": PLENTY}
    async with serve(limits=limits) as api:
        email = await signed_up(api)
        await own_valkey.stop()

        statuses = [(await log_in(api, email)).status for _ in range(6)]

        assert statuses == [201] * 4 + [429] * 2


async def test_only_a_trusted_proxy_says_whose_request_it_is(serve: Serve) -> None:
    limits = {"availability": "2/600"}

    async def asked(api: Api, address: str) -> int:
        body = {"username": "somebody-new"}
        return (await api.post("/users/availability", body, headers={"X-Real-IP": address})).status

    first, second = f"2001:db8:{secrets.randbelow(9999)}:1", f"2001:db8:{secrets.randbelow(9999)}:2"
    async with serve(limits=limits, trusted_proxies=("127.0.0.0/8", "::1")) as api:
        of_one_64 = [await asked(api, f"{first}::{host}") for host in range(4)]
        assert of_one_64 == [200, 200, 429, 429]
        assert await asked(api, f"{second}::1") == 200

    async with serve(limits=limits) as api:
        assert [await asked(api, f"203.0.113.{host}") for host in range(4)] == [200, 200, 429, 429]


async def test_what_is_refused_is_an_event(serve: Serve) -> None:
    async with serve(limits={"sign_up": "1/600"}) as api:
        with capture_logs() as events:
            await asyncio.gather(*(api.post("/users", draft()) for _ in range(3)))

    assert [event["rule"] for event in events if event["event"] == "limit.reached"] == ["sign_up"] * 2
