"""A board that is kept in a list, to compare the real one with."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from bson import ObjectId

from documents import Documents
from documents.collection import write
from documents.project import Author, Project, searchable, searched_text
from documents.search_words import matches, query_tokens, query_words
from documents.store import now
from sidepro.opening import open_documents
from sidepro.settings import Settings
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.pages import Page
from sidepro.wire.projects import BoardQuery, ProjectCard

SKILLS = ("Python", "Java", "Kubernetes", "TypeScript", "C++", "Rust")
AUTHORS = ("mina", "부엉이개발자", "dev-kim")
TITLES = (
    *(
        "막차 알리미",
        "감정일기",
        "감정 일기장",
        "Last Train Alert",
        "Rust로 만든 정원",
        "스터디 모임",
        "커피 지도",
    ),
    *("일기장과 감정", "개발자 일기", "Python 막차 봇", "일기와 기장밥", "typescript playground", "지도 앱"),
)
SUMMARIES = (
    "하루를 적어요",
    "함께 걷는 사람을 위한 지도",
    "a small tool for last trains",
    "커피챗",
    "매일 감정 기록",
)
QUERIES = (
    *(
        "",
        "감정일기",
        "일기",
        "막차 알리미",
        "쿠버네티스",
        "k8s",
        "c++",
        "부엉이",
        "train last",
        "지도 커피",
        "러스트",
    ),
    *("일", "ty", "없는말이다", "mina 일기", "감정 지도", ".*", "(a+)+$", "일기장", "일기 일기장"),
)


class Model:
    """Projects in memory, searched and sorted without any index."""

    def __init__(self, catalogue: Catalogue, projects: list[Project]) -> None:
        self._catalogue = catalogue
        self.projects = projects

    def ids(self, query: BoardQuery) -> list[str]:
        """List the ids of what is wanted, in order."""
        names = {skill.name for each in query.skill if (skill := self._catalogue.resolve(each))}
        found = [each for each in self.projects if self._wanted(each, query, names)]
        key = {"newest": None, "views": "view_count", "popular": "bookmark_count"}[query.sort]
        found.sort(key=lambda each: (getattr(each, key) if key else 0, each.id), reverse=True)
        return [str(each.id) for each in found]

    def _wanted(self, project: Project, query: BoardQuery, names: set[str]) -> bool:
        shared = names & set(project.skills)
        if names and not (shared == names if query.match == "all" else shared):
            return False
        if query.author is not None and project.author.username != query.author:
            return False
        return not query.q.strip() or self._found(project, query.q)

    def _found(self, project: Project, text: str) -> bool:
        tokens = query_tokens(text)
        author = project.author.username
        whole = searched_text(project.title, project.summary, author, project.skills, self._catalogue)
        return bool(tokens) and set(tokens) <= set(project.search) and matches(query_words(text), whole)


def random_project(chance: random.Random, catalogue: Catalogue, authors: dict[str, ObjectId]) -> Project:
    """Make a project up, with counts that are often the same."""
    views, bookmarks = chance.choice((0, 0, 1, 2, 7)), chance.choice((0, 0, 0, 1, 3))
    username = chance.choice(AUTHORS)
    project = Project(
        id=ObjectId(),
        author_id=authors[username],
        author=Author(username=username, picture=None),
        title=chance.choice(TITLES),
        summary=chance.choice(SUMMARIES),
        content="이야기",
        content_html="<p>이야기</p>",
        renderer_version=1,
        skills=tuple(chance.sample(SKILLS, chance.randint(1, 4))),
        view_count=views,
        bookmark_count=bookmarks,
        view_rank=views,
        bookmark_rank=bookmarks,
    )
    return searchable(project, catalogue)


@asynccontextmanager
async def filled_board(settings: Settings, name: str, size: int) -> AsyncIterator[tuple[Documents, Model]]:
    """Open a database of its own with a board of made-up projects; it is dropped at the end."""
    documents = open_documents(msgspec.structs.replace(settings, mongo_database=name))
    try:
        await documents.apply_indexes()
        chance = random.Random(11)
        authors = {username: await _sign_up(documents, username) for username in AUTHORS}
        projects = [random_project(chance, documents.catalogue, authors) for _ in range(size)]
        chance.shuffle(projects)
        await documents.store.database["projects"].insert_many([write(each) for each in projects])
        for each in projects:
            await count(documents, each)
        yield documents, Model(documents.catalogue, projects)
    finally:
        await documents.store.client.drop_database(name)
        await documents.store.client.close()


async def count(documents: Documents, project: Project) -> None:
    """Count a project that was put straight into the database."""
    await documents.store.database["users"].update_one(
        {"_id": project.author_id}, {"$inc": {"project_count": 1}}
    )
    await documents.store.transaction(
        lambda session: documents.skills.count_projects(project.skills, (), session)
    )


async def _sign_up(documents: Documents, username: str) -> ObjectId:
    user = await documents.users.register(
        email=f"{now().timestamp()}{len(username)}@sidepro.example",
        username=username,
        password_hash="x",
        locale="ko",
    )
    return user.id


async def walk(documents: Documents, query: BoardQuery) -> tuple[list[str], list[str], Page[ProjectCard]]:
    """Read all pages to the end and back; gives the ids met on the way there and back, and the first page."""
    first = page = await documents.board.page(query)
    assert page.previous is None
    forth = [each.id for each in page.items]
    while page.next:
        page = await documents.board.page(msgspec.structs.replace(query, cursor=page.next))
        forth += [each.id for each in page.items]
    back = [each.id for each in page.items]
    while page.previous:
        page = await documents.board.page(msgspec.structs.replace(query, cursor=page.previous))
        back = [each.id for each in page.items] + back
    return forth, back, first
