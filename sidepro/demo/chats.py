"""The rooms of the demo community: conversations written by hand, and many more about projects."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from random import Random
from typing import NamedTuple

from msgspec import Struct

from sidepro.demo.chance import pick, stream
from sidepro.demo.community import Community
from sidepro.demo.library import Conversation
from sidepro.demo.moments import identifier, to_millisecond
from sidepro.demo.people import User
from sidepro.demo.records import Meeting, Project
from sidepro.demo.slots import fill
from sidepro.demo.stories import STORIES

_ROOM, _MESSAGE = 0x05 << 32, 0x06 << 32
_PAUSES = {"m": 60, "h": 3_600, "d": 86_400}
_WAYS = " | "
_UNREAD, _CUT_SHORT, _LEFT = 0.35, 0.25, 0.05
_PAUSED, _LONG_PAUSE = 0.15, 7_200.0
_NEWEST = timedelta(days=40)
_MET = 0.12
"""How many of the projects that were commented on lead to a conversation."""
_TIME_TO_TALK = timedelta(hours=6)

Pair = tuple[User, User]


class Line(Struct, frozen=True):
    """One message: who of the two says it, when, and what."""

    id: str
    speaker: int
    said_at: datetime
    text: str


class Chat(Struct, frozen=True):
    """The room of two people; `unread` of the last lines are new to whoever did not say them."""

    id: str
    members: tuple[User, User]
    project_id: str
    lines: tuple[Line, ...]
    unread: int
    left: int | None
    """Who of the two has left it."""
    created_at: datetime


class Chats:
    """Writes every room, each from the seed and its place alone."""

    def __init__(self, community: Community) -> None:
        self._community = community
        self._users = community.audience.users
        self._themes = {theme.key: theme for theme in community.library.themes}
        self._cast = {user.username: user for user in self._users[: len(community.library.cast)]}

    def all(self, meetings: Sequence[Meeting]) -> Iterator[Chat]:
        """Give the rooms written by hand, and one for every two who met over a project."""
        known: set[frozenset[str]] = set()
        for number, conversation in enumerate(self._community.library.conversations):
            known.add(frozenset(conversation.members))
            yield self._scripted(number, conversation)
        first = len(self._community.library.conversations)
        for meeting in sorted(meetings, key=lambda each: each.project):
            pair = (self._users[meeting.visitor], self._users[meeting.author])
            names = frozenset(user.username for user in pair)
            if names not in known:
                known.add(names)
                yield self._drawn(first + meeting.project, meeting, pair)

    def _scripted(self, number: int, conversation: Conversation) -> Chat:
        """Give a conversation written by hand, which ends when it says."""
        chance = stream(self._community.seed, "conversation", number)
        spoken, pause = [], 0.0
        for line in conversation.said:
            if line.startswith("+"):
                pause += float(line[1:-1]) * _PAUSES[line[-1]]
            else:
                name, _, text = line.partition(": ")
                spoken.append(_Spoken(conversation.members.index(name), text, pause + _typing(text, chance)))
                pause = 0.0
        ends_at = self._community.until - timedelta(days=conversation.days)
        return self._chat(
            number,
            members=(self._cast[conversation.members[0]], self._cast[conversation.members[1]]),
            project_id=self._community.flagship_id(conversation.project),
            spoken=spoken,
            begun=ends_at - timedelta(seconds=sum(each.after for each in spoken)),
            unread=conversation.unread,
            left=conversation.members.index(conversation.left) if conversation.left else None,
        )

    def _drawn(self, number: int, meeting: Meeting, pair: Pair) -> Chat:
        """Have the visitor of a project talk with its author, some time before they were last seen."""
        chance = stream(self._community.seed, "chat", meeting.project)
        spoken = self._script(meeting, pair, chance)
        ends = min(self._community.until, *(user.seen_at for user in pair))
        room = (ends - meeting.met_at).total_seconds()
        hurry = min(1.0, room / sum(each.after for each in spoken))
        spoken = [each._replace(after=each.after * hurry) for each in spoken]
        spare = room - sum(each.after for each in spoken)
        late = min(spare, _NEWEST.total_seconds()) * chance.random() ** 2
        same = takewhile(lambda each: each.speaker == spoken[-1].speaker, reversed(spoken))
        return self._chat(
            number,
            members=pair,
            project_id=meeting.project_id,
            spoken=spoken,
            begun=meeting.met_at + timedelta(seconds=max(0.0, spare - late)),
            unread=len(list(same)) if chance.random() < _UNREAD else 0,
            left=int(chance.random() < 0.5) if chance.random() < _LEFT else None,
        )

    def _script(self, meeting: Meeting, pair: Pair, chance: Random) -> list["_Spoken"]:
        """Draw what they say: a conversation of any project, to its end or up to some line."""
        library = self._community.library
        story = self._community.stories[meeting.project % STORIES]
        nouns = {
            "title": meeting.title,
            "thing": self._themes[story.theme].words[story.language].thing,
            "place": pick(chance, library.places[story.language]),
        }
        lines = pick(chance, library.scripts[story.language]).splitlines()
        if chance.random() < _CUT_SHORT:
            lines = lines[: chance.randint(1, len(lines))]
        spoken = []
        for line in lines:
            text = fill(pick(chance, line[2:].split(_WAYS)), nouns, chance)
            pause = chance.expovariate(1 / _LONG_PAUSE) if chance.random() < _PAUSED else 0.0
            spoken.append(_Spoken(int(line[0] == "A"), text, pause + _typing(text, chance)))
        return spoken

    def _chat(
        self,
        number: int,
        *,
        members: Pair,
        project_id: str,
        spoken: Sequence["_Spoken"],
        begun: datetime,
        unread: int,
        left: int | None,
    ) -> Chat:
        seed = (self._community.seed & 0xFF) << 24
        lines, moment = [], begun
        for seq, each in enumerate(spoken, start=1):
            moment += timedelta(seconds=each.after)
            said_at = to_millisecond(moment)
            lines.append(
                Line(identifier(said_at, _MESSAGE | seed | number, seq), each.speaker, said_at, each.text)
            )
        begun = to_millisecond(begun)
        return Chat(
            id=identifier(begun, _ROOM | seed | number, 0),
            members=members,
            project_id=project_id,
            lines=tuple(lines),
            unread=unread,
            left=left,
            created_at=begun,
        )


class _Spoken(NamedTuple):
    """What one of two says, and how many seconds after what was said before."""

    speaker: int
    text: str
    after: float


def _typing(text: str, chance: Random) -> float:
    """Draw how many seconds it takes to read what was said and to write this."""
    return 6 + len(text) * chance.uniform(0.2, 0.9) + chance.expovariate(1 / 40)


def meeting_of(project: Project, users: Sequence[User], chance: Random) -> Meeting | None:
    """Tell who of those that commented on a project began to talk with its author, if anyone did."""
    if chance.random() >= _MET:
        return None
    for comment in project.comments:
        visitor = users[comment.author]
        seen_at = min(visitor.seen_at, project.author.seen_at)
        speaks_it = project.story.language in {"en", visitor.language}
        if visitor is not project.author and speaks_it and seen_at - comment.created_at > _TIME_TO_TALK:
            return Meeting(
                project=project.index,
                project_id=project.id,
                title=project.title,
                author=project.author.index,
                visitor=visitor.index,
                met_at=comment.created_at,
            )
    return None
