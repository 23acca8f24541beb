"""Wrong counts are found and mended, right ones left alone, while the site goes on."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from bson import ObjectId
from pymongo import MongoClient

from documents import Documents, Store
from documents.leftovers import gone_owners
from documents.repair import KEPT, Kept, Mended, Repair
from documents.store import connect, now
from sidepro.settings import Settings
from tests.people import People
from tests.published import Publish


@pytest.fixture
async def store(mongo_url: str, database_name: str) -> AsyncIterator[Store]:
    """Give a database of its own with a small community whose counts are right."""
    store = Store(connect(mongo_url), f"{database_name}_repair")
    database = store.database
    users = [{"_id": ObjectId(), "profile": {"skills": skills}} for skills in (["Go"], ["Go", "C"], [])]
    projects = [
        {"_id": ObjectId(), "author_id": users[0]["_id"], "skills": skills} for skills in (["Go"], ["Golang"])
    ]
    await database.users.insert_many(
        [each | {"project_count": 2 * (each is users[0]), "bookmark_count": 1} for each in users]
    )
    await database.projects.insert_many(
        [
            each | {"bookmark_count": 3 * (each is projects[0]), "comment_count": int(each is projects[1])}
            for each in projects
        ]
    )
    await database.bookmarks.insert_many(
        [{"user_id": each["_id"], "project_id": projects[0]["_id"]} for each in users]
    )
    await database.comments.insert_one({"author_id": users[0]["_id"], "project_id": projects[1]["_id"]})
    await database.skills.insert_many(
        [
            {"slug": "go", "name": "Go", "aliases": ["Golang"], "user_count": 2, "project_count": 2},
            {"slug": "c", "name": "C", "aliases": [], "user_count": 1, "project_count": 0},
        ]
    )
    yield store
    await store.client.drop_database(database.name)
    await store.client.close()


async def mended(store: Store, *, dry_run: bool = False) -> list[tuple[str, str, Mended]]:
    repair = Repair(store, dry_run=dry_run)
    return [(kept.collection, kept.count, each) for kept in KEPT async for each in repair.mend(kept)]


async def test_right_counts_are_left_alone(store: Store) -> None:
    assert await mended(store) == []


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: f"{kept.collection}.{kept.count}")
async def test_every_kept_count_is_mended(store: Store, kept: Kept) -> None:
    collection = store.database[kept.collection]
    before = await collection.find({}).to_list()
    damaged = before[0]["_id"]
    await collection.update_one({"_id": damaged}, {"$inc": {kept.count: 7}})
    await collection.update_one({"_id": before[1]["_id"]}, {"$unset": {kept.count: 1}})

    found = [(what, count) for what, count, _ in await mended(store, dry_run=True)]
    assert found == [(kept.collection, kept.count)] * 2
    told = {each.id: each for _, _, each in await mended(store)}

    assert told[damaged].was == told[damaged].is_now + 7
    assert await collection.find({}).sort("_id").to_list() == sorted(before, key=lambda each: each["_id"])
    assert await mended(store) == []


async def test_people_go_on_while_it_counts(person: People, publish: Publish, documents: Documents) -> None:
    people = [await person() for _ in range(5)]
    project = await publish(people[0])
    path = f"/projects/{project}/bookmark"
    await documents.store.database.projects.update_one(
        {"_id": ObjectId(project)}, {"$set": {"bookmark_count": 40}}
    )

    async def toggle() -> None:
        for number in range(20):
            await asyncio.gather(
                *(who.api.ask("DELETE" if number % 2 else "PUT", path) for who in people[1:])
            )
        await asyncio.gather(*(who.api.put(path) for who in people))

    async def repair() -> None:
        while not toggling.done():
            await mended(documents.store)

    toggling = asyncio.create_task(toggle())
    await asyncio.gather(toggling, repair())

    assert (await documents.projects.find(project)).bookmark_count == 5


async def test_what_came_while_its_owner_went_is_erased(
    person: People, publish: Publish, documents: Documents
) -> None:
    mina = await person()
    project, gone = await publish(mina), ObjectId()
    nobody = ObjectId()
    await mina.api.post(f"/projects/{project}/comments", {"text": "안녕"})
    comment = {"text": "거기 누구 있어요?", "created_at": now(), "updated_at": now()}
    await documents.store.database.comments.insert_many(
        [
            comment | {"author_id": nobody, "project_id": ObjectId(project)},
            comment | {"author_id": ObjectId(mina.id), "project_id": gone},
        ]
    )
    await documents.store.database.bookmarks.insert_one({"user_id": nobody, "project_id": gone})

    owners = await gone_owners(documents.store)
    assert owners >= {("user", nobody), ("project", gone)}
    for what, owner_id in owners & {("user", nobody), ("project", gone)}:
        await documents.removals.carry_out(what, owner_id)

    assert not await gone_owners(documents.store) & {("user", nobody), ("project", gone)}
    assert [
        each.comment.text for each in (await documents.comments.page(project, cursor=None, limit=9)).items
    ] == ["안녕"]


def test_the_command_tells_what_it_mends(settings: Settings, mongo_url: str) -> None:
    command = [sys.executable, "-m", "sidepro", "repair"]
    environment = {
        "SIDEPRO_MONGO_URL": mongo_url,
        "SIDEPRO_MONGO_DATABASE": f"{settings.mongo_database}_command",
    }
    with MongoClient[dict[str, Any]](mongo_url) as client:
        database = client[environment["SIDEPRO_MONGO_DATABASE"]]
        user = database.users.insert_one({"project_count": 3, "bookmark_count": 0}).inserted_id
        told = [
            subprocess.run(  # noqa: S603 - our own command
                [*command, *more], env=os.environ | environment, capture_output=True, text=True, check=True
            ).stdout
            for more in (["--dry-run"], [], [])
        ]
        client.drop_database(database.name)

    assert f"users {user}: project_count 3 is 0" in told[0]
    assert [each.splitlines()[-1] for each in told] == ["Found wrong: 1.", "Mended: 1.", "All is right."]
