"""The catalogue itself: read once, asked for ever."""

from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Self

import msgspec
from msgspec import Struct

from sidepro.wire.catalogue.completion import Completion, Match
from sidepro.wire.catalogue.names import fold
from sidepro.wire.catalogue.skill import Area, Kind, Skill, Tier


class _Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A skill as the file has it; its slug is the key and its kind the table."""

    name: str
    tier: Tier
    areas: tuple[Area, ...]
    aliases: tuple[str, ...]


class Catalogue(Struct, frozen=True, eq=False):
    """Every skill, in the order of the file; found by name and completed while typing."""

    skills: tuple[Skill, ...]
    by_name: Mapping[str, Skill]
    completion: Completion

    @classmethod
    def load(cls) -> Self:
        """Read the catalogue that comes with the package; takes some 100 ms."""
        raw = resources.files("sidepro.wire.catalogue").joinpath("skills.toml").read_bytes()
        tables = msgspec.toml.decode(raw, type=dict[Kind, dict[str, _Line]])
        return cls.of(
            Skill(
                slug=slug, name=line.name, kind=kind, tier=line.tier, areas=line.areas, aliases=line.aliases
            )
            for kind, lines in tables.items()
            for slug, line in lines.items()
        )

    @classmethod
    def of(cls, skills: Iterable[Skill]) -> Self:
        """Make a catalogue of these skills.

        Raises `ValueError` when a name could mean two of them.
        """
        kept = tuple(skills)
        return cls(kept, _by_name(kept), Completion(kept))

    def resolve(self, name: str) -> Skill | None:
        """Find the skill that has this slug, name or alias; None when there is none.

        Case, width, spaces, dots and hyphens don't count, except where they tell skills apart (see
        `names.fold`).
        """
        return self.by_name.get(fold(name))

    def search(self, query: str, limit: int = 10) -> list[Match]:
        """Complete what somebody types: at most `limit` skills, the most likely first."""
        return self.completion.search(query, limit)


def _by_name(skills: tuple[Skill, ...]) -> dict[str, Skill]:
    found: dict[str, Skill] = {}
    for skill in skills:
        for name in (skill.slug, skill.name, *skill.aliases):
            if found.setdefault(fold(name), skill) is not skill:
                raise ValueError(f"{name!r} could mean {found[fold(name)].slug} or {skill.slug}")
    return found
