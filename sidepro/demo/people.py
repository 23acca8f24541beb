"""The people of the community: who they are, what they know, what they like."""

from datetime import datetime, timedelta

from msgspec import Struct

from sidepro.demo.chance import Weighted, stream, zipf
from sidepro.demo.library import CastMember, Kind, Language, Library
from sidepro.demo.moments import YEAR, between, identifier, to_millisecond
from sidepro.demo.usernames import Usernames

HOUSE = 300
"""How many people a community of scale 1 has."""

_PLACE = 0x01_00000000
_EVERYDAY = ("Git", "GitHub", "REST API", "Docker", "Linux", "Figma", "Notion", "Slack", "SQL", "HTML", "CSS")
_DOMAINS = {
    "daily": 5, "transport": 7, "food": 8, "home": 7, "health": 7, "pets": 5, "culture": 8, "learning": 8,
    "money": 5, "work": 8, "town": 6, "devtools": 9, "games": 6, "data": 5, "devices": 4, "security": 3,
}  # fmt: skip


class User(Struct, frozen=True):
    """A made-up person. `activity` (0 to 1) and `tastes` (domains of themes) guide what they do."""

    index: int
    id: str
    username: str
    email: str
    language: Language
    kind: str
    bio: str
    github_url: str | None
    skills: tuple[str, ...]
    region: str
    meeting_time: str
    tastes: tuple[str, ...]
    activity: float
    created_at: datetime
    seen_at: datetime


class People:
    """Makes any person of the community from their index alone."""

    def __init__(self, library: Library, seed: int, until: datetime) -> None:
        self.library, self.seed, self.until = library, seed, until
        self.kinds = {kind.key: kind for kind in library.kinds}
        self.names = Usernames(library.names, seed)
        self._by_weight = Weighted(library.kinds, [kind.weight for kind in library.kinds])
        self._usual = {kind.key: Weighted(kind.usual, zipf(len(kind.usual))) for kind in library.kinds}
        self._everyday = Weighted(_EVERYDAY, zipf(len(_EVERYDAY)))
        self._regions = _weighed(library.names.regions)
        self._times = _weighed(library.names.meeting_times)
        self._domains = _weighed(_DOMAINS)

    def person(self, index: int) -> User:
        """Make the person with this index; the first ones are the cast written by hand."""
        if index < len(self.library.cast):
            return self._member(index, self.library.cast[index])
        chance = stream(self.seed, "user", index)
        kind = self._by_weight.draw(chance)
        username, language = self.names.name(index)
        created_at = between(chance, self.until - YEAR, self.until - timedelta(days=2))
        away = YEAR * chance.random() if chance.random() < 0.2 else timedelta(days=chance.expovariate(1 / 4))
        seen_at = max(self.until - away, created_at + timedelta(days=1))
        return User(
            index=index,
            id=identifier(created_at, _PLACE, index),
            username=username,
            email=f"demo-{index}@sidepro.example",
            language=language,
            kind=kind.key,
            bio=chance.choice(kind.bios[language]) if chance.random() < 0.86 else "",
            github_url=_github(username, index) if chance.random() < 0.82 else None,
            skills=self._skills(kind, index),
            region=self._regions.draw(chance),
            meeting_time=self._times.draw(chance),
            tastes=tuple(self._domains.draw_distinct(chance, 3)),
            activity=min(1.0, 0.12 + 0.16 * chance.paretovariate(1.4)),
            created_at=created_at,
            seen_at=to_millisecond(seen_at),
        )

    def _skills(self, kind: Kind, index: int) -> tuple[str, ...]:
        chance = stream(self.seed, "skills", index)
        known = [skill for skill in kind.core if chance.random() < 0.96] or [kind.core[0]]
        known += self._usual[kind.key].draw_distinct(chance, 1 + min(10, int(chance.expovariate(1 / 4.0))))
        known += self._everyday.draw_distinct(chance, chance.choice((0, 0, 1, 1, 2)))
        return tuple(dict.fromkeys(known))

    def _member(self, index: int, member: CastMember) -> User:
        created_at = to_millisecond(self.until - YEAR + timedelta(days=3 * index, hours=5 * index + 13))
        return User(
            index=index,
            id=identifier(created_at, _PLACE, index),
            username=member.username,
            email=member.email or f"demo-{index}@sidepro.example",
            language=member.language,
            kind=member.kind,
            bio=member.bio,
            github_url=_github(member.username, index),
            skills=member.skills,
            region=member.region,
            meeting_time=member.meeting_time,
            tastes=member.tastes,
            activity=1.0,
            created_at=created_at,
            seen_at=to_millisecond(self.until - timedelta(minutes=7 * index + 4)),
        )


def _weighed(weights: dict[str, int]) -> Weighted[str]:
    return Weighted(list(weights), list(weights.values()))


def _github(username: str, index: int) -> str:
    """Give an address that is plainly made up, so that it can point at nobody."""
    handle = username.lower().replace("_", "-").strip("-") if username.isascii() else f"member-{index}"
    return f"https://github.com/{handle.replace('--', '-')}-sidepro-demo"
