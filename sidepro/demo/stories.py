"""The stories of the community: the projects of scale 1, of which a larger community makes variations."""

from collections import Counter
from datetime import timedelta
from random import Random

from msgspec import Struct

from sidepro.demo.chance import Weighted, stream
from sidepro.demo.library import Flagship, Language, Library, Take, Theme
from sidepro.demo.people import HOUSE, People, User
from sidepro.demo.writer import Subject, Writer

STORIES = 900
"""How many different stories there are, which is how many projects a community of scale 1 has."""

_ENGLISH_BY_KOREANS = 0.16
_PUBLISHED = 0.72
_AT_HOME = timedelta(days=120)
_UNSAID = frozenset(
    {"Git", "GitHub", "GitLab", "Subversion", "Slack", "Notion", "Jira", "Vim", "Eclipse", "Photoshop"}
    | {"IntelliJ IDEA", "VS Code", "Visual Studio", "Xcode", "Android Studio"}
)
"""What people know but would not say that a project is made with."""


class Story(Struct, frozen=True):
    """A project as its author wrote it; `by` is their index, `published` is whether it has a repository."""

    index: int
    by: int
    kind: str
    theme: str
    domain: str
    language: Language
    title: str
    summary: str
    content: str
    skills: tuple[str, ...]
    slug: str
    published: bool = True
    flagship: Flagship | None = None


class Stories:
    """Writes every story once, each by somebody who could have built the thing."""

    def __init__(self, library: Library, people: People, seed: int) -> None:
        self.library, self.seed = library, seed
        self.themes = {theme.key: theme for theme in library.themes}
        self._house = [people.person(index) for index in range(HOUSE)]
        self._kinds = people.kinds
        self._writer = Writer(library)
        self._written: Counter[int] = Counter()

    def write(self) -> list[Story]:
        """Write all stories, the flagships first."""
        by_hand = [self._flagship(index, each) for index, each in enumerate(self.library.flagships)]
        deck = [
            (theme, language, take)
            for theme in self.library.themes
            for language, words in theme.words.items()
            for take in words.takes
        ]
        stream(self.seed, "deck", 0).shuffle(deck)
        dealt = enumerate(deck[: STORIES - len(by_hand)], len(by_hand))
        return [*by_hand, *(self._story(index, *card) for index, card in dealt)]

    def _story(self, index: int, theme: Theme, language: Language, take: Take) -> Story:
        chance = stream(self.seed, "story", index)
        author = self._author(chance, theme, language)
        self._written[author.index] += 1
        skills = self._skills(chance, author, theme)
        subject = Subject(theme=theme, language=language, take=take, skills=skills)
        return Story(
            index=index,
            by=author.index,
            kind=author.kind,
            theme=theme.key,
            domain=theme.domain,
            language=language,
            title=take.title,
            summary=take.summary,
            content=self._writer.write(subject, chance),
            skills=skills,
            slug=f"{theme.key}-{index}",
            published=chance.random() < _PUBLISHED,
        )

    def _author(self, chance: Random, theme: Theme, language: Language) -> User:
        weights = [self._inclination(user, theme, language) for user in self._house]
        return Weighted(self._house, weights).draw(chance)

    def _inclination(self, user: User, theme: Theme, language: Language) -> float:
        """Weigh how likely a person is to build this: able, fond of it, active, not busy with another."""
        if not set(self._kinds[user.kind].areas) & set(theme.areas) or user.index < len(self.library.cast):
            return 0.0
        tongue = {("ko", "ko"): 1.0, ("en", "en"): 1.0, ("ko", "en"): _ENGLISH_BY_KOREANS}
        fond = 2.0 if theme.domain in user.tastes else 1.0
        speaks = tongue.get((user.language, language), 0.0)
        settled = min(1.0, 0.05 + (user.seen_at - user.created_at) / _AT_HOME)
        return speaks * fond * settled * user.activity / (1 + self._written[user.index])

    def _skills(self, chance: Random, author: User, theme: Theme) -> tuple[str, ...]:
        """Choose 1 to 10 skills: what the author's kind is about, some of the rest, what the theme asks."""
        core = [skill for skill in self._kinds[author.kind].core if skill in author.skills]
        rest = [skill for skill in author.skills if skill not in core and skill not in _UNSAID]
        count = min(len(rest), chance.choice((0, 1, 1, 2, 2, 2, 3, 3, 4, 5)))
        told = [5.0 if skill in self.library.techs else 1.0 for skill in rest]
        more = Weighted(rest, told).draw_distinct(chance, count) if count else []
        extras = [skill for skill in theme.extras if chance.random() < 0.45]
        return tuple(dict.fromkeys([*core, *more, *extras]))[:10]

    def _flagship(self, index: int, flagship: Flagship) -> Story:
        by = next(user for user in self._house if user.username == flagship.author)
        theme = self.themes[flagship.theme]
        return Story(
            index=index,
            by=by.index,
            kind=by.kind,
            theme=theme.key,
            domain=theme.domain,
            language=flagship.language,
            title=flagship.title,
            summary=flagship.summary,
            content=flagship.content.strip() + "\n",
            skills=flagship.skills,
            slug=f"{theme.key}-{index}",
            flagship=flagship,
        )
