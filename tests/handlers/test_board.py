"""The board over HTTP: pages, words, filters, and what is refused."""

import secrets
from typing import Any

import msgspec
import pytest

from documents import Documents
from sidepro.settings import Settings
from tests.api import Answer, Api
from tests.commands import Commands
from tests.people import People, Person
from tests.published import Publish
from tests.served import serving, settings_for

FRESH = {"Cookie": "sidepro_fresh=1"}


@pytest.fixture
async def mina(person: People) -> Person:
    return await person()


@pytest.fixture
def word() -> str:
    """Give a word that only this test knows, so that it finds nothing of the others."""
    return f"w{secrets.token_hex(6)}"


async def titles(api: Api, **query: Any) -> list[str]:
    answer = await api.get("/projects", query=query, headers=FRESH)
    assert answer.status == 200, answer
    return [item["title"] for item in answer.json["items"]]


async def test_a_card_tells_everything_but_the_story(
    api: Api, mina: Person, publish: Publish, word: str
) -> None:
    project_id = await publish(mina, word)
    project = (await api.get(f"/projects/{project_id}")).json
    page = (await api.get("/projects", query={"q": word})).json

    story = {"content": project.pop("content"), "content_html": project.pop("content_html")}
    assert page == {"items": [project], "next": None, "previous": None, "total": 1, "total_is_exact": True}
    assert all(story.values())


@pytest.mark.parametrize(
    "words",
    [
        ("일기", "막차 일기장"),  # inside a longer word
        ("감정 일기", "감정일기장"),  # written apart
        ("일기장", "오늘의 일기장"),
        ("쿠버네티스", "알림 봇"),  # by the alias of a skill
        ("k8s", "알림 봇"),
        ("spring", "봄"),  # by a word of the name of a skill
        ("스프링부트", "봄"),
        ("PLAY", "Playground"),  # by a beginning
        ("ｐｌａｙ", "Playground"),  # by wide letters
    ],
    ids=str,
)
async def test_words_find_projects(
    api: Api, person: People, publish: Publish, words: tuple[str, str]
) -> None:
    mina = await person()
    query, title = words
    await publish(mina, title, skills=("Kubernetes", "Spring Boot"))
    await publish(mina, "전혀 다른 것", skills=("Rust",))

    assert await titles(api, q=query, author=mina.username) == [title]


async def test_the_name_of_the_author_finds_projects(api: Api, person: People, publish: Publish) -> None:
    name = f"감자{secrets.randbelow(10**9)}"
    mina = await person(name)
    await publish(mina, "첫째")

    assert await titles(api, q=name) == ["첫째"]
    assert await titles(api, q="감자", author=name.upper()) == ["첫째"]


async def test_a_new_name_of_the_author_is_shown_and_found(
    api: Api, mina: Person, publish: Publish, word: str
) -> None:
    await publish(mina, "첫째")
    await publish(mina, "둘째")
    assert (await mina.api.patch("/users/me", {"username": word})).status == 200

    page = (await api.get("/projects", query={"q": word}, headers=FRESH)).json
    assert [item["author"]["username"] for item in page["items"]] == [word, word]
    assert [item["version"] for item in page["items"]] == [1, 1]
    assert await titles(api, q=mina.username) == []
    assert await titles(api, author=word) == ["둘째", "첫째"]


@pytest.mark.parametrize("q", [".*", "(a+)+$", "^", "{$ne: 1}", "$where", "' || '1'=='1", "\\", "%"])
async def test_what_looks_like_a_pattern_is_only_text(
    api: Api, mina: Person, publish: Publish, q: str
) -> None:
    await publish(mina, "아무거나")

    assert await titles(api, q=q, author=mina.username) == []


async def test_any_or_all_skills(api: Api, mina: Person, publish: Publish) -> None:
    await publish(mina, "둘 다", skills=("Python", "Rust"))
    await publish(mina, "하나", skills=("Rust",))
    asked = {"skill": ["파이썬", "러스트"], "author": mina.username}

    assert await titles(api, **asked) == ["하나", "둘 다"]
    assert await titles(api, **asked, match="any") == ["하나", "둘 다"]
    assert await titles(api, **asked, match="all") == ["둘 다"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": 0}, "#/limit"),
        ({"limit": 101}, "#/limit"),
        ({"limit": "abc"}, "#/limit"),
        ({"limit": [1, 2]}, "#/limit"),
        ({"sort": "oldest"}, "#/sort"),
        ({"skill": "크레용"}, "#/skill"),
        ({"skill": ["Python"] * 11}, "#/skill"),
        ({"skill[$ne]": "x"}, "#/skill[$ne]"),
        ({"match": "all"}, "#/match"),
        ({"match": "some", "skill": "Python"}, "#/match"),
        ({"q": "가" * 101}, "#/q"),
        ({"q": "x" * 10_000}, "#/q"),
        ({"q": "a\0b"}, "#/q"),
        ({"q[$ne]": "x"}, "#/q[$ne]"),
        ({"q": ["a", "b"]}, "#/q"),
        ({"author": "x" * 81}, "#/author"),
        ({"page": 2}, "#/page"),
        ({"cursor": "x" * 600}, "#/cursor"),
    ],
    ids=str,
)
async def test_a_wrong_parameter_is_named(api: Api, query: dict[str, Any], pointer: str) -> None:
    answer = await api.get("/projects", query=query)

    assert (answer.status, answer.pointers) == (422, [pointer])


@pytest.mark.parametrize("raw", ["q=%ff", "q=%ed%a0%80", "q=%c3%28"])
async def test_what_is_not_utf_8_is_unreadable(api: Api, raw: str) -> None:
    answer = await api.get(f"/projects?{raw}")

    assert (answer.status, answer.kind) == (400, "malformed")


async def test_what_is_encoded_twice_is_decoded_once(api: Api, mina: Person, publish: Publish) -> None:
    await publish(mina, "100%25")

    assert await titles(api, q="25", author=mina.username) == ["100%25"]
    assert await titles(api, q="%32%35x", author=mina.username) == []


@pytest.mark.parametrize("cursor", ["x", "AAAA", "a b", "커서", "-" * 300, "null", "../..", "%00"])
async def test_what_is_no_cursor_is_refused(api: Api, cursor: str) -> None:
    answer = await api.get("/projects", query={"cursor": cursor})

    assert (answer.status, answer.kind) == (400, "bad-cursor")


async def test_cursors_of_other_lists_are_refused(api: Api, person: People, publish: Publish) -> None:
    mina, joon = await person(), await person()
    for author in (mina, mina, joon, joon):
        await publish(author)
    address = f"/users/{mina.username}/projects"
    cursor = (await api.get(address, query={"limit": 1})).json["next"]

    assert (await api.get(address, query={"cursor": cursor})).status == 200
    for other in (f"/users/{joon.username}/projects", "/projects", "/projects?sort=views"):
        answer = await api.get(other, query=None if "?" in other else {"cursor": cursor})
        if "?" in other:
            answer = await api.get(f"{other}&cursor={cursor}")
        assert (answer.status, answer.kind) == (400, "bad-cursor")


async def test_the_projects_of_a_user(api: Api, mina: Person, publish: Publish) -> None:
    for number in range(5):
        await publish(mina, f"글 {number}")
    address = f"/users/{mina.username}/projects"

    first = (await api.get(address, query={"limit": 2})).json
    second = (await api.get(address, query={"limit": 2, "cursor": first["next"]})).json
    back = (await api.get(address, query={"limit": 2, "cursor": second["previous"]})).json

    assert [item["title"] for item in first["items"] + second["items"]] == ["글 4", "글 3", "글 2", "글 1"]
    assert (first["total"], first["total_is_exact"]) == (5, True)
    assert back == first
    assert (await api.get("/users/nobody-has-this/projects")).status == 404


async def test_who_publishes_sees_it_at_once(api: Api, mina: Person, publish: Publish) -> None:
    before = (await api.get("/projects", headers=FRESH)).json
    project_id = await publish(mina)
    after = (await api.get("/projects", headers=FRESH)).json

    assert after["items"][0]["id"] == project_id
    assert after["total"] == before["total"] + 1


async def test_projects_of_a_removed_account_are_hidden_until_they_are_erased(
    api: Api, mina: Person, publish: Publish, documents: Documents, word: str
) -> None:
    project_id = await publish(mina, word)
    user_id = (await documents.users.find(mina.id)).id
    await documents.store.transaction(lambda session: documents.projects.hide_of_user(user_id, session))

    assert (await api.get(f"/projects/{project_id}", headers=FRESH)).status == 404
    assert (await mina.api.patch(f"/projects/{project_id}", {"version": 1})).status == 404
    assert await titles(api, q=word) == []
    assert await titles(api, author=mina.username) == []
    assert word not in await titles(api, limit=100)
    assert word not in await titles(api, limit=100, sort="popular")
    assert word not in await titles(api, limit=100, skill="Python")

    assert await documents.projects.erase_of_user(user_id) == 1
    assert await documents.projects.erase_of_user(user_id) == 0
    assert await documents.store.database["projects"].find_one({"title": word}) is None


def addresses(mina: Person) -> list[dict[str, Any]]:
    return [
        {},
        {"sort": "views"},
        {"sort": "popular", "skill": "Python"},
        {"skill": ["Python", "Rust"]},
        {"skill": ["Python", "Rust"], "match": "all"},
        {"q": "막차"},
        {"q": "막차 알리미", "sort": "views"},
        {"q": "막차 알리미", "author": mina.username, "skill": "Python"},
        {"author": mina.username},
    ]


async def test_a_page_takes_few_commands_however_much_it_shows(
    api: Api, mina: Person, publish: Publish, commands: Commands
) -> None:
    for _ in range(12):
        await publish(mina, skills=("Python", "Rust"))

    async def sent(limit: int, query: dict[str, Any]) -> tuple[int, Answer]:
        await publish(mina, skills=("Python", "Rust"))  # totals are counted again
        answer = await api.get("/projects", query=query | {"limit": limit}, headers=FRESH)
        return len(commands.of(answer)), answer

    for query in addresses(mina):
        few, page = await sent(1, query)
        many, _ = await sent(11, query)
        again = await api.get("/projects", query=query | {"limit": 1}, headers=FRESH)
        assert len(page.json["items"]) == 1, query
        assert few == many <= 3, query
        assert commands.of(again) == (["find", "find"] if "author" in query else ["find"]), query


async def test_the_projects_of_a_user_take_two_commands(
    api: Api, mina: Person, publish: Publish, commands: Commands
) -> None:
    await publish(mina)
    answer = await api.get(f"/users/{mina.username}/projects", headers=FRESH)

    assert commands.of(answer) == ["find", "find"]


async def test_searches_are_limited_and_the_board_is_not(settings: Settings) -> None:
    own = settings_for(settings.mongo_url, settings.redis_url, settings.mongo_database)
    strict = {"rate_limits": True, "limits": {"search": "2/60"}, "trusted_proxies": ("127.0.0.1",)}
    somewhere = {"X-Real-IP": f"198.51.100.{secrets.randbelow(250)}"}
    async with serving(msgspec.structs.replace(own, cache_seconds=0.0, **strict)) as api:
        searched = [await api.get("/projects", query={"q": "막차"}, headers=somewhere) for _ in range(3)]
        listed = [await api.get("/projects", headers=somewhere) for _ in range(3)]

    assert [answer.status for answer in searched] == [200, 200, 429]
    assert [answer.status for answer in listed] == [200, 200, 200]
