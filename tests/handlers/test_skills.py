"""The catalogue over HTTP."""

import pytest

from documents import Documents
from documents.store import Session
from tests.api import Api
from tests.commands import Commands


async def names(api: Api, typed: str) -> list[str]:
    answer = await api.get("/skills", query={"q": typed})
    assert answer.status == 200, answer
    return [skill["name"] for skill in answer.json["items"]]


@pytest.mark.parametrize(
    ("typed", "name", "alias"),
    [
        ("pyth", "Python", None),
        ("파이", "Python", "파이썬"),
        ("ㅈㅂ", "Java", "자바"),
        ("k8s", "Kubernetes", "k8s"),
        ("boot", "Spring Boot", None),
    ],
)
async def test_skills_are_found_by_prefix_alias_initials_and_inner_word(
    api: Api, typed: str, name: str, alias: str | None
) -> None:
    answer = await api.get("/skills", query={"q": typed})

    found = next(skill for skill in answer.json["items"] if skill["name"] == name)
    assert (found["alias"] or "").casefold() == (alias or "").casefold()


async def test_what_is_typed_finds_ten_unless_asked_otherwise(api: Api) -> None:
    assert len(await names(api, "s")) == 10
    answer = await api.get("/skills", query={"q": "s", "limit": 3})
    assert len(answer.json["items"]) == 3


async def test_nothing_typed_lists_all_skills_most_used_first(api: Api, documents: Documents) -> None:
    async def use_it(session: Session) -> None:
        await documents.skills.count_projects(["Fortran"], [], session)

    for _ in range(60):
        await documents.store.transaction(use_it)
    skills = (await api.get("/skills", query={"q": " "})).json["items"]

    assert len(skills) == len(documents.catalogue.skills)
    assert skills == sorted(skills, key=lambda skill: (-skill["project_count"], skill["name"].casefold()))
    assert skills[0]["project_count"] >= 60


async def test_what_nobody_calls_a_skill_finds_nothing(api: Api) -> None:
    assert await names(api, "$ne") == []


@pytest.mark.parametrize(
    "query",
    [{"q": "x" * 65}, {"q": "a\nb"}, {"q": ["a", "b"]}, {"limit": 0}, {"limit": 101}, {"page": 1}],
)
async def test_what_makes_no_sense_is_refused(api: Api, query: dict[str, object]) -> None:
    answer = await api.get("/skills", query=query)

    assert answer.status == 422
    assert answer.pointers == [f"#/{next(iter(query))}"]


@pytest.mark.parametrize("query", [{}, {"q": "ㅈ"}, {"q": "script", "limit": 1}, {"limit": 100}])
async def test_skills_take_one_command(api: Api, query: dict[str, object], commands: Commands) -> None:
    assert commands.of(await api.get("/skills", query=query)) == ["find"]
