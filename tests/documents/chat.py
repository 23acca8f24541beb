"""Coffee chats for tests below the API: processes on one store, and rooms in which to talk."""

import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bson import ObjectId
from pymongo import monitoring

from documents import Documents, Store
from documents.messages import Message
from documents.paging import Cursors, Pager
from documents.store import connect
from documents.user import User
from sidepro.wire.catalogue import Catalogue

CATALOGUE: Final = Catalogue.load()
LETTERS: Final = "가나다라마바사 abc 😀\n"


class Commands(monitoring.CommandListener):
    """Notes the names of the commands that are sent to MongoDB."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.sent.append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Do nothing: what was sent counts."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Do nothing: what was sent counts."""


@asynccontextmanager
async def process(url: str, database: str, *listeners: Commands) -> AsyncIterator[Documents]:
    """Open the collections as one server process does, with connections of its own."""
    store = Store(connect(url, event_listeners=listeners), database)
    documents = Documents(store, CATALOGUE, Pager(Cursors([b"k" * 32])), images_url="http://images/")
    try:
        yield documents
    finally:
        await documents.message_log.close()
        await store.client.close()


@dataclass(frozen=True)
class Pair:
    """Two users and their room, by id."""

    room: str
    first: str
    second: str

    @property
    def members(self) -> tuple[str, str]:
        return self.first, self.second


async def user(documents: Documents) -> User:
    """Register somebody, with a name that nobody else has."""
    name = f"u{secrets.token_hex(6)}"
    return await documents.users.register(
        email=f"{name}@sidepro.example", username=name, password_hash="none", locale="ko"
    )


async def pair(documents: Documents) -> Pair:
    """Register two users and open their room."""
    first, second = await user(documents), await user(documents)
    room = await documents.rooms.open(str(first.id), second.username)
    return Pair(str(room.id), str(first.id), str(second.id))


async def stored(documents: Documents, room: str) -> list[Message]:
    """Read all messages of a room."""
    found: list[Message] = []
    while True:
        last = found[-1].seq if found else 0
        stretch = await documents.messages.stretch(ObjectId(room), after_seq=last, before_seq=None, limit=200)
        found += stretch.items
        if stretch.complete:
            return found


def assert_whole(messages: list[Message]) -> None:
    """Assert what is true of every room: no hole, nothing twice, and each side counted right."""
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    assert len({message.key for message in messages}) == len(messages)
    counts: dict[ObjectId, int] = {}
    for message in messages:
        counts[message.sender_id] = counts.get(message.sender_id, 0) + 1
        assert message.sender_seq == counts[message.sender_id]


def some_text(chance: random.Random) -> str:
    """Make up something to say."""
    return "".join(chance.choices(LETTERS, k=chance.randrange(1, 60))) + "."
