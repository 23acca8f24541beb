"""Counts are right, and what was answered is true, whatever happens to MongoDB meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest
from bson import ObjectId

from documents import Documents
from documents.project import Story
from documents.store import TRANSACTION_SECONDS
from sidepro.dev.mongo import EmbeddedMongo
from sidepro.opening import open_documents
from sidepro.settings import Settings
from sidepro.wire.projects import ProjectDraft
from tests.api import Answer, Api
from tests.people import Person, sign_up
from tests.served import serving, settings_for

LONGER_THAN_ANY_TRANSACTION = TRANSACTION_SECONDS + 1
"""A commit that began before is tried again for so long; one that ends meanwhile is never told as away."""


@pytest.fixture
def own_settings(own_mongo: EmbeddedMongo, redis_url: str) -> Settings:
    """Give settings with a MongoDB that may be killed."""
    return msgspec.structs.replace(settings_for(own_mongo.url, redis_url, "counts"), cache_seconds=0)


@pytest.fixture
async def api(own_settings: Settings) -> AsyncIterator[Api]:
    """Give a guest of a server that uses it."""
    async with serving(own_settings) as api:
        yield api


@pytest.fixture
async def documents(own_settings: Settings) -> AsyncIterator[Documents]:
    """Give the collections, beside the server."""
    documents = open_documents(own_settings)
    yield documents
    await documents.store.client.close()


@pytest.fixture
async def people(api: Api) -> list[Person]:
    """Give eight people."""
    return [await sign_up(api) for _ in range(8)]


@pytest.fixture
async def project(documents: Documents, people: list[Person]) -> str:
    """Give a project."""
    draft = ProjectDraft(title="막차 알리미", summary="막차 시간", content="이야기", skills=["Python"])
    author_id = people[0].id
    published = await documents.projects.publish(draft, Story("<p>이야기</p>", 1), author_id=author_id)
    return str(published.id)


class Crowd:
    """People who mark and talk without a pause, and send again what was not answered."""

    def __init__(self, people: list[Person], project: str) -> None:
        self._people = people
        self._path = f"/projects/{project}"
        self._stop = asyncio.Event()
        self.away = 0
        self.said: set[str] = set()
        self.marked: dict[str, bool] = {}

    async def go_on(self) -> None:
        """Go on until told to stop."""
        await asyncio.gather(*(self._mark(who) for who in self._people), *map(self._talk, self._people))

    def stop(self) -> None:
        """Tell all to stop when what they asked for last is answered."""
        self._stop.set()

    async def _mark(self, who: Person) -> None:
        wanted = False
        while not self._stop.is_set():
            wanted = not wanted
            method = "PUT" if wanted else "DELETE"
            await self._insist(lambda: who.api.ask(method, f"{self._path}/bookmark"))  # noqa: B023
            self.marked[who.id] = wanted

    async def _talk(self, who: Person) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            key = {"Idempotency-Key": f"{number}"}
            body = {"text": f"{who.username} {number}"}
            answer = await self._insist(
                lambda: who.api.post(f"{self._path}/comments", body, headers=key)  # noqa: B023
            )
            self.said.add(answer.json["id"])

    async def _insist(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Ask until it is answered."""
        while (answer := await ask()).status == 503:
            self.away += 1
            await asyncio.sleep(0.05)
        assert answer.status in {201, 204}, answer
        return answer


async def test_a_mongod_that_is_killed_leaves_counts_right_and_answers_true(
    own_mongo: EmbeddedMongo, documents: Documents, people: list[Person], project: str
) -> None:
    crowd = Crowd(people, project)
    going = asyncio.create_task(crowd.go_on())
    for before, away in ((0.4, 0.2), (0.55, LONGER_THAN_ANY_TRANSACTION)):
        await asyncio.sleep(before)
        await own_mongo.kill()
        await asyncio.sleep(away)
        await own_mongo.start()
    await asyncio.sleep(0.5)
    crowd.stop()
    await going

    database, kept = documents.store.database, await documents.projects.find(project)
    comments = {str(each["_id"]) async for each in database.comments.find({})}
    bookmarks = {str(each["user_id"]) async for each in database.bookmarks.find({})}
    assert crowd.away > 0
    assert comments == crowd.said
    assert bookmarks == {user_id for user_id, marked in crowd.marked.items() if marked}
    assert (kept.comment_count, kept.bookmark_count) == (len(comments), len(bookmarks))
    for who in people:
        assert (await documents.users.find(who.id)).bookmark_count == int(who.id in bookmarks)


async def test_while_mongodb_is_away_everyone_is_told_soon(
    own_mongo: EmbeddedMongo, people: list[Person], project: str
) -> None:
    mina, path = people[0].api, f"/projects/{project}"
    await own_mongo.stop()
    asked = time.monotonic()

    answers = await asyncio.gather(
        *(who.api.put(f"{path}/bookmark") for who in people),
        *(who.api.post(f"{path}/comments", {"text": "거기 있어요?"}) for who in people),
        mina.patch(f"{path}/comments/{ObjectId()}", {"text": "거기 있어요?"}),
        mina.delete(f"{path}/comments/{ObjectId()}"),
        mina.get(f"{path}/comments"),
        mina.get("/users/me/bookmarks"),
        mina.get("/users/me/bookmarks/ids"),
        mina.get("/skills"),
    )
    waited = time.monotonic() - asked
    viewed = await mina.post(f"{path}/views")
    await own_mongo.start()

    assert {(answer.status, answer.kind) for answer in answers} == {(503, "unavailable")}
    assert waited < 2 * TRANSACTION_SECONDS
    assert viewed.status == 204
