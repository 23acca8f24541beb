"""The skills of the catalogue, with how many users and projects have each."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final, Literal

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel, UpdateMany, UpdateOne

from documents.collection import Collection, read
from documents.store import Session, Store
from sidepro.wire import catalogue as catalogued
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.skills import SkillView

SkillCount = Literal["user_count", "project_count"]

_MORE_THAN_ALL: Final = 5000
"""So many in one reply of MongoDB, so that the catalogue takes one command."""


class Skill(msgspec.Struct, frozen=True, kw_only=True):
    """A skill as it is kept; what it is called follows the catalogue, what it counts the other documents."""

    id: ObjectId = msgspec.field(name="_id")
    slug: str
    name: str
    aliases: list[str]
    user_count: int
    project_count: int


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
        wanted = {skill.slug: skill for skill in self._catalogue.skills}
        present = set(await self._collection.distinct("slug"))
        await self._collection.bulk_write([_taking_over(each) for each in wanted.values()], ordered=False)
        gone = sorted(present - wanted.keys())
        if gone:
            await self._collection.delete_many({"slug": {"$in": gone}})
        return [f"+{slug}" for slug in sorted(wanted.keys() - present)] + [f"-{slug}" for slug in gone]

    async def count_users(self, added: Iterable[str], removed: Iterable[str], session: Session) -> None:
        """Count that a user has come to have some skills and no longer has others, by name or slug."""
        await self._count("user_count", added, removed, session)

    async def count_projects(self, added: Iterable[str], removed: Iterable[str], session: Session) -> None:
        """Count that a project has come to have some skills and no longer has others, by name or slug."""
        await self._count("project_count", added, removed, session)

    async def kept(self, slugs: Iterable[str] | None = None) -> dict[str, Skill]:
        """Read these skills, or all of them, by slug."""
        wanted = {} if slugs is None else {"slug": {"$in": list(slugs)}}
        found = await self._collection.find(wanted, batch_size=_MORE_THAN_ALL).to_list()
        return {skill.slug: skill for skill in (read(each, Skill) for each in found)}

    async def project_counts(self) -> dict[str, int]:
        """Tell how many projects have each skill, by name."""
        found = self._collection.find({}, {"name": True, "project_count": True}, batch_size=_MORE_THAN_ALL)
        return {each["name"]: each["project_count"] for each in await found.to_list()}

    async def completing(self, typed: str, limit: int) -> list[SkillView]:
        """List at most `limit` skills that may be meant by what somebody types, the most likely first."""
        matches = self._catalogue.search(typed, limit)
        kept = await self.kept(match.skill.slug for match in matches) if matches else {}
        return [_view(match.skill, match.alias, kept) for match in matches]

    async def most_used(self) -> list[SkillView]:
        """List every skill, those of most projects first."""
        kept = await self.kept()
        views = [_view(skill, None, kept) for skill in self._catalogue.skills]
        return sorted(views, key=lambda view: (-view.project_count, view.name.casefold()))

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


def _taking_over(skill: catalogued.Skill) -> UpdateOne:
    change = {
        "$set": {"name": skill.name, "aliases": list(skill.aliases)},
        "$setOnInsert": {"user_count": 0, "project_count": 0},
    }
    return UpdateOne({"slug": skill.slug}, change, upsert=True)


def _view(skill: catalogued.Skill, alias: str | None, kept: Mapping[str, Skill]) -> SkillView:
    own = kept.get(skill.slug)
    return SkillView(
        slug=skill.slug,
        name=skill.name,
        kind=skill.kind,
        alias=alias,
        user_count=own.user_count if own else 0,
        project_count=own.project_count if own else 0,
    )
