"""The skills of the catalogue, with how many users and projects have each."""

from collections.abc import Iterable
from typing import ClassVar, Final, Literal

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel, UpdateMany, UpdateOne

from documents.collection import Collection
from documents.store import Session, Store
from sidepro.wire.catalogue import Catalogue

SkillCount = Literal["user_count", "project_count"]

_COUNTS: Final = {"_id": False, "slug": True, "user_count": True, "project_count": True}


class Skill(msgspec.Struct, frozen=True, kw_only=True):
    """A skill as it is kept; what it is called follows the catalogue, what it counts the other documents."""

    id: ObjectId = msgspec.field(name="_id")
    slug: str
    name: str
    aliases: list[str]
    user_count: int
    project_count: int


class SkillCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many users and projects have a skill."""

    slug: str
    user_count: int = 0
    project_count: int = 0


class Skills(Collection):
    """One document a skill of the catalogue."""

    name = "skills"
    indexes: ClassVar = (IndexModel([("slug", ASCENDING)], name="slug", unique=True),)

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        super().__init__(store)
        self._catalogue = catalogue

    async def apply_indexes(self) -> list[str]:
        """Make the indexes, and take over the catalogue; gives the names of what changed."""
        return await super().apply_indexes() + await self.seed()

    async def seed(self) -> list[str]:
        """Take over the names and aliases of the catalogue and drop what it no longer has.

        Counts stay as they are; gives the slugs of what is new or gone. Safe to repeat.
        """
        catalogued = {skill.slug: skill for skill in self._catalogue.skills}
        present = set(await self._collection.distinct("slug"))
        await self._collection.bulk_write(
            [
                UpdateOne(
                    {"slug": slug},
                    {
                        "$set": {"name": skill.name, "aliases": list(skill.aliases)},
                        "$setOnInsert": {"user_count": 0, "project_count": 0},
                    },
                    upsert=True,
                )
                for slug, skill in catalogued.items()
            ],
            ordered=False,
        )
        gone = sorted(present - catalogued.keys())
        if gone:
            await self._collection.delete_many({"slug": {"$in": gone}})
        return [f"+{slug}" for slug in sorted(catalogued.keys() - present)] + [f"-{slug}" for slug in gone]

    async def count_users(self, added: Iterable[str], removed: Iterable[str], session: Session) -> None:
        """Count that a user has come to have some skills and no longer has others, by name or slug."""
        await self._count("user_count", added, removed, session)

    async def count_projects(self, added: Iterable[str], removed: Iterable[str], session: Session) -> None:
        """Count that a project has come to have some skills and no longer has others, by name or slug."""
        await self._count("project_count", added, removed, session)

    async def counts(self, slugs: Iterable[str] | None = None) -> dict[str, SkillCounts]:
        """Tell the counts of these skills, or of all, by slug."""
        wanted = {} if slugs is None else {"slug": {"$in": list(slugs)}}
        found = self._collection.find(wanted, _COUNTS, batch_size=2000)
        return {each["slug"]: SkillCounts(**each) for each in await found.to_list()}

    def slugs(self, names: Iterable[str]) -> set[str]:
        """Tell the slugs of these names, without those that the catalogue does not know."""
        found = (self._catalogue.resolve(name) for name in names)
        return {skill.slug for skill in found if skill is not None}

    async def _count(
        self, count: SkillCount, added: Iterable[str], removed: Iterable[str], session: Session
    ) -> None:
        """Raise and lower counts in one command; a skill on both sides stays as it is."""
        more, less = self.slugs(added), self.slugs(removed)
        changes = [
            UpdateMany({"slug": {"$in": sorted(slugs)}}, {"$inc": {count: step}})
            for slugs, step in ((more - less, 1), (less - more, -1))
            if slugs
        ]
        if changes:
            await self._collection.bulk_write(changes, session=session)
