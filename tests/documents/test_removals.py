"""What hangs on something removed is erased, however much it is and whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from bson import ObjectId

from documents import Documents
from documents.removals import PIECES_AT_ONCE, Removals
from documents.store import Document
from tests.people import People, Person
from tests.published import Publish


@pytest.fixture
async def mina(person: People) -> Person:
    return await person()


class Hanging:
    """Things that hang on others, erased one at a time."""

    def __init__(self, many: int) -> None:
        self.left = many
        self.fails_at = -1

    async def erase(self, _: ObjectId) -> int:
        if self.left == self.fails_at:
            raise RuntimeError("cut")
        self.left -= self.left > 0
        return int(self.left > 0)


@pytest.fixture
async def hanging(documents: Documents) -> AsyncIterator[tuple[Removals, Hanging, ObjectId]]:
    """Give twenty things that hang on a project whose removal was noted."""
    hanging, project_id = Hanging(20), ObjectId()
    removals = Removals(documents.store, lambda: {"project": [hanging.erase], "user": (), "room": ()})
    await documents.store.transaction(lambda session: removals.note("project", project_id, session))
    yield removals, hanging, project_id
    await documents.store.database["removals"].delete_one({"_id": project_id})


async def noted(documents: Documents, removed_id: ObjectId) -> Document | None:
    return await documents.store.database["removals"].find_one({"_id": removed_id})


async def test_a_little_is_erased_at_once_and_the_rest_by_the_job(
    documents: Documents, hanging: tuple[Removals, Hanging, ObjectId]
) -> None:
    removals, things, project_id = hanging

    await removals.begin("project", project_id)
    assert things.left == 20 - PIECES_AT_ONCE
    assert await noted(documents, project_id)

    await removals.resume()
    assert things.left == 0
    assert await noted(documents, project_id) is None


async def test_what_a_crash_left_is_taken_up_again(
    documents: Documents, hanging: tuple[Removals, Hanging, ObjectId]
) -> None:
    removals, things, project_id = hanging
    things.fails_at = 9
    with pytest.raises(RuntimeError):
        await removals.carry_out("project", project_id)
    assert await noted(documents, project_id)

    things.fails_at = -1
    await removals.resume()

    assert things.left == 0
    assert await noted(documents, project_id) is None


async def test_two_processes_may_finish_the_same_removal(
    documents: Documents, hanging: tuple[Removals, Hanging, ObjectId]
) -> None:
    removals, things, project_id = hanging

    await asyncio.gather(removals.resume(), removals.resume())

    assert things.left == 0
    assert await noted(documents, project_id) is None


async def test_with_a_project_go_its_comments_and_bookmarks(
    documents: Documents, mina: Person, person: People, publish: Publish
) -> None:
    joon = await person()
    project_id, other_id = await publish(mina), await publish(mina)
    for each in (project_id, other_id):
        assert (await joon.api.put(f"/projects/{each}/bookmark")).status == 204
        assert (await joon.api.post(f"/projects/{each}/comments", {"text": "멋져요"})).status == 201

    assert (await mina.api.delete(f"/projects/{project_id}")).status == 204

    removed = ObjectId(project_id)
    for name in ("comments", "bookmarks"):
        left = await documents.store.database[name].distinct(
            "project_id", {"project_id": {"$in": [removed, ObjectId(other_id)]}}
        )
        assert left == [ObjectId(other_id)], name
    assert (await joon.api.get("/users/me")).json["bookmark_count"] == 1
    assert (await joon.api.get("/users/me/bookmarks")).json["total"] == 1
    assert await noted(documents, removed) is None
    assert (await joon.api.put(f"/projects/{project_id}/bookmark")).status == 404
