"""What people say beneath a project, and what its author answers."""

import re
from collections.abc import Iterator, Sequence
from random import Random

from sidepro.demo.chance import pick
from sidepro.demo.library import Language, Library
from sidepro.demo.relevance import Relevance, stems
from sidepro.demo.slots import fill
from sidepro.demo.stories import Story

_KOREAN_BELOW_ENGLISH = 0.3
_ANSWERED = " >> "
_SPEAKS_OF_IT = 0.3
_GENERAL = 0.4
_OPENED, _CLOSED = 0.22, 0.16
_WHERE = re.compile(r"^\[(\w+)\] ")
_SIGNS = {"table": ("| --- |",), "code": ("```",), "next": ("- [ ]",)}


class Talk:
    """Draws remarks that fit a story: about what it tells, or about any project."""

    def __init__(self, library: Library, stories: Sequence[Story]) -> None:
        self.library = library
        self._themes = {theme.key: theme for theme in library.themes}
        self._relevance = Relevance(story.content for story in stories)
        self._fitting: dict[tuple[int, Language], tuple[Sequence[str], Sequence[str]]] = {}
        wrong = (heading for phrases in library.phrases.values() for heading in phrases.heading["wrong"])
        self._signs = {**_SIGNS, "wrong": tuple(f"## {heading}\n" for heading in wrong)}

    def remarks(
        self, story: Story, title: str, tongues: Sequence[Language], chance: Random
    ) -> Iterator[tuple[str, str]]:
        """Give a remark for each of the speakers' tongues, none twice, with the author's answer or ""."""
        said: set[str] = set()
        for tongue in tongues:
            language = self._language(story, tongue, chance)
            special, general = self._lines(story, language)
            pools = (general, special) if chance.random() < _GENERAL else (special, general)
            unsaid = [line for pool in pools if (line := _unsaid(pool, said, chance))]
            if not unsaid:
                return
            line = unsaid[0]
            said.add(line)
            nouns = {"title": title, "place": chance.choice(self.library.places[language])}
            remark, _, answer = fill(_WHERE.sub("", line), nouns, chance).partition(_ANSWERED)
            yield self._dressed(remark, language, chance), answer

    def _dressed(self, remark: str, language: Language, chance: Random) -> str:
        """Put a greeting before a remark or a wish behind it, now and then."""
        chatter = self.library.talk[language]
        if chance.random() < _OPENED:
            return f"{chance.choice(chatter.openers)} {remark}"
        closes = chance.random() < _CLOSED and not remark.endswith("?")
        return f"{remark} {chance.choice(chatter.closers)}" if closes else remark

    def _language(self, story: Story, tongue: Language, chance: Random) -> Language:
        if tongue == "en" or story.language == "ko":
            return tongue
        return "ko" if chance.random() < _KOREAN_BELOW_ENGLISH else "en"

    def _lines(self, story: Story, language: Language) -> tuple[Sequence[str], Sequence[str]]:
        """Give the lines that speak of what a story tells, and the general ones that fit it."""
        if (story.index, language) not in self._fitting:
            general = [line for line in self.library.talk[language].lines if self._applies(line, story)]
            self._fitting[story.index, language] = (self._special(story, language), general)
        return self._fitting[story.index, language]

    def _special(self, story: Story, language: Language) -> Sequence[str]:
        theme = self._themes[story.theme].words
        lines = list(theme[language].talk)
        lines += [
            line
            for skill in story.skills
            if skill in self.library.techs
            for line in self.library.techs[skill].talk[language]
        ]
        if language != story.language:
            return []
        told = stems(f"{story.title} {story.summary} {story.content}")
        score = self._relevance.score
        return [line for line in lines if score(line.partition(_ANSWERED)[0], told) >= _SPEAKS_OF_IT]

    def _applies(self, line: str, story: Story) -> bool:
        match = _WHERE.match(line)
        if match is None:
            return True
        if match[1] == "repository":
            return story.published
        return any(sign in story.content for sign in self._signs[match[1]])


def _unsaid(lines: Sequence[str], said: set[str], chance: Random) -> str:
    """Choose a line that nobody has said yet; "" when all have been."""
    left = [line for line in lines if line not in said]
    return pick(chance, left) if left else ""
