"""Bookmarks over HTTP: put and taken any number of times, listed newest first, counted exactly."""

import asyncio

import pytest
from bson import ObjectId

from documents import Documents
from tests.api import Api
from tests.commands import Commands
from tests.people import People
from tests.published import Publish


async def counts(documents: Documents, project_id: str, user_id: str) -> tuple[int, int]:
    project = await documents.projects.find(project_id)
    user = await documents.users.find(user_id)
    return project.bookmark_count, user.bookmark_count


async def titles(api: Api, path: str, **query: object) -> list[str]:
    answer = await api.get(path, query=query)
    assert answer.status == 200, answer
    return [project["title"] for project in answer.json["items"]]


async def test_putting_and_taking_may_be_repeated(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    project = await publish(mina)
    seen = []
    for method in ("PUT", "PUT", "DELETE", "DELETE", "PUT"):
        answer = await mina.api.ask(method, f"/projects/{project}/bookmark")
        assert (answer.status, answer.body) == (204, b""), answer
        seen.append(await counts(documents, project, mina.id))

    assert seen == [(1, 1), (1, 1), (0, 0), (0, 0), (1, 1)]


async def test_marks_are_listed_newest_first_for_oneself_and_for_everyone(
    api: Api, person: People, publish: Publish
) -> None:
    mina = await person()
    ids = [await publish(mina, f"프로젝트 {number}") for number in range(5)]
    for number in (3, 0, 4):
        await mina.api.put(f"/projects/{ids[number]}/bookmark")

    expected = ["프로젝트 4", "프로젝트 0", "프로젝트 3"]
    assert await titles(mina.api, "/users/me/bookmarks") == expected
    assert await titles(api, f"/users/{mina.username}/bookmarks") == expected
    answer = await mina.api.get("/users/me/bookmarks/ids")
    assert answer.json == {"items": [ids[4], ids[0], ids[3]], "is_complete": True}


async def test_many_marks_are_all_told(person: People, documents: Documents) -> None:
    mina = await person()
    projects = [ObjectId() for _ in range(250)]
    await documents.store.database.bookmarks.insert_many(
        [{"user_id": ObjectId(mina.id), "project_id": each} for each in projects]
    )

    answer = await mina.api.get("/users/me/bookmarks/ids")

    assert answer.json["items"] == [str(each) for each in reversed(projects)]


async def test_a_list_is_read_page_by_page_both_ways(person: People, publish: Publish) -> None:
    mina = await person()
    for number in range(5):
        await mina.api.put(f"/projects/{await publish(mina, f'{number}')}/bookmark")

    first = (await mina.api.get("/users/me/bookmarks", query={"limit": 2})).json
    second = (await mina.api.get("/users/me/bookmarks", query={"limit": 2, "cursor": first["next"]})).json
    third = (await mina.api.get("/users/me/bookmarks", query={"limit": 2, "cursor": second["next"]})).json
    back = (await mina.api.get("/users/me/bookmarks", query={"limit": 2, "cursor": third["previous"]})).json

    pages = [[item["title"] for item in page["items"]] for page in (first, second, third, back)]
    assert pages == [["4", "3"], ["2", "1"], ["0"], ["2", "1"]]
    assert (first["previous"], third["next"]) == (None, None)
    assert {page["total"] for page in (first, second, third, back)} == {5}


async def test_a_cursor_of_somebody_else_is_refused(person: People, publish: Publish) -> None:
    mina, joon = await person(), await person()
    for who in (mina, joon):
        for _ in range(2):
            await who.api.put(f"/projects/{await publish(mina)}/bookmark")
    cursor = (await mina.api.get("/users/me/bookmarks", query={"limit": 1})).json["next"]

    answer = await joon.api.get("/users/me/bookmarks", query={"limit": 1, "cursor": cursor})

    assert (answer.status, answer.kind) == (400, "bad-cursor")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("project_id", ["0123456789abcdef01234567", "not-an-id"])
async def test_what_is_not_there_cannot_be_marked(person: People, method: str, project_id: str) -> None:
    mina = await person()

    answer = await mina.api.ask(method, f"/projects/{project_id}/bookmark")

    assert (answer.status, answer.kind) == (404, "not-found")
    assert (await mina.api.get("/users/me")).json["bookmark_count"] == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_guests_mark_nothing(api: Api, person: People, publish: Publish, method: str) -> None:
    project = await publish(await person())

    answer = await api.ask(method, f"/projects/{project}/bookmark")

    assert (answer.status, answer.kind) == (401, "unauthenticated")


async def test_one_missing_project_does_not_hinder_the_others(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    project = await publish(mina)
    paths = [f"/projects/{ObjectId()}/bookmark", f"/projects/{project}/bookmark"] * 10

    answers = await asyncio.gather(*(mina.api.put(path) for path in paths))

    assert [answer.status for answer in answers] == [404, 204] * 10
    assert await counts(documents, project, mina.id) == (1, 1)


async def test_two_hundred_toggles_at_once_end_with_exact_counts(
    api: Api, person: People, publish: Publish, documents: Documents
) -> None:
    people = [await person() for _ in range(40)]
    project = await publish(people[0])
    path = f"/projects/{project}/bookmark"

    toggles = [
        (who, method)
        for round_ in range(5)
        for number, who in enumerate(people)
        for method in ["DELETE" if (number + round_) % 3 else "PUT"]
    ]
    answers = await asyncio.gather(*(who.api.ask(method, path) for who, method in toggles))
    assert {answer.status for answer in answers} == {204}
    kept = await documents.store.database.bookmarks.count_documents({"project_id": ObjectId(project)})
    assert (await documents.projects.find(project)).bookmark_count == kept
    for who in people:
        mine = await documents.bookmarks.project_ids(who.id)
        assert (await documents.users.find(who.id)).bookmark_count == len(mine)

    await asyncio.gather(*(who.api.put(path) for who in people))
    assert (await documents.projects.find(project)).bookmark_count == 40
    await asyncio.gather(*(who.api.delete(path) for who in people))
    assert (await documents.projects.find(project)).bookmark_count == 0


async def test_a_mark_on_a_project_that_is_gone_is_not_listed(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    project, gone = await publish(mina, "bleibt"), await publish(mina, "geht")
    for each in (project, gone):
        await mina.api.put(f"/projects/{each}/bookmark")
    await documents.store.database.projects.delete_one({"_id": ObjectId(gone)})

    assert await titles(mina.api, "/users/me/bookmarks") == ["bleibt"]
    assert await documents.bookmarks.erase_of_project(ObjectId(gone)) == 1
    assert await counts(documents, project, mina.id) == (1, 1)


async def test_lists_take_the_same_few_commands_however_long(
    api: Api, person: People, publish: Publish, commands: Commands
) -> None:
    mina = await person()
    public = f"/users/{mina.username}/bookmarks"
    for path, who in (("/users/me/bookmarks", mina.api), (public, api)):
        assert commands.of(await who.get(path)) == ["find", "find"]
    for number in range(9):
        await mina.api.put(f"/projects/{await publish(mina, str(number))}/bookmark")

    for path, who in (("/users/me/bookmarks", mina.api), (public, api)):
        for limit in (1, 5, 100):
            assert commands.of(await who.get(path, query={"limit": limit})) == ["find", "find", "find"]
    assert commands.of(await mina.api.get("/users/me/bookmarks/ids")) == ["find"]
