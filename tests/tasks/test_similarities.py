"""`similarities.refresh` keeps everybody's neighbours right, whatever happens meanwhile."""

import os
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

import msgspec
import numpy as np
import pytest
from bson import ObjectId

from documents.similarities import SHOWN, Similarity, unpacked
from documents.store import Document
from sidepro.dev.mongo import EmbeddedMongo
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.services.jobs import Jobs
from sidepro.settings import Settings
from sidepro.wire.users import ProfileChange, UserChange
from tasks import similarities
from tasks.neighbours import Crowd
from tasks.similarities import refresh
from tasks.workshop import Workshop
from tests.stack import Stores
from tests.working import Work, until

REFRESH: Final = "similarities.refresh"


class Town:
    """A database of its own with people in it, and the job that compares them."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.documents = workshop.documents

    async def person(self, *skills: str) -> str:
        """Let somebody sign up and tell their skills."""
        name = secrets.token_hex(6)
        user = await self.documents.users.register(
            email=f"{name}@sidepro.example", username=f"u{name}", password_hash="-", locale="ko"
        )
        if skills:
            await self.learn(str(user.id), *skills)
        return str(user.id)

    async def learn(self, user_id: str, *skills: str) -> None:
        """Let somebody change their skills."""
        change = UserChange(profile=ProfileChange(skills=list(skills)))
        await self.documents.accounts.change(user_id, change)

    async def leave(self, user_id: str) -> None:
        """Let somebody remove their account."""
        await self.documents.accounts.remove(await self.documents.users.find(user_id))
        await self.documents.removals.begin("user", ObjectId(user_id))

    async def crowd(self, count: int, *skills: str) -> None:
        """Put many people there at once, as nobody who signs up does."""
        await self.documents.store.database["users"].insert_many(
            [
                {"email": str(number), "username_key": str(number), "profile": {"skills": list(skills)}}
                for number in range(count)
            ]
        )

    async def refresh(self) -> Mapping[str, object]:
        """Bring everything up to date."""
        return await refresh(self.workshop)

    async def neighbours(self, user_id: str) -> dict[str, float] | None:
        """Read somebody's neighbours, the most similar first."""
        found = await self.kept(user_id)
        if found is None:
            return None
        return {str(who): score for who, score in unpacked(found["neighbours"], found["scores"]).items()}

    async def kept(self, user_id: str) -> Document | None:
        return await self.documents.store.database["similarities"].find_one({"_id": ObjectId(user_id)})


@pytest.fixture(scope="module")
async def workshop(settings: Settings) -> AsyncIterator[Workshop]:
    """Give a workshop with a database of its own."""
    name = f"{settings.mongo_database}_town"
    workshop = Workshop.open(msgspec.structs.replace(settings, mongo_database=name))
    await workshop.documents.apply_indexes()
    yield workshop
    await workshop.documents.store.client.drop_database(name)
    await workshop.close()


@pytest.fixture
async def town(workshop: Workshop) -> Town:
    """Give an empty town."""
    for name in ("users", "similarities", "similarity_states", "skill_changes"):
        await workshop.documents.store.database[name].delete_many({})
    return Town(workshop)


async def test_those_who_know_the_same_are_neighbours(town: Town) -> None:
    mina = await town.person("Python", "MongoDB")
    joon = await town.person("Python", "MongoDB")
    hana = await town.person("Python", "React", "TypeScript")
    await town.person("COBOL")
    await town.refresh()

    found = await town.neighbours(mina)

    assert found is not None
    assert list(found) == [joon, hana]
    assert found[joon] == 1.0
    assert 0.1 <= found[hana] < 0.5


async def test_who_signs_up_or_learns_has_neighbours_after_the_next_run(town: Town) -> None:
    mina, joon = await town.person("Python"), await town.person("Python")
    await town.refresh()
    hana = await town.person("Kotlin")
    await town.refresh()
    assert await town.neighbours(hana) == {}

    await town.learn(hana, "Python")
    told = await town.refresh()

    assert told == {"changed": 1, "written": 3}
    assert set(await town.neighbours(hana) or ()) == {mina, joon}
    assert set(await town.neighbours(mina) or ()) == {joon, hana}


async def test_a_run_without_news_writes_nothing(town: Town) -> None:
    mina = await town.person("Python")
    await town.refresh()
    before = await town.documents.store.database["similarities"].find({}).to_list()
    await town.documents.accounts.change(mina, UserChange(locale="en"))

    assert await town.refresh() == {"changed": 0, "written": 0}
    assert await town.documents.store.database["similarities"].find({}).to_list() == before


async def test_only_lists_that_are_different_are_written(town: Town) -> None:
    for _ in range(10):
        await town.person("Python")
    hana = await town.person("Kotlin", "Java")
    await town.person("Kotlin")
    await town.refresh()

    await town.learn(hana, "Kotlin")

    assert await town.refresh() == {"changed": 1, "written": 2}


async def test_who_leaves_is_nobodys_neighbour(town: Town) -> None:
    mina, joon, hana = [await town.person("Python") for _ in range(3)]
    await town.refresh()

    await town.leave(joon)
    assert await town.kept(joon) is None
    await town.refresh()

    assert set(await town.neighbours(mina) or ()) == {hana}
    assert await town.kept(joon) is None


async def test_who_forgets_all_skills_has_no_neighbours(town: Town) -> None:
    mina, joon = await town.person("Python"), await town.person("Python")
    await town.refresh()

    await town.learn(joon)
    await town.refresh()

    assert await town.kept(joon) is None
    assert await town.neighbours(mina) == {}


async def test_a_skill_that_nobody_had_is_counted_in(town: Town) -> None:
    mina, joon = await town.person("Python"), await town.person("Python")
    for _ in range(10):
        await town.person("Go")
    await town.refresh()

    for each in (mina, joon):
        await town.learn(each, "COBOL")
    await town.refresh()

    assert await town.neighbours(mina) == {joon: 1.0}


async def test_nobody_and_a_single_person(town: Town) -> None:
    assert await town.refresh() == {"changed": 0, "written": 0}

    mina = await town.person("Python")
    await town.refresh()

    assert await town.neighbours(mina) == {}


async def test_where_nobody_shares_anything_all_lists_are_empty(town: Town) -> None:
    people = [await town.person(skill) for skill in ("Python", "Go", "COBOL", "Kotlin")]
    await town.refresh()

    assert [await town.neighbours(each) for each in people] == [{}] * 4


async def test_ten_thousand_who_are_the_same(town: Town) -> None:
    await town.crowd(10_000, "Python", "Go")
    mina = await town.person("Python", "Go")

    assert (await town.refresh())["written"] == 10_001

    found = await town.neighbours(mina)
    assert found is not None
    assert len(found) == SHOWN
    assert set(found.values()) == {1.0}


class Interrupted(Town):
    """A town in which something happens between reading and writing."""

    def interrupt(self, happens: Callable[[], Awaitable[None]]) -> None:
        keep = self.documents.similarities.keep

        async def keep_later(lists: list[Similarity]) -> None:
            self.documents.similarities.keep = keep  # type: ignore[method-assign]
            await happens()
            await keep(lists)

        self.documents.similarities.keep = keep_later  # type: ignore[method-assign,assignment]


async def test_who_is_removed_between_reading_and_writing_is_gone_after_the_next_run(town: Town) -> None:
    mina, joon, hana = [await town.person("Python") for _ in range(3)]
    interrupted = Interrupted(town.workshop)
    interrupted.interrupt(lambda: town.leave(joon))
    await town.refresh()
    assert joon in (await town.neighbours(mina) or ())

    await town.refresh()

    assert set(await town.neighbours(mina) or ()) == {hana}
    assert await town.kept(joon) is None


async def test_who_learns_between_reading_and_writing_is_right_after_the_next_run(town: Town) -> None:
    mina, joon = await town.person("Python"), await town.person("Python")
    interrupted = Interrupted(town.workshop)
    interrupted.interrupt(lambda: town.learn(joon, "Go"))
    await town.refresh()

    assert (await town.refresh())["changed"] == 1
    assert await town.neighbours(mina) == {}


async def test_a_run_that_was_cut_is_made_up_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut after each list in turn; what is there stays whole, and the next run makes all of it right."""
    monkeypatch.setattr(similarities, "BATCH", 1)
    monkeypatch.setattr("tasks.neighbours._CELLS", 1)
    people = [await town.person("Python") for _ in range(4)]
    await town.refresh()
    for cut_after in range(4):
        await town.learn(people[0], *("Python", "Go")[: 1 + cut_after % 2 + 1])
        await town.learn(people[1], *("Go", "Python")[: 2 - cut_after % 2])
        await _cut(town, cut_after)
        assert all([await town.neighbours(each) is not None for each in people])

        await town.refresh()
        await _are_right(town, people)


async def _cut(town: Town, after: int) -> None:
    keep, count = town.documents.similarities.keep, 0

    async def cut(lists: list[Similarity]) -> None:
        nonlocal count
        if count == after:
            raise ConnectionError
        count += 1
        await keep(lists)

    town.documents.similarities.keep = cut  # type: ignore[method-assign,assignment]
    try:
        with pytest.raises(ConnectionError):
            await town.refresh()
    finally:
        town.documents.similarities.keep = keep  # type: ignore[method-assign]


async def _are_right(town: Town, people: list[str]) -> None:
    """Compare with lists that were all found anew."""
    mended = [await town.neighbours(each) for each in people]
    state = await town.documents.similarity_states.find()
    assert state
    known = await town.documents.similarities.stacks()
    number = {name: place for place, name in enumerate(state.skills)}
    crowd = Crowd(
        [np.array([number[name] for name in names]) for names in known.values()], np.array(state.weights)
    )
    lists = crowd.nearest(np.arange(len(known), dtype=np.int32), SHOWN)
    ids = [ObjectId(each) for each in known]
    for row, user_id in enumerate(ids):
        right = {
            str(ids[who]): float(score)
            for who, score in zip(lists.members[row], lists.scores[row], strict=True)
            if who >= 0
        }
        assert mended[people.index(str(user_id))] == right


async def test_after_many_changes_all_lists_are_right(town: Town) -> None:
    chance = np.random.default_rng(7)
    skills = ("Python", "Go", "Kotlin", "Java", "React", "Vue.js", "MongoDB", "Redis")

    def some() -> tuple[str, ...]:
        return tuple(map(str, chance.choice(skills, chance.integers(1, 5), replace=False)))

    people = [await town.person(*some()) for _ in range(30)]
    await town.refresh()
    for _ in range(3):
        for each in chance.choice(people, 3, replace=False):
            await town.learn(str(each), *some())
        people.append(await town.person(*some()))
        gone = people.pop(int(chance.integers(len(people))))
        await town.leave(gone)
        await town.refresh()
        await _are_right(town, people)


async def test_a_worker_killed_in_the_middle_leaves_old_lists_whole(
    town: Town, stores: Stores, worker_number: int
) -> None:
    """Killed with -9; another one finishes what was begun."""
    await town.crowd(3000, "Python", "Go")
    mina, joon = await town.person("Python"), await town.person("Python")
    await town.refresh()
    before = await town.neighbours(mina)
    await town.documents.similarity_states.forget()
    address, _, number = town.workshop.settings.redis_url.rpartition("/")
    own = msgspec.structs.replace(
        town.workshop.settings, redis_url=f"{address}/{int(number) + 112}", worker_processes=1
    )
    await _kill_in_the_middle(town, Work(own, stores.directory / f"cut{worker_number}.log"))
    assert await town.neighbours(mina) == before
    assert joon in (before or ())

    told = await town.refresh()

    assert told["written"] == 3002
    assert await town.neighbours(mina) == before


async def _kill_in_the_middle(town: Town, worker: Work) -> None:
    jobs = Jobs(worker.settings.redis_url)
    try:
        await worker.ready()
        await jobs.enqueue(REFRESH)

        async def begun() -> bool:
            return await town.documents.similarity_states.find() is not None

        await until(begun)
    finally:
        jobs.close()
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.end()


async def test_stores_that_go_away_are_waited_for(
    settings: Settings,
    own_mongo: EmbeddedMongo,
    own_valkey: EmbeddedValkey,
    stores: Stores,
    worker_number: int,
) -> None:
    """A run without MongoDB is postponed, one without Redis never begins; the next one does all."""
    own = msgspec.structs.replace(settings, mongo_url=own_mongo.url, redis_url=own_valkey.url)
    worker = Work(own, stores.directory / f"away{worker_number}.log")
    workshop = Workshop.open(own)
    try:
        await worker.ready()
        await workshop.documents.apply_indexes()
        town = Town(workshop)
        mina, joon = await town.person("Python"), await town.person("Python")
        assert await worker.done(REFRESH) == "done"
        assert await town.neighbours(mina) == {joon: 1.0}

        hana = await town.person("Python")
        await own_mongo.stop()
        assert await worker.done(REFRESH) == "postponed"
        await own_valkey.stop()
        await own_mongo.start()
        await own_valkey.start()

        assert await worker.done(REFRESH) == "done"
        assert set(await town.neighbours(mina) or ()) == {joon, hana}
        assert await worker.stop() == 0
    finally:
        worker.end()
        await workshop.close()
