"""Removing an account: invisible at once, erased whatever happens meanwhile, and nothing left over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs

from documents import Documents
from documents.collection import object_id
from sidepro.opening import open_documents
from sidepro.settings import Settings
from tests.api import Answer, Api
from tests.devices import REFRESH, log_in, next_token, refresh, works
from tests.handlers.test_users import draft
from tests.people import People, Person
from tests.published import Publish

COMMENTS = 230
"""More than one piece of an erasing job."""


@dataclass
class Traces:
    """What somebody who leaves has done, and with whom."""

    leaver: Person
    stayer: Person
    own_project: str
    other_project: str


@pytest.fixture
async def traces(person: People, publish: Publish, documents: Documents) -> Traces:
    """Let somebody publish, comment and bookmark, and somebody else do so with them."""
    leaver, stayer = await person(skills=["COBOL"]), await person()
    own = await publish(leaver, "곧 사라질 프로젝트", skills=("COBOL",))
    other = await publish(stayer, "남는 프로젝트")
    await asyncio.gather(
        *(documents.comments.write(other, f"댓글 {n}", author_id=leaver.id) for n in range(COMMENTS))
    )
    await documents.comments.write(other, "남는 댓글", author_id=stayer.id)
    await documents.comments.write(own, "함께 사라질 댓글", author_id=stayer.id)
    for who in (leaver, stayer):
        for project in (own, other):
            await documents.bookmarks.put(who.id, project)
    return Traces(leaver, stayer, own, other)


async def leave(who: Person, password: str | None = None, **headers: str) -> Answer:
    """Ask for the removal of one's account."""
    return await who.api.delete("/users/me", {"password": password or who.password}, headers=headers)


async def left_over(documents: Documents, traces: Traces) -> dict[str, int]:
    """Count what is still kept of somebody who left and of their project."""
    database, user_id = documents.store.database, object_id(traces.leaver.id)
    project_id = object_id(traces.own_project)
    return {
        "users": await database.users.count_documents({"_id": user_id}),
        "projects": await database.projects.count_documents({"author_id": user_id}),
        "comments": await database.comments.count_documents(
            {"$or": [{"author_id": user_id}, {"project_id": project_id}]}
        ),
        "bookmarks": await database.bookmarks.count_documents(
            {"$or": [{"user_id": user_id}, {"project_id": project_id}]}
        ),
        "removals": await database.removals.count_documents({"_id": {"$in": [user_id, project_id]}}),
    }


NOTHING = {"users": 0, "projects": 0, "comments": 0, "bookmarks": 0, "removals": 0}


async def counts(documents: Documents, traces: Traces) -> dict[str, int]:
    """Give the counts of what stays."""
    database = documents.store.database
    project = await database.projects.find_one({"_id": object_id(traces.other_project)})
    user = await database.users.find_one({"_id": object_id(traces.stayer.id)})
    assert project is not None
    assert user is not None
    return {
        "comments": project["comment_count"],
        "bookmarks": project["bookmark_count"],
        "own bookmarks": user["bookmark_count"],
    }


@asynccontextmanager
async def another_process(settings: Settings) -> AsyncIterator[Documents]:
    """Open the collections as a process does that starts after a crash."""
    documents = open_documents(settings)
    try:
        yield documents
    finally:
        await documents.store.client.close()


async def test_asks_for_the_password(traces: Traces) -> None:
    answer = await leave(traces.leaver, "not her password")

    assert (answer.status, answer.pointers) == (422, ["#/password"])
    assert (await traces.leaver.api.get("/users/me")).status == 200


@pytest.mark.parametrize("body", [{}, {"password": {"$ne": None}}, {"password": None}, {"password": ["a"]}])
async def test_takes_nothing_but_the_password(person: People, body: object) -> None:
    mina = await person()

    assert (await mina.api.delete("/users/me", body)).status == 422
    assert (await mina.api.get("/users/me")).status == 200


async def test_leaves_nothing_behind(traces: Traces, documents: Documents) -> None:
    skill_before = (await documents.skills.kept(["cobol"]))["cobol"]

    assert (await leave(traces.leaver)).status == 204
    await documents.removals.resume()

    assert await left_over(documents, traces) == NOTHING
    assert await counts(documents, traces) == {"comments": 1, "bookmarks": 1, "own bookmarks": 1}
    skill_after = (await documents.skills.kept(["cobol"]))["cobol"]
    assert skill_before.user_count - skill_after.user_count == 1
    assert skill_before.project_count - skill_after.project_count == 1


async def test_logs_out_on_all_devices(api: Api, person: People) -> None:
    mina = await person()
    other = await log_in(api, mina)

    answer = await leave(mina)

    assert answer.cookies[REFRESH].value == ""
    assert (await mina.api.get("/users/me")).status == 401
    assert not await works(api, other.json["access_token"])
    assert (await refresh(api, next_token(other))).status == 401
    assert (await api.post("/sessions", {"email": mina.email, "password": mina.password})).status == 401


async def test_holds_the_name_back_and_sets_the_address_free(api: Api, person: People) -> None:
    mina = await person()
    await leave(mina)

    assert (await api.post("/users", draft(username=mina.username))).pointers == ["#/username"]
    assert (await api.post("/users", draft(email=mina.email))).status == 201


async def test_keeps_nothing_that_connects_names_with_a_person(person: People, documents: Documents) -> None:
    mina = await person()
    await mina.api.patch("/users/me", {"username": f"{mina.username}x"})
    await leave(mina)

    held = documents.store.database.given_up_names.find({"_id": {"$regex": f"^{mina.username}"}})
    assert [each["user_id"] async for each in held] == [None, None]


async def test_is_invisible_as_soon_as_the_transaction_is_done(
    api: Api, traces: Traces, documents: Documents
) -> None:
    await documents.accounts.remove(await documents.users.find(traces.leaver.id))

    leaver, own, other = traces.leaver, traces.own_project, traces.other_project
    assert (await left_over(documents, traces))["comments"] > COMMENTS
    assert (await api.get(f"/users/{leaver.username}")).status == 404
    assert (await api.get(f"/users/{leaver.username}/projects")).status == 404
    assert (await api.get(f"/projects/{own}")).status == 404
    board = await api.get("/projects", query={"limit": 100})
    assert own not in [card["id"] for card in board.json["items"]]
    found = await api.get("/projects", query={"skill": "cobol", "limit": 100})
    assert own not in [card["id"] for card in found.json["items"]]
    comments = await api.get(f"/projects/{other}/comments", query={"limit": 100})
    assert leaver.username not in [comment["author"]["username"] for comment in comments.json["items"]]
    await documents.removals.resume()


@pytest.mark.parametrize("pieces", [0, 1, 2, 3, 4])
async def test_a_crash_between_two_pieces_is_taken_up_at_the_next_start(
    settings: Settings, traces: Traces, documents: Documents, pieces: int
) -> None:
    async with another_process(settings) as crashing:
        user = await crashing.users.find(traces.leaver.id)
        await crashing.accounts.remove(user)
        if pieces:
            assert not await crashing.removals.carry_out("user", user.id, most=pieces)
    assert (await left_over(documents, traces))["removals"]

    async with another_process(settings) as restarted:
        await restarted.removals.resume()

    assert await left_over(documents, traces) == NOTHING
    assert await counts(documents, traces) == {"comments": 1, "bookmarks": 1, "own bookmarks": 1}


async def test_two_processes_may_take_it_up_at_once(
    settings: Settings, traces: Traces, documents: Documents
) -> None:
    await documents.accounts.remove(await documents.users.find(traces.leaver.id))

    async with another_process(settings) as other:
        await asyncio.gather(documents.removals.resume(), other.removals.resume())

    assert await left_over(documents, traces) == NOTHING
    assert await counts(documents, traces) == {"comments": 1, "bookmarks": 1, "own bookmarks": 1}


async def test_can_be_asked_for_twice_at_once(traces: Traces, documents: Documents) -> None:
    answers = await asyncio.gather(leave(traces.leaver), leave(traces.leaver))

    assert sorted(answer.status for answer in answers) == [204, 401]
    await documents.removals.resume()
    assert await left_over(documents, traces) == NOTHING


async def test_is_an_event(person: People) -> None:
    mina = await person()

    with capture_logs() as events:
        await leave(mina)

    (event,) = [event for event in events if event["event"] == "account.removed"]
    assert event["user_id"] == mina.id
