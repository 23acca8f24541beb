"""Projects are put on the board, shown, changed and taken off by those whose they are."""

import asyncio
from typing import Any

import pytest

from documents import Documents
from documents.project import Story
from tests.api import Answer, Api
from tests.commands import Commands
from tests.people import People, Person

DRAFT: dict[str, Any] = {
    "title": "막차 알리미",
    "summary": "막차가 끊기기 전에 깨워 줘요",
    "content": "## 왜\n\n막차를 **세 번** 놓쳤어요.",
    "skills": ["파이썬", "k8s", "Python"],
    "repository_url": "https://github.com/mina-demo/last-train",
}
NOBODYS = "5" * 24


@pytest.fixture
async def mina(person: People) -> Person:
    return await person()


async def published(author: Person, **changes: Any) -> Any:
    answer = await author.api.post("/projects", DRAFT | changes)
    assert answer.status == 201, answer
    return answer.json


async def project_count(api: Api, author: Person) -> int:
    return int((await api.get(f"/users/{author.username}")).json["project_count"])


async def skill_counts(documents: Documents) -> dict[str, int]:
    return await documents.skills.project_counts()


async def test_a_project_is_shown_as_it_was_written(api: Api, mina: Person) -> None:
    answer = await mina.api.post("/projects", DRAFT)
    project = answer.json

    assert answer.status == 201
    assert answer.headers["Location"] == f"{api.base}/api/v1/projects/{project['id']}"
    assert project["author"] == {"id": mina.id, "username": mina.username, "picture_url": None}
    assert project["skills"] == ["Python", "Kubernetes"]
    assert project["version"] == 1
    assert project["content"] == DRAFT["content"]
    assert "<strong>세 번</strong>" in project["content_html"]
    assert (await api.get(f"/projects/{project['id']}")).json == project


async def test_what_people_type_comes_back_unchanged(api: Api, mina: Person) -> None:
    text = "<b>&amp; '\"</b> $where {$ne: 1} %00 \\u0000"
    project = await published(mina, title=text, summary=text, content=f"{text}\n\n\ttab\r\nend")

    shown = (await api.get(f"/projects/{project['id']}")).json
    assert (shown["title"], shown["summary"], shown["content"]) == (text, text, f"{text}\n\n\ttab\r\nend")
    assert "<b>" not in shown["content_html"]


async def test_counts_follow_what_is_published_changed_and_removed(
    api: Api, mina: Person, documents: Documents
) -> None:
    before = await skill_counts(documents)
    project = await published(mina, skills=["Elixir", "Haskell"])
    assert await project_count(api, mina) == 1
    changed = await mina.api.patch(
        f"/projects/{project['id']}", {"version": 1, "skills": ["Haskell", "Scala"]}
    )
    assert changed.json["skills"] == ["Haskell", "Scala"]
    between = await skill_counts(documents)
    assert [between[name] - before[name] for name in ("Elixir", "Haskell", "Scala")] == [0, 1, 1]

    assert (await mina.api.delete(f"/projects/{project['id']}")).status == 204

    assert await project_count(api, mina) == 0
    assert await skill_counts(documents) == before
    assert (await api.get(f"/projects/{project['id']}")).status == 404
    assert (await mina.api.delete(f"/projects/{project['id']}")).status == 404


async def test_counts_are_exact_when_many_publish_at_once(
    api: Api, person: People, documents: Documents
) -> None:
    authors = [await person() for _ in range(4)]
    before = (await skill_counts(documents))["Erlang"]

    made = await asyncio.gather(
        *(author.api.post("/projects", DRAFT | {"skills": ["Erlang"]}) for author in authors * 25)
    )

    assert {answer.status for answer in made} == {201}
    assert (await skill_counts(documents))["Erlang"] == before + 100
    assert [await project_count(api, author) for author in authors] == [25] * 4
    gone = await asyncio.gather(
        *(
            author.api.delete(f"/projects/{answer.json['id']}")
            for author, answer in zip(authors * 25, made, strict=True)
        )
    )
    assert {answer.status for answer in gone} == {204}
    assert (await skill_counts(documents))["Erlang"] == before
    assert [await project_count(api, author) for author in authors] == [0] * 4


async def test_only_what_is_given_changes(api: Api, mina: Person) -> None:
    project = await published(mina)
    address = f"/projects/{project['id']}"

    changed = (await mina.api.patch(address, {"version": 1, "title": "새 이름", "repository_url": None})).json

    expected = project | {"title": "새 이름", "repository_url": None, "version": 2}
    assert changed | {"updated_at": ""} == expected | {"updated_at": ""}
    assert changed["updated_at"] > project["updated_at"]
    assert (await api.get(address)).json == changed


async def test_a_change_of_the_story_is_rendered(mina: Person) -> None:
    project = await published(mina)
    changed = await mina.api.patch(f"/projects/{project['id']}", {"version": 1, "content": "*기울임* 글"})

    assert "<em>기울임</em>" in changed.json["content_html"]


async def test_a_change_that_changes_nothing_is_no_new_version(mina: Person) -> None:
    project = await published(mina)
    changed = await mina.api.patch(f"/projects/{project['id']}", {"version": 1, "title": project["title"]})

    assert changed.json == project


async def test_a_stale_change_loses_nothing(api: Api, mina: Person) -> None:
    project = await published(mina)
    address = f"/projects/{project['id']}"
    first = (await mina.api.patch(address, {"version": 1, "title": "먼저"})).json

    stale = await mina.api.patch(address, {"version": 1, "title": "나중에"})

    assert (stale.status, stale.kind) == (409, "conflict")
    assert stale.json["current"] == first
    assert (await api.get(address)).json == first


async def test_of_changes_at_the_same_time_one_is_made(api: Api, mina: Person) -> None:
    project = await published(mina)
    address = f"/projects/{project['id']}"

    answers = await asyncio.gather(
        *(mina.api.patch(address, {"version": 1, "title": f"이름 {number}"}) for number in range(8))
    )

    assert sorted(answer.status for answer in answers) == [200] + [409] * 7
    (made,) = (answer.json for answer in answers if answer.status == 200)
    assert (await api.get(address)).json == made


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_somebody_elses_project_is_not_yours_to_change(
    api: Api, mina: Person, person: People, method: str
) -> None:
    other = await person()
    project = await published(mina)
    body = {"version": 1, "title": "내 것"} if method == "PATCH" else None

    answer = await other.api.ask(method, f"/projects/{project['id']}", body=body)

    assert (answer.status, answer.kind) == (403, "forbidden")
    assert (await api.get(f"/projects/{project['id']}")).json == project
    assert (await api.ask(method, f"/projects/{project['id']}", body=body)).status == 401
    assert (await other.api.ask(method, f"/projects/{NOBODYS}", body=body)).status == 404


async def test_guests_publish_nothing(api: Api) -> None:
    assert (await api.post("/projects", DRAFT)).status == 401


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"title": ""}, ["#/title"]),
        ({"title": "  "}, ["#/title"]),
        ({"title": "가" * 61}, ["#/title"]),
        ({"title": "두\n줄"}, ["#/title"]),
        ({"title": "a\0b"}, ["#/title"]),
        ({"summary": "가" * 101}, ["#/summary"]),
        ({"content": ""}, ["#/content"]),
        ({"content": "가" * 50_001}, ["#/content"]),
        ({"content": "a\0b"}, ["#/content"]),
        ({"skills": []}, ["#/skills"]),
        ({"skills": ["Python"] * 11}, ["#/skills"]),
        ({"skills": ["Python", "크레용", "분필"]}, ["#/skills/1", "#/skills/2"]),
        ({"skills": ["Python", {"$ne": None}]}, ["#/skills/1"]),
        ({"repository_url": "javascript:alert(1)"}, ["#/repository_url"]),
        ({"repository_url": "https://a b"}, ["#/repository_url"]),
        ({"thumbnail": "someone-elses.webp"}, ["#/thumbnail"]),
        ({"thumbnail": "x", "skills": ["크레용"]}, ["#/skills/0", "#/thumbnail"]),
        ({"title": {"$ne": None}, "summary": 5}, ["#/summary", "#/title"]),
        ({"author_id": NOBODYS, "view_count": 10**6}, ["#/author_id", "#/view_count"]),
    ],
    ids=str,
)
async def test_a_draft_with_faults_names_each(
    mina: Person, changes: dict[str, Any], pointers: list[str]
) -> None:
    answer = await mina.api.post("/projects", DRAFT | changes)

    assert (answer.status, answer.pointers) == (422, pointers)
    fields = {"version": 1} | {
        name: changes[name] for name in changes if name in DRAFT or name == "thumbnail"
    }
    if len(fields) > 1 and "author_id" not in changes:
        project = await published(mina)
        answer = await mina.api.patch(f"/projects/{project['id']}", fields)
        assert (answer.status, answer.pointers) == (422, pointers)


async def test_what_is_just_short_enough_is_taken(mina: Person) -> None:
    longest = {"title": "𝄞" * 60, "summary": "힣" * 100, "content": "글" * 50_000}

    assert (await published(mina, **longest))["title"] == longest["title"]


@pytest.mark.parametrize("version", [0, -1, 1.5, "1", None, 2**63])
async def test_a_version_is_a_number_from_one(mina: Person, version: object) -> None:
    project = await published(mina)
    answer = await mina.api.patch(f"/projects/{project['id']}", {"version": version, "title": "x"})

    assert (answer.status, answer.pointers) == (422, ["#/version"])


async def ask_once(author: Person, key: str, **changes: Any) -> Answer:
    return await author.api.post("/projects", DRAFT | changes, headers={"Idempotency-Key": key})


async def test_the_same_request_makes_one_project(api: Api, mina: Person) -> None:
    first = await ask_once(mina, "k-1")
    again = await ask_once(mina, "k-1")

    assert (again.status, again.json) == (201, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert await project_count(api, mina) == 1


async def test_the_same_request_at_the_same_time_makes_one_project(api: Api, mina: Person) -> None:
    answers = await asyncio.gather(*(ask_once(mina, "k-2") for _ in range(12)))

    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert await project_count(api, mina) == 1


async def test_a_key_is_for_one_request_of_one_user(api: Api, mina: Person, person: People) -> None:
    other = await person()
    first = await ask_once(mina, "k-3")
    another_body = await ask_once(mina, "k-3", title="다른 글")
    another_user = await ask_once(other, "k-3")

    assert (another_body.status, another_body.kind) == (409, "conflict")
    assert another_user.status == 201
    assert another_user.json["id"] != first.json["id"]
    assert await project_count(api, mina) == 1


@pytest.mark.parametrize("key", ["", "k" * 65, "two words"])
async def test_a_key_that_is_no_key_is_refused(mina: Person, key: str) -> None:
    answer = await ask_once(mina, key)

    assert (answer.status, answer.kind) == (400, "malformed")


async def test_a_key_of_what_is_gone_finds_nothing(mina: Person) -> None:
    project = (await ask_once(mina, "k-4")).json
    await mina.api.delete(f"/projects/{project['id']}")

    assert (await ask_once(mina, "k-4")).status == 404


async def test_a_story_of_an_older_renderer_is_rendered_again_and_kept(
    api: Api, mina: Person, documents: Documents
) -> None:
    project = await published(mina, content="**굵게**")
    stored = documents.store.database["projects"]
    author = {"author.username": mina.username}
    await stored.update_one(author, {"$set": {"content_html": "<p>old</p>", "renderer_version": 0}})

    shown = (await api.get(f"/projects/{project['id']}", headers={"Cookie": "sidepro_fresh=1"})).json

    assert "<strong>굵게</strong>" in shown["content_html"]
    kept = await stored.find_one(author)
    assert kept is not None
    assert (kept["content_html"], kept["renderer_version"]) == (shown["content_html"], 1)


async def test_a_story_written_meanwhile_is_not_overwritten(mina: Person, documents: Documents) -> None:
    project = await published(mina)
    before = await documents.projects.find(project["id"])
    await mina.api.patch(f"/projects/{project['id']}", {"version": 1, "content": "새 글"})

    await documents.projects.keep_story(before, Story("<p>old</p>", 99))

    assert "새 글" in (await documents.projects.find(project["id"])).content_html


async def test_a_project_is_one_command(api: Api, mina: Person, commands: Commands) -> None:
    project = await published(mina)

    assert commands.of(
        await api.get(f"/projects/{project['id']}", headers={"Cookie": "sidepro_fresh=1"})
    ) == ["find"]


async def test_markdown_is_shown_as_it_would_be_published(mina: Person, api: Api) -> None:
    text = "**굵게** <script>alert(1)</script>"
    preview = await mina.api.post("/markdown", {"text": text})

    assert preview.status == 200
    assert preview.headers["Cache-Control"] == "no-store"
    assert preview.json["html"] == (await published(mina, content=text))["content_html"]
    assert "<script" not in preview.json["html"]
    assert (await mina.api.post("/markdown", {"text": ""})).json["html"] == ""
    assert (await api.post("/markdown", {"text": text})).status == 401
    assert (await mina.api.post("/markdown", {"text": "a" * 50_001})).pointers == ["#/text"]
