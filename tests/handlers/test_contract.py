"""What every reply keeps, whatever was asked."""

import pytest

from tests.api import Api


async def test_the_process_answers(api: Api) -> None:
    assert (await api.get("//healthz")).json == {"status": "ok"}


async def test_the_process_is_ready_when_stores_and_indexes_are(api: Api) -> None:
    answer = await api.get("//readyz")

    assert answer.status == 200, answer
    parts = answer.json["parts"]
    assert (parts["mongo"], parts["redis"]) == ("ok", "ok")
    assert parts.keys() == {"mongo", "redis", "uploads", "worker", "beat"}


@pytest.mark.parametrize("path", ["/nothing", "/projects/not-an-id", "//nowhere"])
async def test_where_nothing_is_a_problem_says_so(api: Api, path: str) -> None:
    answer = await api.get(path)

    assert answer.status == 404
    assert answer.kind == "not-found"


async def test_an_address_tells_which_methods_it_answers(api: Api) -> None:
    answer = await api.delete("/openapi.json")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert answer.kind == "method-not-allowed"


async def test_a_problem_speaks_the_language_of_the_asker(api: Api) -> None:
    korean = await api.get("/nothing")
    english = await api.get("/nothing", headers={"Accept-Language": "en-US,en;q=0.9,ko;q=0.5"})

    assert korean.json["title"] == "찾을 수 없어요"
    assert english.json["title"] == "Not found"
    assert english.headers["Vary"] == "Accept-Language"


async def test_head_answers_as_get_without_a_body(api: Api) -> None:
    answer = await api.ask("HEAD", "/openapi.json")

    assert answer.status == 200
    assert answer.body == b""


async def test_what_has_not_changed_is_not_sent_again(api: Api) -> None:
    first = await api.get("/openapi.json")
    again = await api.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"].startswith('W/"')
    assert again.status == 304
    assert again.body == b""


async def test_an_unknown_parameter_is_named(api: Api) -> None:
    answer = await api.get("/openapi.json", query={"page": 3})

    assert answer.status == 422
    assert answer.pointers == ["#/page"]


@pytest.mark.parametrize("path", ["//healthz", "/openapi.json", "/nothing"])
async def test_every_reply_carries_the_security_headers(api: Api, path: str) -> None:
    headers = (await api.get(path)).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Request-ID"]
    assert "Server" not in headers
