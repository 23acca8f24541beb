"""What the catalogue offers while somebody types."""

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidepro.wire.catalogue import Catalogue, hangul
from sidepro.wire.catalogue.names import LONGEST_NAME

CATALOGUE = Catalogue.load()
NAMES = [(name, skill) for skill in CATALOGUE.skills for name in (skill.name, skill.slug, *skill.aliases)]


def found(query: str, limit: int = 10) -> list[str]:
    return [match.skill.name for match in CATALOGUE.search(query, limit)]


@pytest.mark.parametrize(
    ("query", "name", "alias"),
    [
        ("jav", "Java", None),
        ("자", "Java", "자바"),
        ("잡", "Java", "자바"),
        ("잡ㅏ", "Java", "자바"),
        ("자ㅂ", "Java", "자바"),
        ("파ㅇ", "Python", "파이썬"),
        ("팡", "Python", "파이썬"),
        ("파잇", "Python", "파이썬"),
        ("파이ㅆ", "Python", "파이썬"),
        ("쿱", "Kubernetes", "쿠버네티스"),
        ("돜", "Docker", "도커"),
        ("ㅈㅂ", "Java", "자바"),
        ("ᄌᄇ", "Java", "자바"),
        ("ㅋㅂ", "Kubernetes", "쿠버네티스"),
        ("ㅍㅇㅆ", "Python", "파이썬"),
        ("ㅍㅇㅅ", "Python", "파이썬"),
        ("ㅅㅍㄹㅂㅌ", "Spring Boot", "스프링 부트"),
        ("ㅅㅍㄼㅌ", "Spring Boot", "스프링 부트"),
        ("스프링ㅂㅌ", "Spring Boot", "스프링 부트"),
        ("스ㅍㄹ 부", "Spring Boot", "스프링 부트"),
        ("cㅇㅇ", "C", "C언어"),
        ("c", "C", None),
        ("c+", "C++", None),
        ("c#", "C#", None),
        ("r", "R", None),
        ("go", "Go", None),
        (".net", ".NET", None),
        ("k8s", "Kubernetes", "k8s"),
        ("쿠버", "Kubernetes", "쿠버"),
        ("spring b", "Spring Boot", None),
        ("NODE", "Node.js", "Node"),
        ("c-sh", "C#", None),
        ("ㅔㅛ소ㅐㅜ", "Python", None),
        ("wkqk", "Java", "자바"),
        ("vkdlTjs", "Python", "파이썬"),
    ],
)
def test_the_first_match_is_what_was_meant(query: str, name: str, alias: str | None) -> None:
    first = CATALOGUE.search(query)[0]

    assert (first.skill.name, first.alias) == (name, alias)


def test_words_inside_names_are_found() -> None:
    assert "Spring Boot" in found("boot")
    assert "Spring Boot" in found("부트")
    assert {"JavaScript", "TypeScript"} <= {*found("script"), *found("스크립트")}
    assert {".NET", "ASP.NET"} <= set(found("net"))


def test_the_name_comes_before_aliases_and_those_before_inner_words() -> None:
    matches = found("react", 20)

    assert matches[:2] == ["React", "React Native"]
    assert matches.index("React Router") < matches.index("TanStack Query") < matches.index("Three.js")


def test_a_finished_syllable_comes_before_one_still_to_be_finished() -> None:
    matches = found("자", 50)

    assert matches.index("Xamarin") < matches.index("Django")


def test_initials_come_after_whatever_begins_so() -> None:
    skills = Catalogue.of([skill for skill in CATALOGUE.skills if skill.slug in {"java", "spring-boot"}])

    assert [match.skill.slug for match in skills.search("ㅂㅌ")] == ["spring-boot"]
    assert skills.search("ㅈㅂ")[0].skill.slug == "java"


@pytest.mark.parametrize(
    "query", ["", "  ", "zzzz", "ㅏㅑㅓㅕ", "뷁", "\x00", "\ud800", "+", "x" * 65, "가" * 10_000]
)
def test_nothing_is_found_for_nonsense(query: str) -> None:
    assert CATALOGUE.search(query) == []


def test_the_limit_is_kept() -> None:
    assert len(CATALOGUE.search("s", 3)) == 3
    assert CATALOGUE.search("s", 3) == CATALOGUE.search("s", 100)[:3]
    assert CATALOGUE.search("s", 0) == CATALOGUE.search("s", -1) == []


@given(st.sampled_from(NAMES), st.data())
def test_a_skill_is_found_by_every_beginning_of_its_names(
    named: tuple[str, object], data: st.DataObject
) -> None:
    name, skill = named
    typed = name[: data.draw(st.integers(1, len(name)))]
    matches = [match.skill for match in CATALOGUE.search(typed, 1_000)]

    assert skill in matches or not typed.strip(".- ")
    assert len({match.slug for match in matches}) == len(matches)


def test_a_whole_name_finds_its_skill_first() -> None:
    missed = [name for name, skill in NAMES if CATALOGUE.search(name, 1)[0].skill != skill]

    assert missed == []


def test_a_skill_is_found_by_the_initials_of_its_korean_names() -> None:
    korean = [(name, skill) for name, skill in NAMES if len(name) > 1 and hangul.is_syllable(name[0])]
    missed = [
        name
        for name, skill in korean
        if skill not in [match.skill for match in CATALOGUE.search(hangul.initials(name), 1_000)]
    ]

    assert len(korean) > 700
    assert missed == []


@given(st.text(max_size=2 * LONGEST_NAME), st.integers(-5, 100))
def test_any_text_may_be_searched(query: str, limit: int) -> None:
    matches = CATALOGUE.search(query, limit)

    assert len(matches) <= max(limit, 0)
    assert all(match.alias is None or match.alias in match.skill.aliases for match in matches)


def test_searching_is_fast() -> None:
    queries = ["ja", "spring", "자바", "ㅋㅂ", "팡", "boot", "스프링 ㅂ", "python", "리액", "nosuchthing"]
    seconds = min(timeit.repeat(lambda: [CATALOGUE.search(query) for query in queries], number=10, repeat=5))

    assert seconds / (10 * len(queries)) < 0.001  # ten times what it takes, for busy machines
