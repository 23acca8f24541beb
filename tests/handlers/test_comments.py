"""Comments over HTTP: written, reworded and taken away by their authors, counted exactly."""

import asyncio
from typing import Any

import pytest
from bson import ObjectId

from documents import Documents
from tests.api import Answer, Api
from tests.commands import Commands
from tests.people import People, Person
from tests.published import Publish


async def say(who: Person, project: str, text: str, **options: Any) -> Answer:
    return await who.api.post(f"/projects/{project}/comments", {"text": text}, **options)


async def said(who: Person, project: str, text: str) -> str:
    answer = await say(who, project, text)
    assert answer.status == 201, answer
    return str(answer.json["id"])


async def page(api: Api, project: str, **query: object) -> Any:
    answer = await api.get(f"/projects/{project}/comments", query=query)
    assert answer.status == 200, answer
    return answer.json


def texts(page: Any) -> list[str]:
    return [comment["text"] for comment in page["items"]]


async def test_a_comment_is_shown_with_its_author(api: Api, person: People, publish: Publish) -> None:
    mina, joon = await person(), await person()
    project = await publish(mina)
    answer = await say(joon, project, "  막차 시간표는 어디에서 받아 오나요?\n ")

    assert answer.status == 201
    assert answer.json == {
        "id": answer.json["id"],
        "project_id": project,
        "author": {"id": joon.id, "username": joon.username, "picture_url": None},
        "text": "막차 시간표는 어디에서 받아 오나요?",
        "created_at": answer.json["created_at"],
        "updated_at": answer.json["created_at"],
    }
    assert (await page(api, project))["items"] == [answer.json]


async def test_a_page_holds_the_newest_and_leads_to_earlier_ones_and_back(
    api: Api, person: People, publish: Publish
) -> None:
    mina = await person()
    project = await publish(mina)
    for number in range(5):
        await said(mina, project, f"{number}")

    newest = await page(api, project, limit=2)
    earlier = await page(api, project, limit=2, cursor=newest["previous"])
    earliest = await page(api, project, limit=2, cursor=earlier["previous"])
    back = await page(api, project, limit=2, cursor=earliest["next"])

    assert [texts(each) for each in (newest, earlier, earliest, back)] == [
        ["3", "4"],
        ["1", "2"],
        ["0"],
        ["1", "2"],
    ]
    assert newest["next"] is None
    assert earliest["previous"] is None
    assert {each["total"] for each in (newest, earlier, earliest, back)} == {5}


async def test_what_was_said_since_is_found_by_going_forward(
    api: Api, person: People, publish: Publish
) -> None:
    mina = await person()
    project = await publish(mina)
    for number in range(3):
        await said(mina, project, f"{number}")
    earlier = await page(api, project, limit=1, cursor=(await page(api, project, limit=1))["previous"])
    await said(mina, project, "3")

    newer = await page(api, project, limit=5, cursor=earlier["next"])

    assert texts(newer) == ["2", "3"]
    assert newer["next"] is None


async def test_a_project_without_comments_has_an_empty_page(
    api: Api, person: People, publish: Publish
) -> None:
    empty = await page(api, await publish(await person()))

    assert empty == {"items": [], "next": None, "previous": None, "total": 0, "total_is_exact": True}


async def test_authors_reword_and_take_away_what_they_said(
    api: Api, person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    project = await publish(mina)
    comment = await said(mina, project, "처음")
    path = f"/projects/{project}/comments/{comment}"

    reworded = await mina.api.patch(path, {"text": "나중"})
    assert (reworded.status, reworded.json["text"]) == (200, "나중")
    assert reworded.json["updated_at"] > reworded.json["created_at"]
    assert texts(await page(api, project)) == ["나중"]

    assert (await mina.api.delete(path)).status == 204
    assert (await mina.api.delete(path)).status == 404
    assert (await mina.api.patch(path, {"text": "zu spät"})).status == 404
    assert (await documents.projects.find(project)).comment_count == 0


async def test_nobody_else_may(person: People, publish: Publish, documents: Documents) -> None:
    mina, joon = await person(), await person()
    project = await publish(mina)
    comment = await said(joon, project, "내 말")
    path = f"/projects/{project}/comments/{comment}"

    for answer in (await mina.api.patch(path, {"text": "남의 말"}), await mina.api.delete(path)):
        assert (answer.status, answer.kind) == (403, "forbidden")
    assert (await documents.projects.find(project)).comment_count == 1


async def test_a_comment_belongs_to_its_project(person: People, publish: Publish) -> None:
    mina = await person()
    project, other = await publish(mina), await publish(mina)
    comment = await said(mina, project, "여기")

    for path in (f"/projects/{other}/comments/{comment}", f"/projects/{project}/comments/{ObjectId()}"):
        assert (await mina.api.patch(path, {"text": "저기"})).status == 404
        assert (await mina.api.delete(path)).status == 404


@pytest.mark.parametrize("project", ["0123456789abcdef01234567", "not-an-id"])
async def test_there_is_nothing_to_say_about_nothing(api: Api, person: People, project: str) -> None:
    mina = await person()

    assert (await say(mina, project, "거기 누구 있어요?")).status == 404
    assert (await api.get(f"/projects/{project}/comments")).status == 404


async def test_guests_read_only(api: Api, person: People, publish: Publish) -> None:
    mina = await person()
    project = await publish(mina)
    path = f"/projects/{project}/comments/{await said(mina, project, '안녕')}"

    for answer in (
        await api.post(f"/projects/{project}/comments", {"text": "저도요"}),
        await api.patch(path, {"text": "저도요"}),
        await api.delete(path),
    ):
        assert (answer.status, answer.kind) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "text",
    [{"$ne": None}, ["a"], 7, None, "", " \n\t ", "가" * 1001, "a\u0000b", "a\u202eb"],
    ids=["operator", "list", "number", "null", "empty", "spaces", "1001", "NUL", "bidi"],
)
async def test_what_is_no_text_is_refused(person: People, publish: Publish, text: object) -> None:
    mina = await person()
    project = await publish(mina)

    answer = await mina.api.post(f"/projects/{project}/comments", {"text": text})

    assert (answer.status, answer.kind, answer.pointers) == (422, "invalid", ["#/text"])


async def test_a_lone_surrogate_is_no_text(person: People, publish: Publish) -> None:
    mina = await person()
    path = f"/projects/{await publish(mina)}/comments"

    for raw in (rb'{"text": "\ud800"}', b'{"text": "\xed\xa0\x80"}'):
        answer = await mina.api.ask("POST", path, raw=raw)
        assert (answer.status, answer.kind) == (400, "malformed")


async def test_a_thousand_characters_of_any_kind_fit(api: Api, person: People, publish: Publish) -> None:
    mina = await person()
    project = await publish(mina)
    longest = "😀가\n<b>&" * 142 + "끝" * 6

    await said(mina, project, longest)

    assert len(longest) == 1000
    assert texts(await page(api, project)) == [longest]


async def test_the_same_request_sent_again_says_nothing_more(
    api: Api, person: People, publish: Publish, documents: Documents
) -> None:
    mina, joon = await person(), await person()
    project, other = await publish(mina), await publish(mina)
    key = {"Idempotency-Key": "k-1"}
    first, again = [await say(mina, project, "한 번", headers=key) for _ in range(2)]
    assert (first.status, again.status) == (201, 201)
    assert again.json == first.json

    elsewhere = await say(mina, other, "한 번", headers=key)
    by_another = await say(joon, project, "한 번", headers=key)
    assert len({each.json["id"] for each in (first, elsewhere, by_another)}) == 3

    different = await say(mina, project, "두 번", headers=key)
    assert (different.status, different.kind) == (409, "conflict")
    assert (await documents.projects.find(project)).comment_count == 2
    await mina.api.delete(f"/projects/{project}/comments/{first.json['id']}")
    assert (await say(mina, project, "한 번", headers=key)).status == 404
    assert texts(await page(api, project)) == ["한 번"]


async def test_a_key_that_is_no_key_is_refused(person: People, publish: Publish) -> None:
    mina = await person()

    answer = await say(mina, await publish(mina), "안녕", headers={"Idempotency-Key": "k" * 65})

    assert (answer.status, answer.kind) == (400, "malformed")


async def test_the_same_request_at_the_same_time_is_made_once(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    project = await publish(mina)

    answers = await asyncio.gather(
        *(
            say(mina, project, f"{number % 5}", headers={"Idempotency-Key": f"{number % 5}"})
            for number in range(100)
        )
    )

    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 5
    assert (await documents.projects.find(project)).comment_count == 5


async def test_two_hundred_comments_at_once_end_with_exact_counts(
    person: People, publish: Publish, documents: Documents
) -> None:
    people = [await person() for _ in range(10)]
    project = await publish(people[0])

    ids = await asyncio.gather(*(said(people[number % 10], project, f"{number}") for number in range(200)))
    assert len(set(ids)) == 200
    assert (await documents.projects.find(project)).comment_count == 200

    answers = await asyncio.gather(
        *(
            people[number % 10].api.delete(f"/projects/{project}/comments/{ids[number]}")
            for number in (*range(100), *range(100))
        )
    )
    assert sorted(answer.status for answer in answers) == [204] * 100 + [404] * 100
    kept = await documents.store.database.comments.count_documents({"project_id": ObjectId(project)})
    assert (await documents.projects.find(project)).comment_count == kept == 100


async def test_what_somebody_said_who_is_gone_is_not_shown(
    api: Api, person: People, publish: Publish, documents: Documents
) -> None:
    mina, joon = await person(), await person()
    project = await publish(mina)
    for who in (mina, joon, joon, joon):
        await said(who, project, f"{who.username}")
    await documents.store.database.users.delete_one({"_id": ObjectId(joon.id)})

    assert texts(await page(api, project)) == [mina.username]
    assert (await say(joon, project, "아직 있어요")).status == 401
    pieces = [await documents.comments.erase_of_user(ObjectId(joon.id), 2) for _ in range(3)]
    assert pieces == [2, 1, 0]
    assert (await documents.projects.find(project)).comment_count == 1


async def test_what_was_said_goes_with_the_project(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    project = await publish(mina)
    for number in range(3):
        await said(mina, project, f"{number}")

    pieces = [await documents.comments.erase_of_project(ObjectId(project), 2) for _ in range(3)]

    assert pieces == [2, 1, 0]


async def test_a_page_takes_three_commands_however_much_was_said(
    api: Api, person: People, publish: Publish, commands: Commands
) -> None:
    people = [await person() for _ in range(3)]
    project = await publish(people[0])
    path = f"/projects/{project}/comments"

    assert commands.of(await api.get(path)) == ["find", "find"]
    for number in range(30):
        await said(people[number % 3], project, f"{number}")
    for query in ({"limit": 1}, {"limit": 20}, {"limit": 100}):
        assert commands.of(await api.get(path, query=query)) == ["find", "find", "find"]
