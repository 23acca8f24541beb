"""The command fills an empty board with exactly what it counts, only here, the same every time."""

import asyncio
import hashlib
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from typing import Any

import bson
import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from documents.search_words import query_tokens
from sidepro.demo.community import PASSWORD
from sidepro.opening import open_documents
from sidepro.services.passwords import Passwords
from sidepro.settings import Settings
from tests.documents.chat import assert_whole, stored
from tests.stack import ROOT

Database = AsyncDatabase[dict[str, Any]]

PEPPER = "p" * 40
COLLECTIONS = ("users", "projects", "comments", "bookmarks", "skills", "rooms", "messages")


@pytest.fixture(scope="module")
def environment(mongo_url: str, database_name: str) -> dict[str, str]:
    """Give the settings of a development board of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SIDEPRO_")}
    return inherited | {
        "SIDEPRO_SECRET": "s" * 40,
        "SIDEPRO_PEPPER": PEPPER,
        "SIDEPRO_ENVIRONMENT": "development",
        "SIDEPRO_PASSWORD_COST": "4",
        "SIDEPRO_MONGO_URL": mongo_url,
        "SIDEPRO_MONGO_DATABASE": f"{database_name}_load",
    }


@pytest.fixture(scope="module")
async def board(environment: Mapping[str, str]) -> AsyncIterator[Database]:
    """Give the board after the command has run once."""
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        environment["SIDEPRO_MONGO_URL"], tz_aware=True
    )
    database = client[environment["SIDEPRO_MONGO_DATABASE"]]
    await client.drop_database(database.name)
    code, said = await demo(environment)
    assert code == 0, said
    yield database
    await client.drop_database(database.name)
    await client.close()


async def demo(environment: Mapping[str, str], *arguments: str) -> tuple[int | None, str]:
    """Run the command; gives its exit code and all that it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sidepro", "demo", "--until", "2026-11-23", *arguments),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


def own(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the settings of SidePro alone."""
    return {name: value for name, value in environment.items() if name.startswith("SIDEPRO_")}


async def digest(database: Database) -> str:
    """Give a hash of everything on the board but what must differ: hashes of passwords, ids of skills."""
    hashed = hashlib.sha256()
    for name in COLLECTIONS:
        hidden = {"password_hash": 0} if name != "skills" else {"_id": 0}
        async for document in database[name].find({}, hidden, sort=[("slug", 1), ("_id", 1)]):
            hashed.update(bson.encode(document))
    return hashed.hexdigest()


async def counted(database: Database, collection: str, field: str) -> Counter[Any]:
    """Count the documents of a collection by a field."""
    found = await database[collection].aggregate([{"$sortByCount": f"${field}"}])
    return Counter({each["_id"]: each["count"] async for each in found})


async def test_everything_is_there(board: Database) -> None:
    assert await board.users.count_documents({}) == 300
    assert await board.projects.count_documents({}) == 900
    assert await board.comments.count_documents({}) > 3_000
    assert await board.bookmarks.count_documents({}) > 8_000
    assert await board.rooms.count_documents({}) > 40
    assert await board.messages.count_documents({}) > 300


async def test_counts_are_exact(board: Database) -> None:
    marks, comments = (
        await counted(board, "bookmarks", "project_id"),
        await counted(board, "comments", "project_id"),
    )
    async for project in board.projects.find():
        assert project["bookmark_count"] == project["bookmark_rank"] == marks[project["_id"]]
        assert project["comment_count"] == comments[project["_id"]]
        assert project["view_count"] == project["view_rank"] >= project["bookmark_count"]
    written, marked = (
        await counted(board, "projects", "author_id"),
        await counted(board, "bookmarks", "user_id"),
    )
    async for user in board.users.find():
        assert user["project_count"] == written[user["_id"]]
        assert user["bookmark_count"] == marked[user["_id"]]


async def test_rooms_are_as_if_people_had_talked(board: Database, environment: Mapping[str, str]) -> None:
    documents = open_documents(Settings.read(own(environment)))
    demo = await board.users.find_one({"email": "demo@sidepro.example"})
    assert demo
    try:
        page = await documents.rooms.page(str(demo["_id"]), cursor=None, limit=100)
        wrong = await documents.room_cache.rebuild(dry_run=True)
        for room in page.items:
            assert_whole(await stored(documents, str(room.id)))
    finally:
        await documents.store.client.close()

    assert wrong == 0
    assert page.total >= 8
    assert sum(room.unread_count for room in page.items) >= 5
    assert [room.left_by_partner for room in page.items].count(True) == 1
    assert all(room.partner and room.last_message for room in page.items)


async def test_skills_count_people_and_projects(board: Database) -> None:
    knowing, using = Counter[str](), Counter[str]()
    async for user in board.users.find():
        knowing.update(user["profile"]["skills"])
    async for project in board.projects.find():
        using.update(project["skills"])
    async for skill in board.skills.find():
        assert (skill["user_count"], skill["project_count"]) == (knowing[skill["name"]], using[skill["name"]])
    assert knowing["Spring Boot"] > 20


async def test_the_printed_log_in_works(board: Database) -> None:
    passwords = Passwords(PEPPER, 4)
    try:
        user = await board.users.find_one({"email": "demo@sidepro.example"})
        assert user
        assert (await passwords.verify(PASSWORD, user["password_hash"])).right
        assert await board.users.distinct("password_hash") == [user["password_hash"]]
    finally:
        passwords.close()


async def test_projects_are_found_by_words_and_rendered(board: Database) -> None:
    found = await board.projects.find({"search": {"$all": query_tokens("막차요정")}}).to_list()
    stories = [story async for story in board.projects.find({}, {"content_html": 1})]

    assert "막차요정" in [project["title"] for project in found]
    assert all(story["content_html"].startswith("<") for story in stories)
    assert any("<table>" in story["content_html"] for story in stories)


async def test_the_indexes_are_in_place(board: Database) -> None:
    assert {"views", "popular", "search_newest"} <= {*await board.projects.index_information()}
    assert {"user_project"} <= {*await board.bookmarks.index_information()}


async def test_a_board_in_use_is_left_alone(board: Database, environment: Mapping[str, str]) -> None:
    before = await digest(board)

    code, said = await demo(environment)

    assert (code, said) == (1, "The board is in use; with --force everything on it is removed first.\n")
    assert await digest(board) == before


async def test_the_same_day_gives_the_same_board(board: Database, environment: Mapping[str, str]) -> None:
    before = await digest(board)
    await board.projects.delete_many({"view_count": {"$lt": 200}})
    await board.rooms.insert_one({"left": "from before"})

    code, said = await demo(environment, "--force")

    assert code == 0, said
    assert await digest(board) == before
    assert await board.rooms.count_documents({"left": "from before"}) == 0


@pytest.mark.parametrize("other", [{"SIDEPRO_ENVIRONMENT": "publish"}, {"SIDEPRO_ADDRESS": "192.0.2.7"}])
async def test_people_with_a_known_password_exist_on_loopback_only(
    board: Database, environment: Mapping[str, str], other: dict[str, str]
) -> None:
    before = await digest(board)

    code, said = await demo({**environment, "SIDEPRO_PASSWORD_COST": "12", **other}, "--force")

    assert code == 1
    assert said.startswith("Demo people have a password that everybody knows")
    assert said.count("\n") == 1
    assert await digest(board) == before


async def test_a_store_that_is_away_is_said_in_a_sentence(environment: Mapping[str, str]) -> None:
    nowhere = "mongodb://127.0.0.1:9/?directConnection=true"

    code, said = await demo({**environment, "SIDEPRO_MONGO_URL": nowhere})

    assert (code, said) == (1, "MongoDB does not answer at SIDEPRO_MONGO_URL.\n")


@pytest.mark.parametrize("wrong", [("--scale", "0"), ("--scale", "many"), ("--until", "soon")])
async def test_wrong_arguments_are_refused(environment: Mapping[str, str], wrong: tuple[str, str]) -> None:
    code, said = await demo(environment, *wrong)

    assert code == 2
    assert "Traceback" not in said
