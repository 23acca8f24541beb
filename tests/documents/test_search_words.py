"""How text is cut into the tokens of the board's word search."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search_words import (
    LONGEST_QUERY,
    MOST_DOCUMENT_TOKENS,
    MOST_QUERY_TOKENS,
    MOST_QUERY_WORDS,
    document_text,
    document_tokens,
    matches,
    query_tokens,
    query_words,
)
from sidepro.wire.catalogue import Catalogue

CATALOGUE = Catalogue.load()
SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
TITLES = st.text(
    st.one_of(
        st.sampled_from("감정일기장술 가나다AIcC+#.-_1 2'ㅋㄳ日本カナ\n"),
        SYLLABLES,
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


def finds(query: str, title: str = "", summary: str = "", author: str = "", skills: str = "") -> bool:
    """Search as the board does: by tokens first, then sifted by words."""
    names = names_of(skills) if skills else []
    tokens = query_tokens(query)
    return (
        tokens != []
        and set(tokens) <= set(document_tokens(title, summary, author, names))
        and matches(query_words(query), document_text(title, summary, author, names))
    )


def names_of(skill: str) -> list[str]:
    found = CATALOGUE.resolve(skill)
    assert found is not None
    return [found.name, *found.aliases, found.slug]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("감정", "감정일기"),
        ("일기", "감정일기"),
        ("정일", "감정일기"),
        ("감정일기", "나만의 감정일기를 씁니다"),
        ("일기 감정", "감정일기"),
        ("감정일기", "감정 일기"),
        ("감정 일기", "감정일기"),
        ("AI", "AI일기"),
        ("일기", "AI일기"),
        ("AI일기", "AI일기"),
        ("ai 일기", "AI일기"),
        ("ＡＩ", "AI일기"),
        ("술", "술 일기"),
        ("술", "술을 찾아서"),
        ("감", "감정일기"),
        ("kube", "Kubernetes 놀이터"),
        ("kubernet", "Kubernetes 놀이터"),
        ("KUBERNETES", "kubernetes 놀이터"),
        ("놀이터", "Kubernetes 놀이터"),
        ("c++", "C++로 만든 게임"),
        ("c++", "모던 C++17"),
        ("node.js", "Node.js 서버"),
        ("2026", "2026년 회고"),
        ("日記", "私の日記"),
        ("caf\u00e9", "Cafe\u0301 지도"),
    ],
)
def test_a_title_is_found(query: str, title: str) -> None:
    assert finds(query, title=title)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("일기장", "감정일기"),
        ("일기장", "일기와 기장"),
        ("감정 날씨", "감정일기"),
        ("기", "감정일기"),
        ("c", "C++로 만든 게임"),
        ("c++", "C로 만든 게임"),
        ("c#", "C++로 만든 게임"),
        (".net", "Network 관찰기"),
        ("bernetes", "Kubernetes 놀이터"),
        ("k", "Kubernetes 놀이터"),
        ("", "감정일기"),
        ("!? ...", "감정일기!? ..."),
    ],
)
def test_another_title_is_not(query: str, title: str) -> None:
    assert not finds(query, title=title)


@pytest.mark.parametrize(
    ("query", "skill"),
    [
        ("쿠버네티스", "Kubernetes"),
        ("쿠버", "Kubernetes"),
        ("k8s", "Kubernetes"),
        ("C++", "C++"),
        ("c#", "C#"),
        ("C♯", "C#"),
        ("씨샵", "C#"),
        (".NET", ".NET"),
        (".net", "ASP.NET"),
        ("닷넷", ".NET"),
        ("Node.js", "Node.js"),
        ("nodejs", "Node.js"),
        ("node-js", "Node.js"),
        ("노드", "Node.js"),
        ("스프링부트", "Spring Boot"),
        ("스프링 부트", "Spring Boot"),
        ("springboot", "Spring Boot"),
        ("spring-boot", "Spring Boot"),
        ("C언어", "C"),
        ("뷰", "Vue.js"),
    ],
)
def test_a_skill_is_found_by_any_of_its_names(query: str, skill: str) -> None:
    assert finds(query, title="퇴근길 막차", skills=skill)


@pytest.mark.parametrize(
    ("query", "skill"), [("C++", "C"), ("C++", "C#"), (".NET", "Netlify"), ("Java", "JavaScript")]
)
def test_skills_with_like_names_stay_apart(query: str, skill: str) -> None:
    assert not finds(query, title="퇴근길 막차", skills=skill)


def test_every_skill_is_found_by_every_name() -> None:
    missed = [
        name
        for skill in CATALOGUE.skills
        for name in (skill.name, *skill.aliases, skill.slug)
        if query_tokens(name) and not finds(name, skills=skill.slug)
    ]

    assert missed == []


def test_author_and_summary_are_found_by_whole_words_only() -> None:
    assert finds("mina_dev", author="Mina_Dev")
    assert finds("부엉이", author="부엉이개발자")
    assert finds("막차 감정", title="감정일기", summary="막차를 놓치지 않게")
    assert not finds("kube", summary="kubernetes")
    assert not finds("막", summary="막차를 놓치지 않게")


@given(TITLES)
def test_every_word_of_the_title_finds_it(title: str) -> None:
    for word in title.split():
        assert finds(word, title=title) or query_tokens(word) == []


@given(TITLES, st.data())
def test_any_syllables_of_a_word_of_the_title_find_it(title: str, data: st.DataObject) -> None:
    word = data.draw(st.text(SYLLABLES, min_size=2, max_size=20))
    first = data.draw(st.integers(0, len(word) - 2))
    part = word[first : data.draw(st.integers(first + 2, len(word)))]

    assert finds(part, title=f"{title[:30]} {word}{title[30:]}")


@given(st.text(st.characters(), max_size=200), st.text(st.characters(), max_size=200))
def test_any_text_may_be_cut(text: str, query: str) -> None:
    tokens = document_tokens(text, text, text, [text])
    asked = query_tokens(query)

    assert len(tokens) == len(set(tokens)) <= MOST_DOCUMENT_TOKENS
    assert len(asked) == len(set(asked)) <= MOST_QUERY_TOKENS
    assert all(token and token.encode() for token in tokens + asked)
    assert matches(query_words(text[:LONGEST_QUERY]), text) or len(text) > LONGEST_QUERY


def test_controls_and_lone_surrogates_part_words() -> None:
    assert query_words("감정\x00일기 \ud800ai\udfff \u202ekube\ufeff") == ["감정", "일기", "ai", "kube"]


def test_a_query_is_bounded() -> None:
    assert len(query_words(" ".join("abcdefghijklmnop"))) == MOST_QUERY_WORDS
    assert len(query_tokens("가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허")) == MOST_QUERY_TOKENS
    assert query_words("kubernetes " * 20) == ["kubernetes"]
    assert query_words("x" * 1_000) == ["x" * LONGEST_QUERY]


def test_the_title_comes_first_where_a_document_is_full() -> None:
    names = [f"name{number}" for number in range(1_000)]
    tokens = document_tokens("감정일기", "하루 한 줄", "mina", names)

    assert len(tokens) == MOST_DOCUMENT_TOKENS
    assert {"감정", "정일", "일기", "mina", "하루", "줄", "name0"} <= set(tokens)
    assert "name999" not in tokens


@pytest.mark.parametrize(
    "hostile", ["a", ".", "+", "가", ".a+", "가 ", "\u0301\u0327", "\ufdfa", "ㅏ", ".a#가 "]
)
def test_hostile_text_takes_hardly_more_than_the_longest_that_is_read(hostile: str) -> None:
    ordinary = "감정일기 Kubernetes 놀이터 C++로 만든 게임 " * 30

    assert cost_of(hostile * (1_000_000 // len(hostile))) < 100 * cost_of(ordinary)


def cost_of(text: str) -> float:
    """Tell the processor time that a text takes to be cut, at the best of some times."""
    costs = []
    for _ in range(5):
        began = time.thread_time()
        document_tokens(text, text, text, [text])
        query_tokens(text)
        costs.append(time.thread_time() - began)
    return min(costs)
