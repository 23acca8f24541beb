"""Conversations are worth reading, possible, and the same every time."""

from collections import Counter

import msgspec
import pytest

from sidepro.demo.chance import stream
from sidepro.demo.chats import Chat, Chats, meeting_of
from sidepro.demo.community import Community
from sidepro.demo.records import Meeting, Project
from sidepro.wire.rooms import MessageText
from tests.demo.conftest import UNTIL


@pytest.fixture(scope="module")
def meetings(people_and_projects: Community, projects: list[Project]) -> list[Meeting]:
    """Give everybody who met over a project."""
    users = people_and_projects.audience.users
    met = (meeting_of(each, users, stream(1, "meeting", each.index)) for each in projects)
    return [meeting for meeting in met if meeting]


@pytest.fixture(scope="module")
def chats(people_and_projects: Community, meetings: list[Meeting]) -> list[Chat]:
    """Give all rooms."""
    return list(Chats(people_and_projects).all(meetings))


def test_the_same_seed_gives_the_same_rooms_in_any_order(
    people_and_projects: Community, meetings: list[Meeting], chats: list[Chat]
) -> None:
    again = list(Chats(people_and_projects).all(meetings[::-1]))

    assert msgspec.json.encode(again) == msgspec.json.encode(chats)


def test_two_people_have_one_room(chats: list[Chat]) -> None:
    pairs = Counter(frozenset(user.id for user in chat.members) for chat in chats)
    ids = [chat.id for chat in chats] + [line.id for chat in chats for line in chat.lines]

    assert set(pairs.values()) == {1}
    assert all(len(pair) == 2 for pair in pairs)
    assert len(set(ids)) == len(ids)


def test_nobody_speaks_before_they_met_or_after_they_were_seen(
    chats: list[Chat], projects: list[Project]
) -> None:
    begun = {project.id: project.created_at for project in projects}
    for chat in chats:
        moments = [line.said_at for line in chat.lines]
        assert moments == sorted(moments)
        assert begun[chat.project_id] <= chat.created_at <= moments[0]
        assert all(user.created_at <= chat.created_at for user in chat.members)
        assert moments[-1] <= UNTIL


def test_a_room_began_with_a_project_of_one_of_the_two(chats: list[Chat], projects: list[Project]) -> None:
    authors = {project.id: project.author.id for project in projects}

    assert all(authors[chat.project_id] in {user.id for user in chat.members} for chat in chats)


def test_what_is_unread_was_said_by_the_other(chats: list[Chat]) -> None:
    for chat in chats:
        assert chat.unread <= len(chat.lines)
        assert len({line.speaker for line in chat.lines[len(chat.lines) - chat.unread :]}) <= 1
    assert 0.15 < sum(chat.unread > 0 for chat in chats) / len(chats) < 0.6


def test_every_line_is_a_message(chats: list[Chat]) -> None:
    texts = [line.text for chat in chats for line in chat.lines]

    msgspec.convert(texts, list[MessageText])
    assert not any(sign in text for text in texts for sign in ("{", "}", " | "))
    assert len({len(chat.lines) for chat in chats}) > 6


def test_people_speak_both_languages_and_koreans_politely(chats: list[Chat]) -> None:
    texts = [line.text for chat in chats for line in chat.lines]
    korean = [text for text in texts if any("가" <= sign <= "힣" for sign in text)]
    polite = [text for text in korean if any(word in text for word in ("요", "니다", "니까"))]

    assert 0.1 < 1 - len(korean) / len(texts) < 0.6
    assert len(polite) > 0.9 * len(korean)


def test_the_printed_log_in_finds_people_to_talk_to(
    people_and_projects: Community, chats: list[Chat]
) -> None:
    demo = next(people_and_projects.users())
    own = [(chat, chat.members.index(demo)) for chat in chats if demo in chat.members]
    unread = [chat for chat, place in own if chat.unread and chat.lines[-1].speaker != place]
    waiting = [chat for chat, place in own if chat.unread and chat.lines[-1].speaker == place]

    assert len(own) >= 8
    assert len(unread) >= 3
    assert len(waiting) >= 1
    assert len([chat for chat, place in own if chat.left == 1 - place]) == 1
    assert {user.language for chat, _ in own for user in chat.members} == {"ko", "en"}
