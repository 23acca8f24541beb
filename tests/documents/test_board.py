"""The board finds, in every order and by every filter, just what looking at each project finds."""

import random
from collections.abc import AsyncIterator

import msgspec
import pytest

from documents import Documents, word_search
from documents.collection import write
from documents.listings import plan
from sidepro.problems import BadCursor, Invalid
from sidepro.settings import Settings
from sidepro.wire.projects import BoardQuery, Match, Sort
from tests.documents.board_model import (
    AUTHORS,
    QUERIES,
    SKILLS,
    Model,
    count,
    filled_board,
    random_project,
    walk,
)

SORTS: tuple[Sort, ...] = ("newest", "views", "popular")
MATCHES: tuple[Match, ...] = ("any", "all")
SIZE = 240


@pytest.fixture(scope="module")
async def board(settings: Settings, database_name: str) -> AsyncIterator[tuple[Documents, Model]]:
    async with filled_board(settings, f"{database_name}_board", SIZE) as filled:
        yield filled


def random_queries(seed: int, number: int) -> list[BoardQuery]:
    chance = random.Random(seed)
    queries = []
    for _ in range(number):
        skills = chance.sample(SKILLS, chance.choice((0, 0, 1, 1, 2, 3)))
        queries.append(
            BoardQuery(
                sort=chance.choice(SORTS),
                skill=skills,
                match=chance.choice(MATCHES) if skills else None,
                q=chance.choice(QUERIES) if chance.random() < 0.5 else "",
                author=chance.choice(AUTHORS) if chance.random() < 0.25 else None,
                limit=chance.choice((1, 3, 12, 40, 100)),
            )
        )
    return queries


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("skills", [[], ["Python"], ["Java", "C++"], ["Rust", "Python", "Java"]])
@pytest.mark.parametrize("match", MATCHES)
@pytest.mark.parametrize("author", [None, "mina"])
async def test_every_way_to_list_meets_every_project_once(
    board: tuple[Documents, Model], sort: Sort, skills: list[str], match: Match, author: str | None
) -> None:
    documents, model = board
    query = BoardQuery(sort=sort, skill=skills, match=match if skills else None, author=author, limit=7)

    forth, back, first = await walk(documents, query)

    assert forth == model.ids(query)
    assert back == forth
    assert (first.total, first.total_is_exact) == (len(forth), True)


@pytest.mark.parametrize("query", random_queries(1, 120), ids=str)
async def test_any_combination_finds_what_looking_at_each_finds(
    board: tuple[Documents, Model], query: BoardQuery
) -> None:
    documents, model = board

    forth, back, first = await walk(documents, query)

    assert forth == model.ids(query)
    assert back == forth
    assert not first.total_is_exact or first.total == len(forth)


@pytest.mark.parametrize("query", [each for each in random_queries(2, 200) if each.q], ids=str)
async def test_a_search_that_looks_at_some_candidates_at_a_time_misses_nothing(
    board: tuple[Documents, Model], query: BoardQuery, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, model = board
    await documents.search_frequencies.refresh()
    monkeypatch.setattr(word_search, "CANDIDATES", 9)

    forth, back, first = await walk(documents, query)

    assert forth == model.ids(query)
    assert back == forth
    assert not first.total_is_exact or first.total == len(forth)


@pytest.mark.parametrize("sort", SORTS)
async def test_what_comes_and_goes_while_reading_moves_nothing_else(
    board: tuple[Documents, Model], sort: Sort
) -> None:
    documents, model = board
    projects = documents.store.database["projects"]
    chance = random.Random(sort)
    authors = {each.author.username: each.author_id for each in model.projects}
    stay = set(model.ids(BoardQuery()))
    met: list[str] = []
    page = await documents.board.page(BoardQuery(sort=sort, limit=11))
    while True:
        met += [each.id for each in page.items]
        new = random_project(chance, documents.catalogue, authors)
        gone = chance.choice([each for each in model.projects if str(each.id) in stay])
        await projects.insert_one(write(new))
        await projects.delete_one({"_id": gone.id})
        model.projects = [each for each in model.projects if each.id != gone.id] + [new]
        stay.discard(str(gone.id))
        await documents.store.database["users"].update_one(
            {"_id": gone.author_id}, {"$inc": {"project_count": -1}}
        )
        await documents.store.transaction(
            lambda session, each=gone: documents.skills.count_projects((), each.skills, session)  # type: ignore[misc]
        )
        await count(documents, new)
        if not page.next:
            break
        page = await documents.board.page(BoardQuery(sort=sort, limit=11, cursor=page.next))

    assert len(met) == len(set(met))
    assert stay <= set(met)


async def test_a_cursor_leads_on_in_its_own_list_only(board: tuple[Documents, Model]) -> None:
    documents, _ = board
    lists = [
        BoardQuery(),
        BoardQuery(sort="views"),
        BoardQuery(sort="popular"),
        BoardQuery(skill=["Python"]),
        BoardQuery(skill=["Python", "Java"]),
        BoardQuery(skill=["Python", "Java"], match="all"),
        BoardQuery(q="일기"),
        BoardQuery(q="지도"),
        BoardQuery(author="mina"),
        BoardQuery(author="dev-kim"),
    ]
    for own in lists:
        cursor = (await documents.board.page(msgspec.structs.replace(own, limit=1))).next
        for other in lists:
            asked = msgspec.structs.replace(other, cursor=cursor)
            if own is other:
                assert (await documents.board.page(asked)).items
            else:
                with pytest.raises(BadCursor):
                    await documents.board.page(asked)


async def test_the_order_and_the_names_of_skills_do_not_matter(board: tuple[Documents, Model]) -> None:
    documents, model = board
    query = BoardQuery(skill=["Kubernetes", "Python"], match="all", limit=1)
    same = BoardQuery(skill=["파이썬", "k8s", "python"], match="all", limit=1)

    first = await documents.board.page(query)
    second = await documents.board.page(msgspec.structs.replace(same, cursor=first.next))

    assert [first.items[0].id, second.items[0].id] == model.ids(query)[:2]


async def test_a_skill_that_nobody_knows_is_named(board: tuple[Documents, Model]) -> None:
    documents, _ = board
    with pytest.raises(Invalid) as caught:
        await documents.board.page(BoardQuery(skill=["Python", "크레용"]))
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("#/skill", "unknown_skill")]


async def test_match_says_nothing_without_a_skill(board: tuple[Documents, Model]) -> None:
    documents, _ = board
    with pytest.raises(Invalid) as caught:
        await documents.board.page(BoardQuery(match="all"))
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("#/match", "needs_skill")]


@pytest.mark.parametrize(
    "query", [BoardQuery(author="nobody-at-all"), BoardQuery(q="!?"), BoardQuery(q="없지요")]
)
async def test_what_nothing_fits_is_an_empty_page(board: tuple[Documents, Model], query: BoardQuery) -> None:
    documents, _ = board
    page = await documents.board.page(query)

    assert (page.items, page.next, page.previous, page.total) == ([], None, None, 0)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (BoardQuery(), "_id_"),
        (BoardQuery(sort="views"), "views"),
        (BoardQuery(sort="popular"), "popular"),
        (BoardQuery(skill=["Rust"]), "skills_newest"),
        (BoardQuery(skill=["Rust", "Java"], sort="views"), "skills_views"),
        (BoardQuery(skill=["Rust"], sort="popular"), "skills_popular"),
        (BoardQuery(author="mina"), "author"),
        (BoardQuery(q="일기", sort="popular"), "search_popular"),
    ],
    ids=str,
)
async def test_a_page_reads_along_one_index_and_only_what_it_shows(
    board: tuple[Documents, Model], query: BoardQuery, index: str
) -> None:
    documents, _ = board
    wanted = documents.board._wanted(query)
    if query.author:
        user = await documents.users.named(query.author)
        wanted = msgspec.structs.replace(wanted, author_id=user.id)
    list_ = plan(wanted, await documents.board._totals.known(wanted)).listing

    explained = await (
        documents.store.database["projects"]
        .find(
            list_.where,
            list_.projection,
            sort=list_.order.sort(forward=True),
            hint=list_.order.index,
            limit=-13,
        )
        .explain()
    )

    stats = explained["executionStats"]
    assert list_.order.index == index
    assert stats["totalDocsExamined"] <= 13
    assert stats["totalKeysExamined"] <= 20
    assert "SORT" not in _stages(explained["queryPlanner"]["winningPlan"])


def _stages(plan: dict[str, object]) -> set[object]:
    below = plan.get("inputStage")
    return {plan["stage"]} | (_stages(below) if isinstance(below, dict) else set())


async def test_a_page_that_found_too_little_carries_a_cursor_to_go_on(
    board: tuple[Documents, Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, _ = board
    await documents.search_frequencies.refresh()
    monkeypatch.setattr(word_search, "CANDIDATES", 4)

    page = await documents.board.page(BoardQuery(q="막차 걷는", limit=100))

    assert len(page.items) < 4
    assert page.next
    assert not page.total_is_exact


async def test_cards_are_fetched_by_id(board: tuple[Documents, Model]) -> None:
    documents, model = board
    some = [each.id for each in model.projects[:3]]

    cards = await documents.board.cards([*some, model.projects[0].author_id])

    assert {card.id for card in cards.values()} == {str(each) for each in some}


@pytest.mark.parametrize("q", ["일기장", "일기 일기장"])
async def test_pairs_that_only_stand_apart_are_not_the_word(board: tuple[Documents, Model], q: str) -> None:
    documents, model = board
    apart = [each for each in model.projects if each.title == "일기와 기장밥"]
    assert apart

    page = await documents.board.page(BoardQuery(q=q, limit=100))

    assert {"일기장" in card.title.replace(" ", "") for card in page.items} == {True}
