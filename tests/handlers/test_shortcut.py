"""What is in the cache is answered as the application would, only sooner."""

from collections.abc import AsyncIterator

import pytest

from tests.api import Api
from tests.people import sign_up
from tests.served import serving, settings_for

DRAFT = {"title": "지름길", "summary": "가장 빠른 길", "content": "지나쳐 가요.", "skills": ["Python"]}
VARYING = {"X-Request-Id", "Date"}


@pytest.fixture
async def api(mongo_url: str, redis_url: str, database_name: str) -> AsyncIterator[Api]:
    """Give a guest of a server of this test's own, with a cache that nobody else empties."""
    async with serving(settings_for(mongo_url, redis_url, database_name)) as api:
        yield api


async def cached_replies(api: Api) -> float:
    lines = (await api.get("//metrics")).body.decode().splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith("sidepro_cached_replies_total"))


async def test_a_reply_from_the_cache_is_like_the_first(api: Api) -> None:
    first = await api.get("/projects")
    again = await api.get("/projects")

    assert await cached_replies(api) == 1
    assert again.body == first.body
    assert {name: value for name, value in again.headers.get_all() if name not in VARYING} == {
        name: value for name, value in first.headers.get_all() if name not in VARYING
    }


@pytest.mark.parametrize("strong", [False, True])
async def test_what_has_not_changed_is_not_sent_again(api: Api, strong: bool) -> None:
    etag = (await api.get("/projects")).headers["Etag"]
    asked = f'"other", {etag.removeprefix("W/") if strong else etag}'

    again = await api.get("/projects", headers={"If-None-Match": asked})
    other = await api.get("/projects", headers={"If-None-Match": 'W/"other", garbage'})

    assert (again.status, again.body) == (304, b"")
    assert again.headers["Etag"] == etag
    assert other.status == 200
    assert await cached_replies(api) == 2


async def test_who_changed_something_sees_it(api: Api) -> None:
    mina = await sign_up(api)
    before = (await api.get("/projects", query={"author": mina.username})).json["total"]

    published = await mina.api.post("/projects", DRAFT)
    after = (await api.get("/projects", query={"author": mina.username})).json["total"]

    assert (before, after) == (0, 1)
    assert published.cookies["sidepro_fresh"]["max-age"] == "2"


async def test_who_changed_something_elsewhere_is_let_past_the_cache(api: Api) -> None:
    await api.get("/projects")

    await api.get("/projects", headers={"Cookie": "sidepro_fresh=1"})

    assert await cached_replies(api) == 0


async def test_the_id_of_a_request_is_kept_and_garbage_replaced(api: Api) -> None:
    await api.get("/projects")

    named = await api.get("/projects", headers={"X-Request-ID": "0123456789abcdef"})
    garbled = await api.get("/projects", headers={"X-Request-ID": "a b"})

    assert named.headers["X-Request-Id"] == "0123456789abcdef"
    assert len(garbled.headers["X-Request-Id"]) == 16
