"""Turns what the demo community consists of into documents as the board keeps them."""

from collections.abc import Iterable, Iterator

from documents.bookmarks import Bookmark
from documents.collection import object_id
from documents.comment import Comment
from documents.messages import Message
from documents.profiles import Profile
from documents.project import Author, Project, searchable
from documents.room import Room
from documents.user import User, day_of, email_key
from sidepro.demo import people, records
from sidepro.demo.chats import Chat
from sidepro.demo.gallery import Gallery
from sidepro.demo.tally import Tally
from sidepro.services.markdown.rendering import RENDERER_VERSION
from sidepro.wire import usernames
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.regions import MeetingTime, Region


def names(skills: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Give skills by the names that the catalogue shows; what it does not know is left out."""
    return tuple(skill.name for name in skills if (skill := catalogue.resolve(name)))


def filed_user(
    user: people.User, catalogue: Catalogue, gallery: Gallery, password_hash: str, tally: Tally
) -> User:
    """Make the document of a user; their counts are known once all projects are made."""
    return User(
        id=object_id(user.id),
        email=email_key(user.email),
        email_as_typed=user.email,
        username=user.username,
        username_key=usernames.key(user.username),
        password_hash=password_hash,
        locale=user.language,
        profile=Profile(
            bio=user.bio,
            picture=gallery.face(user.index),
            github_url=user.github_url,
            skills=names(user.skills, catalogue),
            region=Region(user.region),
            meeting_time=MeetingTime(user.meeting_time),
        ),
        project_count=tally.authors[user.id],
        bookmark_count=tally.markers[user.id],
        created_at=user.created_at,
        seen_at=day_of(user.seen_at),
    )


def filed_project(project: records.Project, html: str, catalogue: Catalogue, gallery: Gallery) -> Project:
    """Make the document of a project, with its counts and the tokens by which it is found."""
    document = Project(
        id=object_id(project.id),
        author_id=object_id(project.author.id),
        author=Author(username=project.author.username, picture=gallery.face(project.author.index)),
        title=project.title,
        summary=project.story.summary,
        content=project.story.content,
        content_html=html,
        renderer_version=RENDERER_VERSION,
        skills=names(project.story.skills, catalogue),
        thumbnail=gallery.thumbnail(project.story.domain, project.id),
        repository_url=project.repository_url,
        view_count=project.view_count,
        view_rank=project.view_count,
        bookmark_count=len(project.bookmarks),
        bookmark_rank=len(project.bookmarks),
        comment_count=len(project.comments),
        version=1 if project.updated_at == project.created_at else 2,
        created_at=project.created_at,
        updated_at=project.updated_at,
    )
    return searchable(document, catalogue)


def filed_comments(project: records.Project) -> Iterator[Comment]:
    """Make the documents of the comments beneath a project."""
    return (
        Comment(
            id=object_id(comment.id),
            project_id=object_id(comment.project_id),
            author_id=object_id(comment.author_id),
            text=comment.text,
            created_at=comment.created_at,
            updated_at=comment.created_at,
        )
        for comment in project.comments
    )


def filed_bookmarks(project: records.Project) -> Iterator[Bookmark]:
    """Make the documents of the marks on a project."""
    return (
        Bookmark(
            id=object_id(mark.id),
            user_id=object_id(mark.user_id),
            project_id=object_id(mark.project_id),
            created_at=mark.created_at,
        )
        for mark in project.bookmarks
    )


def filed_room(chat: Chat) -> Room:
    """Make the document of a room: the last speaker has read all of it, the other one what is not unread."""
    first, second = (object_id(user.id) for user in chat.members)
    last = chat.lines[-1]
    read = [len(chat.lines)] * 2
    read[1 - last.speaker] -= chat.unread
    stays = [user for place, user in enumerate(chat.members) if place != chat.left]
    return Room(
        id=object_id(chat.id),
        members=(min(first, second), max(first, second)),
        readers=tuple(sorted(object_id(user.id) for user in stays)),
        project_id=object_id(chat.project_id),
        read={user.id: seq for user, seq in zip(chat.members, read, strict=True)},
        last_seq=len(chat.lines),
        created_at=chat.created_at,
        active_at=last.said_at,
    )


def filed_messages(chat: Chat) -> Iterator[Message]:
    """Make the documents of what is said in a room."""
    counts = [0, 0]
    for seq, line in enumerate(chat.lines, start=1):
        counts[line.speaker] += 1
        yield Message(
            id=object_id(line.id),
            room_id=object_id(chat.id),
            seq=seq,
            sender_id=object_id(chat.members[line.speaker].id),
            sender_seq=counts[line.speaker],
            client_id=f"demo-{seq}",
            text=line.text,
            sent_at=line.said_at,
        )
