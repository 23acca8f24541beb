"""Whoever is turned away leaves a line in the log, and nothing secret is in any line."""

import logging
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog
from bson import ObjectId
from structlog.testing import capture_logs

from sidepro.server import Server
from tests.api import Api
from tests.devices import log_in, refresh
from tests.people import People
from tests.published import Publish

Events = list[MutableMapping[str, Any]]


@pytest.fixture
def events() -> Iterator[Events]:
    """Give what is logged meanwhile, with what is bound to each request."""
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as events:
        yield events


def refusals(events: Events) -> list[tuple[str, str]]:
    """Tell the rule and the address of each refusal."""
    return [(each["rule"], each["path"]) for each in events if each["event"] == "access.refused"]


async def test_a_guest_is_refused_by_name_of_the_rule(api: Api, events: Events) -> None:
    answer = await api.get("/users/me")

    assert refusals(events) == [("unauthenticated.detail", "/api/v1/users/me")]
    (refused,) = [each for each in events if each["event"] == "access.refused"]
    assert refused["address"] == "127.0.0.1"
    assert refused["request_id"] == answer.headers["X-Request-ID"]


async def test_somebody_who_touches_what_is_not_theirs_is_named(
    person: People, publish: Publish, events: Events
) -> None:
    mina, jun = await person(), await person()
    project = await publish(mina)

    await jun.api.delete(f"/projects/{project}")

    (refused,) = [each for each in events if each["event"] == "access.refused"]
    assert (refused["kind"], refused["user_id"]) == ("forbidden", jun.id)


async def test_what_is_hidden_from_somebody_known_is_a_refusal(person: People, events: Events) -> None:
    mina = await person()

    await mina.api.get(f"/rooms/{ObjectId()}")

    assert [rule for rule, _ in refusals(events)] == ["not-found.detail"]


async def test_nothing_at_an_address_is_none_for_a_guest(api: Api, events: Events) -> None:
    await api.get(f"/projects/{ObjectId()}")

    assert refusals(events) == []


async def test_a_cursor_of_another_list_is_one(api: Api, events: Events) -> None:
    await api.get("/projects?cursor=abcdef")

    assert [each["kind"] for each in events if each["event"] == "access.refused"] == ["bad-cursor"]


async def test_what_tries_doors_is_counted_by_the_rule(server: Server, api: Api) -> None:
    def counted(kind: str, rule: str) -> float:
        labels = {"kind": kind, "rule": rule}
        registry = server.services.metrics.registry
        return registry.get_sample_value("sidepro_refusals_total", labels) or 0.0

    rules = (("bad-cursor", "bad-cursor.detail"), ("forbidden", "forbidden.origin"))
    before = [counted(*rule) for rule in rules]

    await api.get("/projects?cursor=abcdef")
    await api.post("/sessions/current/refresh", headers={"Origin": "https://elsewhere.example"})

    assert [counted(*rule) for rule in rules] == [count + 1 for count in before]


async def test_no_line_tells_what_people_typed_or_hold(
    api: Api, person: People, events: Events, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    mina = await person()
    said = "카나리아가 노래해요"

    await log_in(api, mina)
    await api.post("/sessions", {"email": mina.email, "password": said})
    await refresh(api, mina.refresh_token)
    jun = await person()
    room = (await mina.api.post("/rooms", {"username": jun.username})).json["id"]
    sent = await mina.api.post(f"/rooms/{room}/messages", {"client_id": "c1", "text": said})

    assert sent.status == 201
    lines = repr(events) + caplog.text
    for secret in (mina.password, mina.email, mina.refresh_token, said):
        assert secret not in lines
