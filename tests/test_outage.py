"""A store goes away and comes back while people ask: they are told, and nothing has to be restarted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import msgspec
import pytest

from sidepro.dev.mongo import EmbeddedMongo
from sidepro.dev.valkey import EmbeddedValkey
from tests.api import Answer, Api
from tests.people import Person, sign_up
from tests.served import serving, settings_for

DRAFT = {
    "title": "정전 기록장",
    "summary": "정전이 되어도 잃어버리지 않는 기록장",
    "content": "저장소가 잠시 사라져도 괜찮아요.",
    "skills": ["Python"],
}


@pytest.fixture
async def api(own_mongo: EmbeddedMongo, own_valkey: EmbeddedValkey) -> AsyncIterator[Api]:
    """Give a guest of a server with stores of its own."""
    settings = settings_for(own_mongo.url, own_valkey.url, "sidepro_outage")
    async with serving(msgspec.structs.replace(settings, cache_seconds=0)) as api:
        yield api


def unavailable(answer: Answer) -> bool:
    return answer.status == 503 and answer.kind == "unavailable" and int(answer.headers["Retry-After"]) >= 1


async def well_again(api: Api) -> bool:
    """Tell whether the board is read again, within a few tries."""
    for _ in range(600):
        if (await api.get("/projects")).status == 200:
            return True
        await asyncio.sleep(0.1)
    return False


async def ask_on(api: Api, mina: Person, stop: asyncio.Event, seen: Counter[int]) -> None:
    """Ask all the time, reading and writing."""
    while not stop.is_set():
        answers = await asyncio.gather(
            api.get("/projects"), mina.api.get("/users/me"), mina.api.post("/projects", DRAFT)
        )
        seen.update(answer.status for answer in answers)


async def test_while_mongodb_is_away_people_are_told_and_then_all_is_well(
    api: Api, own_mongo: EmbeddedMongo
) -> None:
    mina = await sign_up(api)
    await own_mongo.stop()

    answers = await asyncio.gather(
        api.get("/projects"),
        api.get("/skills"),
        api.get("/users/nobody"),
        api.post("/sessions", {"email": mina.email, "password": mina.password}),
        mina.api.get("/users/me"),
        mina.api.post("/projects", DRAFT),
        mina.api.delete("/users/me", {"password": mina.password}),
        api.get("//readyz"),
    )
    alive = await api.get("//healthz")
    await own_mongo.start()

    assert all(unavailable(answer) for answer in answers), answers
    assert alive.status == 200
    assert await well_again(api)
    assert (await mina.api.get("/users/me")).status == 200


async def test_what_was_answered_while_mongodb_was_killed_is_true(api: Api, own_mongo: EmbeddedMongo) -> None:
    mina, stop, seen = await sign_up(api), asyncio.Event(), Counter[int]()
    asking = asyncio.create_task(ask_on(api, mina, stop, seen))
    await asyncio.sleep(0.5)
    await own_mongo.kill()
    await asyncio.sleep(1)
    await own_mongo.start()
    assert await well_again(api)
    await asyncio.sleep(0.3)
    stop.set()
    await asking

    shown = (await api.get("/projects", query={"author": mina.username})).json["total"]
    assert set(seen) <= {200, 201, 503}
    assert seen[201] <= shown <= seen[201] + seen[503]
    assert (await mina.api.get("/users/me")).json["project_count"] == shown


async def test_without_redis_people_read_write_and_log_in(api: Api, own_valkey: EmbeddedValkey) -> None:
    mina = await sign_up(api)
    await own_valkey.stop()

    written = await mina.api.post("/projects", DRAFT)
    read = await api.get("/projects")
    logged_in = await api.post("/sessions", {"email": mina.email, "password": mina.password})
    ready = await api.get("//readyz")

    assert [written.status, read.status, logged_in.status, ready.status] == [201, 200, 201, 200]
    assert ready.json["parts"]["redis"] == "away"
