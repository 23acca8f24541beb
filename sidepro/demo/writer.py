"""Writes the Markdown story of a project out of parts, the way developers write on a board."""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from sidepro.demo.chance import some
from sidepro.demo.library import Language, Library, Take, Theme
from sidepro.demo.slots import fill

_PLANS = (
    "why how code wrong next people farewell",
    "how stack code next state",
    "why code stack wrong people",
    "how versions wrong next farewell",
    "state how stack people",
    "why how next people",
    "why how voices measure next people",
    "wrong how code next farewell",
    "stack how measure people farewell",
    "how code people farewell",
    "why how voices farewell",
    "how code state next",
    "why voices stack code wrong next people",
    "how wrong measure next people farewell",
    "why how stack next",
    "how stack wrong versions people",
    "why how code stack measure wrong next people farewell",
    "how voices people",
)
_RELEASES = ("0.1", "0.2", "0.3", "0.4", "0.5")


class Subject(Struct, frozen=True):
    """What a story is about: a take of a theme, built with some skills, told in a language."""

    theme: Theme
    language: Language
    take: Take
    skills: tuple[str, ...]


class Writer:
    """Writes stories from a library of texts."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def write(self, subject: Subject, chance: Random) -> str:
        """Write the story of a subject in Markdown, ended by a line break."""
        draft = _Draft(self.library, subject, chance)
        return "\n\n".join(block for block in draft.blocks() if block) + "\n"


class _Draft:
    """One story while it is being written."""

    def __init__(self, library: Library, subject: Subject, chance: Random) -> None:
        self.library, self.subject, self.chance = library, subject, chance
        self.words = subject.theme.words[subject.language]
        self.phrases = library.phrases[subject.language]
        self.told = [skill for skill in subject.skills if skill in library.techs]
        self.nouns = {
            "title": subject.take.title,
            "thing": self.words.thing,
            "who": self.words.who,
            "tech": chance.choice(self.told or subject.skills),
            "place": chance.choice(library.places[subject.language]),
        }
        self.todo = chance.sample(self.words.next, len(self.words.next))

    def blocks(self) -> Iterator[str]:
        yield self.fill(self.subject.take.opening)
        for name in self.chance.choice(_PLANS).split():
            yield from getattr(self, f"{name}_part")()

    def why_part(self) -> Iterator[str]:
        if self.chance.random() < 0.4:
            yield self.heading("why")
        yield self.prose(self.words.why, 2)

    def how_part(self) -> Iterator[str]:
        yield self.heading("how")
        shape, count = self.chance.random(), self.chance.choice((2, 3))
        if shape < 0.5:
            yield self.prose(self.words.how, count)
        elif shape < 0.8:
            yield self.listed("- ", self.words.how, count)
        else:
            yield "\n".join(
                f"{number}. {line}" for number, line in enumerate(self.picked(self.words.how, count), 1)
            )

    def code_part(self) -> Iterator[str]:
        fitting = [each for each in self.library.snippets if set(each.skills) <= set(self.subject.skills)]
        if fitting:
            yield self.heading("code")
            yield self.one(self.phrases.code_intro)
            snippet = self.chance.choice(fitting)
            yield f"```{snippet.fence}\n{self.code(snippet.body)}\n```"

    def stack_part(self) -> Iterator[str]:
        told = some(self.chance, self.told, self.chance.choice((2, 3, 4)))
        if not told:
            return
        yield self.heading("stack")
        notes = {name: self.one(self.library.techs[name].notes[self.subject.language]) for name in told}
        shape = self.chance.random()
        if shape < 0.35 and len(told) > 1:
            yield self.one(self.phrases.stack_intro)
            yield "\n".join(f"- **{name}**: {note}" for name, note in notes.items())
        elif shape < 0.65 and len(told) > 1:
            yield self.roles(told)
            yield notes[self.chance.choice(told)]
        else:
            yield self.one(self.phrases.stack_intro)
            yield from list(notes.values())[:2]

    def wrong_part(self) -> Iterator[str]:
        yield self.heading("wrong")
        if self.chance.random() < 0.5:
            yield self.one(self.phrases.wrong_intro)
        if self.chance.random() < 0.5:
            yield self.listed("- ", self.words.wrong, 2)
        else:
            yield self.prose(self.words.wrong, self.chance.choice((1, 2, 2)))

    def next_part(self) -> Iterator[str]:
        yield self.heading("next")
        left, done = self.todo[: self.chance.choice((3, 4))], self.chance.choice((0, 1, 1, 2))
        marks = "x" * done + " " * len(left)
        yield "\n".join(f"- [{mark}] {each}" for mark, each in zip(marks, left, strict=False))

    def versions_part(self) -> Iterator[str]:
        yield self.heading("versions")
        korean = self.subject.language == "ko"
        head = ("판", "달라진 것") if korean else ("version", "what changed")
        first = "혼자 쓰기 시작" if korean else "used by one person, me"
        changes = [first, *self.todo[-3:]]
        yield table([head, *zip(_RELEASES, changes, strict=False)])
        self.todo = self.todo[:-3]

    def state_part(self) -> Iterator[str]:
        if self.chance.random() < 0.5:
            yield self.heading("state")
        yield self.one(self.phrases.state)

    def measure_part(self) -> Iterator[str]:
        yield self.heading("state")
        head, *rows = self.phrases.measure
        filled = [[self.fill(cell) for cell in row] for row in some(self.chance, rows, 3)]
        yield table([head, *filled])

    def voices_part(self) -> Iterator[str]:
        yield self.heading("voices")
        voices = some(self.chance, self.phrases.voices, self.chance.choice((1, 2, 2)))
        speakers = self.chance.sample(self.phrases.voice_by, len(voices))
        for voice, speaker in zip(voices, speakers, strict=True):
            yield f"> {voice}\n>\n> — {self.fill(speaker)}"

    def people_part(self) -> Iterator[str]:
        yield self.heading("people")
        if self.chance.random() < 0.35:
            yield self.listed("- ", self.phrases.people_list, 3)
        else:
            yield self.prose(self.phrases.people, self.chance.choice((1, 2)))

    def farewell_part(self) -> Iterator[str]:
        yield self.one(self.phrases.farewell)

    def heading(self, name: str) -> str:
        return f"## {self.one(self.phrases.heading[name])}"

    def one(self, sentences: tuple[str, ...]) -> str:
        return capital(self.fill(self.chance.choice(sentences)))

    def picked(self, sentences: tuple[str, ...], count: int) -> list[str]:
        return [capital(self.fill(each)) for each in some(self.chance, sentences, count)]

    def prose(self, sentences: tuple[str, ...], count: int) -> str:
        return (" " if self.chance.random() < 0.6 else "\n\n").join(self.picked(sentences, count))

    def listed(self, mark: str, sentences: tuple[str, ...], count: int) -> str:
        return "\n".join(mark + line for line in self.picked(sentences, count))

    def fill(self, sentence: str) -> str:
        return fill(sentence, self.nouns, self.chance)

    def roles(self, told: list[str]) -> str:
        head = ("기술", "쓰는 곳") if self.subject.language == "ko" else ("what", "what for")
        techs = self.library.techs
        return table([head, *((name, self.fill(techs[name].role[self.subject.language])) for name in told)])

    def code(self, body: str) -> str:
        code = self.subject.theme.code
        names = {
            "Type": code.type, "type": code.type.lower(), "items": code.items, "ITEMS": code.items.upper(),
            "number": code.number, "Number": capital(code.number), "NUMBER": code.number.upper(),
            "act": code.act, "Act": capital(code.act), "act_": snake(code.act), "note": self.words.note,
        }  # fmt: skip
        for name, value in names.items():
            body = body.replace(f"«{name}»", value)
        return body.strip("\n")


def table(rows: list[tuple[str, ...] | list[str]]) -> str:
    """Lay rows out as a Markdown table, the first being its head."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])


def capital(name: str) -> str:
    """Begin with a capital letter."""
    return name[:1].upper() + name[1:]


def snake(name: str) -> str:
    """Write a camelCase name in snake_case."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
