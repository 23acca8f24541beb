"""A crowd to be compared: skill sets of 3 to 10 by a Zipf law over 250 skills, and projects of theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
from bson import ObjectId

from documents.store import Document, Store, now

SKILLS: Final = 250
_BATCH: Final = 1_000
_SEED: Final = 20261127


def stacks(count: int, chance: np.random.Generator) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    """Draw what people know: each skill at most once a person, the first ones most often."""
    popularity = 1 / np.arange(1, SKILLS + 1)
    # the largest of these exponential races are a draw without replacement (Efraimidis and Spirakis)
    races = chance.exponential(size=(count, SKILLS)).astype(np.float32) / popularity.astype(np.float32)
    order = np.argpartition(races, 10, axis=1)[:, :10]
    lengths = chance.integers(3, 11, count)
    sorted_order = np.take_along_axis(order, np.argsort(np.take_along_axis(races, order, 1), axis=1), 1)
    return [row[:length].astype(np.int64) for row, length in zip(sorted_order, lengths, strict=True)]


def named(skill: int) -> str:
    """Name a skill."""
    return f"skill-{skill:03}"


class Crowd:
    """So many people and nine tenths as many projects in a database."""

    def __init__(self, store: Store, people: int) -> None:
        self.people, self.projects, self.changed = people, people * 9 // 10, people // 100
        self._database = store.database
        self._chance = np.random.default_rng(_SEED)

    async def fill(self) -> None:
        """Put them there, unless they are."""
        if await self._database["users"].estimated_document_count() == self.people:
            return
        for name in ("users", "projects", "similarities", "similarity_states", "skill_changes"):
            await self._database[name].delete_many({})
        people = [ObjectId() for _ in range(self.people)]
        known = stacks(self.people, self._chance)
        for start in range(0, self.people, _BATCH):
            rows = range(start, start + _BATCH)
            await self._database["users"].insert_many([_user(people[row], row, known[row]) for row in rows])
        of_projects = stacks(self.projects, self._chance)
        for start in range(0, self.projects, _BATCH):
            rows = range(start, start + _BATCH)
            await self._database["projects"].insert_many(
                [self._project(row, people, of_projects[row]) for row in rows]
            )

    async def forget(self) -> None:
        """Have the next run find everything anew."""
        await self._database["similarity_states"].delete_many({})
        await self._database["similarities"].delete_many({})

    async def change(self) -> None:
        """Have some of them know something else, as if they had told so."""
        found = await self._database["users"].aggregate(
            [{"$sample": {"size": self.changed}}, {"$project": {"_id": True}}]
        )
        for each, stack in zip(await found.to_list(), stacks(self.changed, self._chance), strict=True):
            change: Document = {"$set": {"profile.skills": [named(skill) for skill in stack]}}
            await self._database["users"].update_one({"_id": each["_id"]}, change)
            noted: Document = {"$set": {"change": ObjectId()}}
            await self._database["skill_changes"].update_one({"_id": each["_id"]}, noted, upsert=True)

    async def some(self, count: int) -> list[str]:
        """Choose some people, by id."""
        found = await self._database["users"].aggregate([{"$sample": {"size": count}}])
        return [str(each["_id"]) for each in await found.to_list()]

    def _project(self, row: int, people: list[ObjectId], stack: Any) -> Document:
        author = int(self._chance.integers(self.people))
        born = datetime(2026, 11, 23, tzinfo=UTC) - timedelta(days=float(self._chance.uniform(0, 365)))
        return {
            "_id": ObjectId(),
            "author_id": people[author],
            "author": {"username": f"member{author}", "picture": None},
            "title": f"프로젝트 {row}",
            "summary": "한 줄로 말하면 이런 프로젝트예요",
            "skills": [named(skill) for skill in stack[:6]],
            "search": [],
            "thumbnail": None,
            "repository_url": None,
            "view_count": 0,
            "view_rank": 0,
            "bookmark_count": int(self._chance.lognormal(0, 1) * 8),
            "bookmark_rank": 0,
            "comment_count": 0,
            "version": 1,
            "created_at": born,
            "updated_at": born,
        }


def _user(user_id: ObjectId, row: int, stack: Any) -> Document:
    profile = {"bio": "", "picture": None, "github_url": None, "region": "seoul", "meeting_time": "any"}
    return {
        "_id": user_id,
        "email": f"{row}@sidepro.example",
        "email_as_typed": f"{row}@sidepro.example",
        "username": f"member{row}",
        "username_key": f"member{row}",
        "password_hash": "-",
        "locale": "ko",
        "role": "user",
        "profile": profile | {"skills": [named(skill) for skill in stack]},
        "project_count": 0,
        "bookmark_count": 0,
        "created_at": now(),
        "seen_at": now(),
        "sign_in_count": 0,
    }
