"""Marks are exact across processes, and nothing is marked that is not there."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from bson import ObjectId

from documents import Documents
from documents.bookmarks import Bookmarks
from documents.paging import Cursors, Pager
from documents.store import Store, connect
from sidepro.problems import NotFound, Unauthenticated
from tests.people import People
from tests.published import Publish


@pytest.fixture
async def processes(
    mongo_url: str, database_name: str, documents: Documents
) -> AsyncIterator[list[Bookmarks]]:
    """Give the bookmarks as three processes have them."""
    stores = [Store(connect(mongo_url), database_name) for _ in range(3)]
    pager = Pager(Cursors([b"k" * 32]))
    yield [Bookmarks(store, pager, documents.showing) for store in stores]
    for store in stores:
        await store.client.close()


async def test_processes_that_collide_end_with_exact_counts(
    processes: list[Bookmarks], person: People, publish: Publish, documents: Documents
) -> None:
    people = [await person() for _ in range(12)]
    projects = [await publish(people[0]) for _ in range(2)]
    chance = random.Random(7)

    async def toggle(count: int) -> None:
        for _ in range(count):
            bookmarks, who = chance.choice(processes), chance.choice(people)
            act = chance.choice([bookmarks.put, bookmarks.take])
            await act(who.id, chance.choice(projects))

    await asyncio.gather(*(toggle(10) for _ in range(40)))

    database = documents.store.database
    for project in projects:
        kept = await database.bookmarks.count_documents({"project_id": ObjectId(project)})
        assert (await documents.projects.find(project)).bookmark_count == kept
    for who in people:
        kept = await database.bookmarks.count_documents({"user_id": ObjectId(who.id)})
        assert (await documents.users.find(who.id)).bookmark_count == kept


async def test_what_is_hidden_cannot_be_marked_nor_talked_about(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    project = await publish(mina)
    await mina.api.put(f"/projects/{project}/bookmark")
    await documents.store.database.projects.update_one({"_id": ObjectId(project)}, {"$set": {"hidden": True}})

    for act in (documents.bookmarks.put, documents.bookmarks.take):
        with pytest.raises(NotFound):
            await act(mina.id, project)
    with pytest.raises(NotFound):
        await documents.comments.write(project, "거기 있어요?", author_id=mina.id)
    with pytest.raises(NotFound):
        await documents.comments.page(project, cursor=None, limit=5)
    assert (await mina.api.get("/users/me/bookmarks")).json["items"] == []
    assert await documents.bookmarks.project_ids(mina.id) == [project]


async def test_who_is_gone_marks_nothing(person: People, publish: Publish, documents: Documents) -> None:
    mina = await person()
    project, nobody = await publish(mina), str(ObjectId())

    with pytest.raises(Unauthenticated):
        await documents.bookmarks.put(nobody, project)

    assert (await documents.projects.find(project)).bookmark_count == 0


async def test_marks_that_cancel_out_still_need_a_project(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina, joon = await person(), await person()
    project = await publish(mina)
    await documents.bookmarks.put(mina.id, project)
    await documents.store.database.projects.delete_one({"_id": ObjectId(project)})

    answers = await asyncio.gather(
        documents.bookmarks.take(mina.id, project),
        documents.bookmarks.put(joon.id, project),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [NotFound, NotFound]
    assert await documents.bookmarks.project_ids(joon.id) == []


async def test_marks_are_erased_in_pieces_with_their_counts(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    projects = [await publish(mina) for _ in range(5)]
    for project in projects:
        await documents.bookmarks.put(mina.id, project)

    pieces = [await documents.bookmarks.erase_of_user(ObjectId(mina.id), 2) for _ in range(4)]

    assert pieces == [2, 2, 1, 0]
    assert [(await documents.projects.find(project)).bookmark_count for project in projects] == [0] * 5
