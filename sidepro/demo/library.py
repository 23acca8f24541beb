"""The texts that the demo community is written from, read out of the package's TOML files."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from msgspec import Struct, convert

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


class Take(Struct, frozen=True):
    """One project that a theme can become: its title, its summary and how its story opens."""

    title: str
    summary: str
    opening: str


class Words(Struct, frozen=True):
    """What there is to say about a theme in one language; lines are whole sentences that stand alone."""

    thing: str
    who: str
    note: str
    takes: tuple[Take, ...]
    why: tuple[str, ...]
    how: tuple[str, ...]
    wrong: tuple[str, ...]
    next: tuple[str, ...]
    talk: tuple[str, ...]


class Code(Struct, frozen=True):
    """Names that a theme's code uses: a type, its plural, a numeric field and a verb."""

    type: str
    items: str
    number: str
    act: str


class Theme(Struct, frozen=True):
    """Something that people build, in the areas whose developers would build it."""

    key: str
    domain: str
    areas: tuple[str, ...]
    extras: tuple[str, ...]
    code: Code
    words: dict[Language, Words]


class Kind(Struct, frozen=True):
    """A kind of developer: how common, what they build, what they know, how they introduce themselves."""

    key: str
    weight: int
    areas: tuple[str, ...]
    core: tuple[str, ...]
    usual: tuple[str, ...]
    bios: dict[Language, tuple[str, ...]]


class Tech(Struct, frozen=True):
    """What a story says about a technology, in both languages; `talk` are remarks beneath it."""

    role: dict[Language, str]
    notes: dict[Language, tuple[str, ...]]
    talk: dict[Language, tuple[str, ...]]


class Snippet(Struct, frozen=True):
    """A block of code with holes («Type»), for projects that use all of `skills`."""

    skills: tuple[str, ...]
    fence: str
    body: str


class Phrases(Struct, frozen=True):
    """What stories have in common in one language."""

    heading: dict[str, tuple[str, ...]]
    code_intro: tuple[str, ...]
    wrong_intro: tuple[str, ...]
    stack_intro: tuple[str, ...]
    state: tuple[str, ...]
    people: tuple[str, ...]
    people_list: tuple[str, ...]
    farewell: tuple[str, ...]
    voices: tuple[str, ...]
    voice_by: tuple[str, ...]
    measure: tuple[tuple[str, ...], ...]


class Chatter(Struct, frozen=True):
    """What people say beneath any project in one language, and how they begin and end."""

    lines: tuple[str, ...]
    openers: tuple[str, ...]
    closers: tuple[str, ...]


class Names(Struct, frozen=True):
    """What usernames are made of, and where people live and when they meet, with weights."""

    hangul_first: tuple[str, ...]
    hangul_second: tuple[str, ...]
    place_first: tuple[str, ...]
    place_second: tuple[str, ...]
    given: tuple[str, ...]
    given_ending: tuple[str, ...]
    latin_first: tuple[str, ...]
    latin_second: tuple[str, ...]
    english_first: tuple[str, ...]
    english_second: tuple[str, ...]
    regions: dict[str, int]
    meeting_times: dict[str, int]


class CastMember(Struct, frozen=True):
    """A person of the community who is written out by hand."""

    username: str
    language: Language
    kind: str
    bio: str
    skills: tuple[str, ...]
    region: str
    meeting_time: str
    tastes: tuple[str, ...]
    email: str = ""


class Flagship(Struct, frozen=True):
    """A project that is written out by hand; `said` are its first comments, each `username: text`."""

    author: str
    theme: str
    language: Language
    title: str
    summary: str
    skills: tuple[str, ...]
    days: float
    bookmarks: int
    content: str
    said: tuple[str, ...] = ()


class Conversation(Struct, frozen=True):
    """A room whose lines, each `username: text` or a pause, are written out by hand."""

    members: tuple[str, str]
    project: str
    days: float
    said: tuple[str, ...]
    unread: int = 0
    left: str = ""


class Library(Struct, frozen=True):
    """All texts of the demo community."""

    themes: tuple[Theme, ...]
    kinds: tuple[Kind, ...]
    techs: dict[str, Tech]
    snippets: tuple[Snippet, ...]
    phrases: dict[Language, Phrases]
    talk: dict[Language, Chatter]
    places: dict[Language, tuple[str, ...]]
    more: dict[Language, tuple[str, ...]]
    names: Names
    cast: tuple[CastMember, ...]
    flagships: tuple[Flagship, ...]
    conversations: tuple[Conversation, ...]
    scripts: dict[Language, tuple[str, ...]]

    @classmethod
    def load(cls) -> "Library":
        """Read the texts (a few hundred kilobytes, in about a second)."""
        texts = files("sidepro.demo") / "texts"
        phrases, talk, hand, rooms = (
            _read(texts / f"{name}.toml") for name in ("phrases", "talk", "cast", "rooms")
        )
        return cls(
            themes=tuple(_themes(texts / "themes")),
            kinds=tuple(_kind(key, raw) for key, raw in _read(texts / "kinds.toml").items()),
            techs={name: _tech(raw) for name, raw in _read(texts / "techs.toml").items()},
            snippets=convert(_read(texts / "snippets.toml")["snippet"], tuple[Snippet, ...]),
            phrases={language: convert(phrases[language], Phrases) for language in LANGUAGES},
            talk={language: _chatter(talk[language]) for language in LANGUAGES},
            places=convert(phrases["places"], dict[Language, tuple[str, ...]]),
            more=convert(phrases["more"], dict[Language, tuple[str, ...]]),
            names=convert(_read(texts / "names.toml"), Names),
            cast=convert(hand["person"], tuple[CastMember, ...]),
            flagships=convert(hand["project"], tuple[Flagship, ...]),
            conversations=convert(rooms["room"], tuple[Conversation, ...]),
            scripts=convert(rooms["talk"], dict[Language, tuple[str, ...]]),
        )


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line)


def _chatter(raw: dict[str, Any]) -> Chatter:
    return Chatter(_lines(raw["lines"]), tuple(raw["openers"]), tuple(raw["closers"]))


def _themes(folder: Traversable) -> Iterator[Theme]:
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        for key, raw in _read(file).items():
            yield Theme(
                key=key,
                domain=raw["domain"],
                areas=tuple(raw["areas"]),
                extras=tuple(raw.get("extras", ())),
                code=Code(*raw["code"].split()),
                words={language: _words(raw[language]) for language in LANGUAGES},
            )


def _words(raw: dict[str, str]) -> Words:
    takes = tuple(Take(*(part.strip() for part in line.split(" | "))) for line in _lines(raw["takes"]))
    pools = {name: _lines(raw[name]) for name in ("why", "how", "wrong", "next", "talk")}
    return Words(thing=raw["thing"], who=raw["who"], note=raw["note"], takes=takes, **pools)


def _kind(key: str, raw: dict[str, Any]) -> Kind:
    bios = {language: tuple(raw[language]) for language in LANGUAGES}
    lists = {name: tuple(raw[name]) for name in ("areas", "core", "usual")}
    return Kind(key=key, weight=raw["weight"], bios=bios, **lists)


def _tech(raw: dict[str, dict[str, str]]) -> Tech:
    return Tech(
        role={language: raw[language]["role"] for language in LANGUAGES},
        notes={language: _lines(raw[language]["notes"]) for language in LANGUAGES},
        talk={language: _lines(raw[language].get("talk", "")) for language in LANGUAGES},
    )
