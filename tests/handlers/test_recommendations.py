"""What is recommended fits, and its reasons are true."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

import msgspec
import pytest

from documents import Documents
from sidepro.settings import Settings
from tasks.similarities import refresh
from tasks.workshop import Workshop
from tests.api import Api
from tests.commands import Commands
from tests.people import People, Person
from tests.published import Publish
from tests.working import Work

RARE = ("Haskell", "Prolog", "OCaml", "Erlang")
"""What nobody else in the tests knows."""


@pytest.fixture
async def workshop(settings: Settings) -> AsyncIterator[Workshop]:
    """Give what the job works with, on the database of the server."""
    workshop = Workshop.open(settings)
    yield workshop
    await workshop.close()


@pytest.fixture
async def mina(person: People) -> Person:
    return await person(skills=RARE[:2])


@pytest.fixture
async def joon(person: People) -> Person:
    return await person(skills=RARE[:3])


def of(items: Iterable[Any], project_id: str) -> Any:
    """Find the recommendation of a project."""
    (found,) = [each for each in items if each["project"]["id"] == project_id]
    return found


async def settle(somebody: Person, region: str, meeting_time: str) -> None:
    """Let somebody tell where and when they like to meet."""
    change = {"profile": {"region": region, "meeting_time": meeting_time}}
    assert (await somebody.api.patch("/users/me", change)).status == 200


async def test_a_project_of_a_neighbour_is_recommended_with_true_reasons(
    mina: Person, joon: Person, publish: Publish, workshop: Workshop
) -> None:
    project = await publish(joon, skills=("Haskell", "Erlang"))
    await refresh(workshop)

    answer = await mina.api.get("/recommendations/projects", query={"limit": 50})

    found = of(answer.json["items"], project)
    assert found["reasons"]["shared_skills"] == ["Haskell"]
    assert found["reasons"]["because_of"] == [joon.username]
    assert 0.1 <= found["reasons"]["similarity"] < 1
    assert found["reasons"]["fallback"] is None
    assert answer.json["computed_at"]
    assert answer.headers["Cache-Control"] == "no-store"


async def test_own_bookmarked_and_removed_projects_are_never_recommended(
    mina: Person, joon: Person, publish: Publish, workshop: Workshop
) -> None:
    own = await publish(mina, skills=("Prolog",))
    marked = await publish(joon, skills=("Prolog",))
    removed = await publish(joon, skills=("Prolog",))
    assert (await mina.api.put(f"/projects/{marked}/bookmark")).status == 204
    assert (await joon.api.delete(f"/projects/{removed}")).status == 204
    await refresh(workshop)

    answer = await mina.api.get("/recommendations/projects", query={"limit": 50})

    assert {each["project"]["id"] for each in answer.json["items"]}.isdisjoint({own, marked, removed})


async def test_what_a_removed_neighbour_made_is_not_recommended(
    mina: Person, joon: Person, publish: Publish, workshop: Workshop
) -> None:
    project = await publish(joon, skills=("Haskell",))
    await refresh(workshop)
    assert (await joon.api.delete("/users/me", {"password": joon.password})).status == 204

    for _ in range(2):
        projects = (await mina.api.get("/recommendations/projects", query={"limit": 50})).json["items"]
        assert project not in {each["project"]["id"] for each in projects}
        people = (await mina.api.get("/recommendations/users", query={"limit": 50})).json["items"]
        assert joon.username not in {each["user"]["username"] for each in people}
        await refresh(workshop)


async def test_at_most_two_projects_of_an_author_are_recommended(
    mina: Person, joon: Person, publish: Publish, workshop: Workshop
) -> None:
    projects = {await publish(joon, f"부엉이 {number}", skills=("Haskell",)) for number in range(4)}
    await refresh(workshop)

    items = (await mina.api.get("/recommendations/projects")).json["items"]

    assert len([each for each in items if each["project"]["id"] in projects]) == 2


async def test_who_told_no_skills_sees_what_is_liked_and_is_told_so(
    person: People, joon: Person, publish: Publish
) -> None:
    await publish(joon)
    newcomer = await person()

    answer = await newcomer.api.get("/recommendations/projects")

    assert answer.json["items"]
    assert {each["reasons"]["fallback"] for each in answer.json["items"]} == {"popular"}
    assert all(each["reasons"]["because_of"] == [] for each in answer.json["items"])


async def test_people_are_recommended_by_stack_region_and_time(
    mina: Person, joon: Person, person: People, workshop: Workshop
) -> None:
    hana = await person(skills=RARE[:3])
    await settle(mina, "busan", "any")
    await settle(joon, "jeju", "weekends")
    await settle(hana, "busan", "weekends")
    await refresh(workshop)

    answer = await mina.api.get("/recommendations/users", query={"limit": 50})

    found = {each["user"]["username"]: each for each in answer.json["items"]}
    assert list(found).index(hana.username) < list(found).index(joon.username)
    assert found[hana.username]["reasons"] == {
        "shared_skills": ["Haskell", "Prolog"],
        "region": "busan",
        "meeting_time": "weekends",
        "fallback": None,
    }
    assert found[joon.username]["reasons"]["region"] is None
    assert found[joon.username]["reasons"]["meeting_time"] == "weekends"


async def test_nobody_is_recommended_themselves_or_whom_they_have_a_room_with(
    mina: Person, joon: Person, workshop: Workshop
) -> None:
    await refresh(workshop)
    before = (await mina.api.get("/recommendations/users", query={"limit": 50})).json["items"]
    assert joon.username in {each["user"]["username"] for each in before}

    assert (await mina.api.post("/rooms", {"username": joon.username})).status in {200, 201}

    after = (await mina.api.get("/recommendations/users", query={"limit": 50})).json["items"]
    assert {each["user"]["username"] for each in after}.isdisjoint({mina.username, joon.username})


async def test_who_has_no_neighbours_meets_who_signed_up_lately(person: People, joon: Person) -> None:
    newcomer = await person()

    items = (await newcomer.api.get("/recommendations/users", query={"limit": 5})).json["items"]

    assert items
    assert {each["reasons"]["fallback"] for each in items} == {"new"}


async def test_a_change_of_skills_shows_after_the_next_run_of_the_worker(
    mina: Person, person: People, work: Work
) -> None:
    hana = await person(skills=("Clojure", "Fortran"))
    assert await work.done("similarities.refresh") == "done"
    assert (await mina.api.patch("/users/me", {"profile": {"skills": ["Clojure", "Fortran"]}})).status == 200

    assert await work.done("similarities.refresh") == "done"

    items = (await mina.api.get("/recommendations/users")).json["items"]
    assert items[0]["user"]["username"] == hana.username


@pytest.mark.parametrize(("path", "most"), [("projects", 3), ("users", 2)])
async def test_it_takes_few_commands(
    path: str, most: int, mina: Person, joon: Person, publish: Publish, workshop: Workshop, commands: Commands
) -> None:
    for _ in range(3):
        await publish(joon, skills=("Haskell",))
    await refresh(workshop)

    answer = await mina.api.get(f"/recommendations/{path}")

    assert len(commands.of(answer)) <= most


@pytest.mark.parametrize("path", ["projects", "users"])
async def test_what_is_asked_for_wrongly_is_told(path: str, mina: Person, api: Api) -> None:
    for limit in ("0", "51", "many"):
        answer = await mina.api.get(f"/recommendations/{path}", query={"limit": limit})
        assert (answer.status, answer.pointers) == (422, ["#/limit"]) or answer.kind == "invalid", answer
    assert (await api.get(f"/recommendations/{path}")).status == 401


async def test_an_empty_board_recommends_nothing(settings: Settings, documents: Documents) -> None:
    """Where there is no project and nobody else, lists are empty."""
    name = f"{settings.mongo_database}_empty"
    workshop = Workshop.open(msgspec.structs.replace(settings, mongo_database=name))
    users = workshop.documents.users
    alone = await users.register(email="a@sidepro.example", username="alone", password_hash="-", locale="ko")
    try:
        projects = await workshop.documents.recommendations.projects(str(alone.id), 12)
        people = await workshop.documents.acquaintances.people(str(alone.id), 12)
    finally:
        await workshop.documents.store.client.drop_database(name)
        await workshop.close()

    assert (projects.items, projects.computed_at) == ([], None)
    assert people.items == []
