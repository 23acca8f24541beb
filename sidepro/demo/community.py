"""The whole demo community: users, and projects with the comments and bookmarks beneath them.

Everything follows from the seed and the moment at which the year ends; nothing follows from the order in
which it is asked for, so that several processes can each make a part. Only the users are kept in memory
(about a kilobyte each); projects are made one by one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from msgspec import Struct

from sidepro.demo.audience import Audience
from sidepro.demo.chance import stream
from sidepro.demo.library import Flagship, Library
from sidepro.demo.moments import between, identifier, to_millisecond
from sidepro.demo.people import HOUSE, People, User
from sidepro.demo.records import Bookmark, Comment, Project
from sidepro.demo.stories import STORIES, Stories, Story
from sidepro.demo.talk import Talk

PASSWORD = "coffee-and-owls"  # noqa: S105 - printed for everybody to see; refused outside development
"""The password that all demo people share."""

LONGEST_TITLE = 60

_PLACES = {"project": 0x02, "comment": 0x03, "bookmark": 0x04}
_SETTLED = timedelta(days=45)
_MOST_REMARKS = 40


class _Opening(Struct, frozen=True):
    """A project on the day it is shown, with nothing beneath it yet."""

    index: int
    id: str
    story: Story
    author: User
    title: str
    created_at: datetime

    @property
    def flagship(self) -> Flagship | None:
        """The text written by hand, unless this only tells its story again."""
        return self.story.flagship if self.index < STORIES else None


class Community:
    """A community of a seed: 300 users and 900 projects for each step of scale, ending at a moment."""

    def __init__(self, library: Library, seed: int, scale: int, until: datetime) -> None:
        self.library, self.seed, self.until = library, seed, until
        self.user_count, self.project_count = HOUSE * scale, STORIES * scale
        people = People(library, seed, until)
        self.audience = Audience(people, self.user_count)
        self.stories: Sequence[Story] = Stories(library, people, seed).write()
        self._talk = Talk(library, self.stories)
        self._cast = {user.username: user for user in self.audience.users[: len(library.cast)]}

    def users(self) -> Iterator[User]:
        """Give all users, the one with the printed log-in first."""
        return iter(self.audience.users)

    def projects(self, start: int = 0, stop: int | None = None) -> Iterator[Project]:
        """Give the projects with these indexes, all of them unless asked otherwise."""
        for index in range(start, self.project_count if stop is None else stop):
            yield self._project(index)

    def flagship_id(self, title: str) -> str:
        """Give the id of a project written by hand; raises StopIteration for any other title."""
        index = next(story.index for story in self.stories if story.flagship and story.title == title)
        return self._opening(index, stream(self.seed, "project", index)).id

    def _project(self, index: int) -> Project:
        chance = stream(self.seed, "project", index)
        opening = self._opening(index, chance)
        bookmarks = self._bookmarks(opening, chance)
        comments = self._comments(opening, len(bookmarks), chance)
        edited = chance.random() < 0.3
        return Project(
            index=index,
            id=opening.id,
            story=opening.story,
            author=opening.author,
            title=opening.title,
            repository_url=_repository(opening.story, opening.author),
            view_count=_views(len(bookmarks), len(comments), chance),
            created_at=opening.created_at,
            updated_at=between(chance, opening.created_at, opening.author.seen_at)
            if edited
            else opening.created_at,
            comments=comments,
            bookmarks=bookmarks,
        )

    def _opening(self, index: int, chance: Random) -> _Opening:
        story = self.stories[index % STORIES]
        if index < STORIES:
            author, title = self.audience.users[story.by], story.title
        else:
            author, title = self.audience.somebody_of(story.kind, chance), self._another_title(story, chance)
        created_at = between(chance, author.created_at, author.seen_at)
        if index < STORIES and story.flagship is not None:
            created_at = to_millisecond(self.until - timedelta(days=story.flagship.days))
        project_id = identifier(created_at, self._place("project", index), 0)
        return _Opening(index, project_id, story, author, title, created_at)

    def _another_title(self, story: Story, chance: Random) -> str:
        """Vary the title of a story told again: with a place, or with a word such as Lite."""
        if chance.random() < 0.6:
            place = chance.choice(self.library.places[story.language])
            title = f"{place} {story.title}"
        else:
            title = chance.choice(self.library.more[story.language]).format(title=story.title)
        return title if len(title) <= LONGEST_TITLE else story.title

    def _bookmarks(self, opening: _Opening, chance: Random) -> tuple[Bookmark, ...]:
        age = min(1.0, 0.25 + (self.until - opening.created_at) / _SETTLED)
        wanted = round(self.audience.popularity(chance) * age)
        if opening.flagship is not None:
            wanted = opening.flagship.bookmarks
        place = self._place("bookmark", opening.index)
        return tuple(
            Bookmark(identifier(when, place, number), fan.id, opening.id, when)
            for number, (fan, when) in enumerate(self._fans(opening, wanted, chance))
        )

    def _comments(self, opening: _Opening, liked: int, chance: Random) -> tuple[Comment, ...]:
        wanted = int(liked * chance.uniform(0.05, 0.45) + chance.uniform(0.0, 2.4))
        said = self._scripted(opening)
        heard = {text for _, _, text in said}
        spoken = self._spoken(opening, min(_MOST_REMARKS, wanted), chance)
        said += [each for each in spoken if each[2] not in heard]
        said.sort(key=lambda each: each[0])
        place = self._place("comment", opening.index)
        return tuple(
            Comment(identifier(when, place, number), opening.id, user.index, user.id, text, when)
            for number, (when, user, text) in enumerate(said)
        )

    def _spoken(self, opening: _Opening, wanted: int, chance: Random) -> Iterator[tuple[datetime, User, str]]:
        """Give what visitors said, and what the author answered if they were seen again after that."""
        speakers = list(self._fans(opening, wanted, chance))
        tongues = [speaker.language for speaker, _ in speakers]
        remarks = self._talk.remarks(opening.story, opening.title, tongues, chance)
        for (speaker, when), (remark, answer) in zip(speakers, remarks, strict=False):
            yield when, speaker, remark
            answered_at = to_millisecond(when + timedelta(hours=chance.expovariate(1 / 5)))
            if answer and answered_at <= opening.author.seen_at:
                yield answered_at, opening.author, answer

    def _scripted(self, opening: _Opening) -> list[tuple[datetime, User, str]]:
        """Give the first comments of a flagship, spread over its first hours, in order."""
        if opening.flagship is None:
            return []
        spoken = [line.partition(": ") for line in opening.flagship.said]
        return [
            (opening.created_at + timedelta(minutes=35 + 50 * number), self._cast[name], text)
            for number, (name, _, text) in enumerate(spoken)
        ]

    def _fans(self, opening: _Opening, wanted: int, chance: Random) -> Iterator[tuple[User, datetime]]:
        """Draw people other than the author."""
        story = opening.story
        fans = self.audience.fans(story.skills, story.domain, opening.created_at, wanted, chance)
        return ((fan, when) for fan, when in fans if fan.index != opening.author.index)

    def _place(self, kind: str, index: int) -> int:
        """Give the 5 bytes that set the ids of one project's things apart from all others."""
        return _PLACES[kind] << 32 | (self.seed & 0xFF) << 24 | index


def _repository(story: Story, author: User) -> str | None:
    """Give the address of a repository that nobody has."""
    home = author.github_url or f"https://github.com/member-{author.index}-sidepro-demo"
    return f"{home}/{story.slug}" if story.published else None


def _views(bookmark_count: int, comment_count: int, chance: Random) -> int:
    """Draw the views of a project: several a bookmark, and a long tail of people who only looked."""
    lookers = min(4_000, int(14 * chance.paretovariate(1.15)))
    return int(bookmark_count * chance.uniform(3.0, 11.0)) + 2 * comment_count + lookers


def community(seed: int = 1, scale: int = 1, *, until: datetime) -> Community:
    """Make the demo community whose year ends at a moment with a time zone.

    The same seed, scale and moment give the same bytes. Raises ValueError for a scale below 1 or a moment
    without a time zone.
    """
    if scale < 1:
        raise ValueError("the scale is at least 1")
    if until.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    return Community(Library.load(), seed, scale, to_millisecond(until))
