"""The command `python -m sidepro demo`: fills an empty board with the demo community."""

import argparse
import asyncio
import os
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import NamedTuple

from documents import STORE_AWAY, Documents, Store
from documents.paging import Cursors, Pager
from documents.seeding import Seeding, forget_everything, is_unused, keep_images, put_indexes_off, settle
from documents.store import connect
from sidepro.demo.chats import Chats
from sidepro.demo.community import PASSWORD, community
from sidepro.demo.filing import filed_messages, filed_room, filed_user
from sidepro.demo.filling import FillingError, Plan, fill
from sidepro.demo.gallery import Gallery, hang
from sidepro.demo.progress import Progress
from sidepro.demo.stories import STORIES
from sidepro.demo.tally import Tally
from sidepro.services.object_store import ObjectStoreAway
from sidepro.services.passwords import Passwords
from sidepro.settings import Settings, SettingsError
from sidepro.wire.catalogue import Catalogue

FILLED = ("users", "projects", "comments", "bookmarks", "rooms", "messages")
PATIENCE_MS = 600_000
"""How long MongoDB may take to make the indexes of a large board."""

MOST_PROCESSES = 8


class DemoError(Exception):
    """The demo community cannot be made here; the message is one sentence."""


def main(arguments: list[str]) -> int:
    """Make the demo community; gives the exit code."""
    given = _parser().parse_args(arguments)
    try:
        settings = Settings.read(os.environ)
        check(settings)
        load(settings, given.seed, given.scale, given.until, force=given.force)
    except (SettingsError, DemoError, FillingError) as error:
        print(error, file=sys.stderr)
    except STORE_AWAY:
        print("MongoDB does not answer at SIDEPRO_MONGO_URL.", file=sys.stderr)
    else:
        return 0
    return 1


def check(settings: Settings) -> None:
    """Raise `DemoError` where others could log in: everybody knows the password of demo people."""
    if settings.environment != "development" or not settings.listens_on_loopback:
        raise DemoError(
            "Demo people have a password that everybody knows, so they are made only with"
            " SIDEPRO_ENVIRONMENT=development and SIDEPRO_ADDRESS on loopback."
        )


def load(settings: Settings, seed: int, scale: int, until: datetime, *, force: bool) -> None:
    """Make the demo community, telling how far it has come; `force` removes what is on the board first.

    Raises `DemoError` when the board is in use, and one of `STORE_AWAY` when MongoDB is away.
    """
    began, progress = time.monotonic(), Progress(STORIES * scale)
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    asyncio.run(_prepare(settings, force=force))
    progress.say("Drawing pictures")
    gallery = _drawn(settings, seed, processes)
    plan = Plan(seed, scale, until, settings.mongo_url, settings.mongo_database, settings.images_url, gallery)
    progress.say("Writing stories")
    tally = Tally()
    for piece in fill(plan, processes):
        tally += piece
        progress.show(tally.projects)
    progress.say("Adding people, their conversations and indexes")
    made = asyncio.run(_finish(settings, plan, tally))
    print(
        f"Made {made.users:,} users, {tally.projects:,} projects, {tally.comments:,} comments,"
        f" {tally.bookmarks:,} bookmarks, {made.rooms:,} rooms and {made.messages:,} messages in"
        f" {time.monotonic() - began:.1f} s."
    )
    print(f"Log in as demo@sidepro.example with the password {PASSWORD}.")


def _drawn(settings: Settings, seed: int, processes: int) -> Gallery:
    """Hang the pictures into the object store; the community does without them while there is none."""
    try:
        return hang(settings, seed, processes)
    except (SettingsError, ObjectStoreAway) as error:
        print(f"There are no pictures, because the object store can't be used: {error}")
        return Gallery()


async def _prepare(settings: Settings, *, force: bool) -> None:
    documents = _open(settings)
    try:
        if force:
            await forget_everything(documents)
        elif not await is_unused(documents.store):
            raise DemoError("The board is in use; with --force everything on it is removed first.")
        await put_indexes_off(documents, FILLED)
    finally:
        await documents.store.client.close()


class _Added(NamedTuple):
    """How many of each were added last."""

    users: int
    rooms: int
    messages: int


async def _finish(settings: Settings, plan: Plan, tally: Tally) -> _Added:
    """Add the users, whose counts are known only now, what they said, and all indexes."""
    documents = _open(settings)
    passwords = Passwords(settings.needed("pepper"), settings.password_cost)
    try:
        password_hash = await passwords.hash(PASSWORD)
        made = community(plan.seed, plan.scale, until=plan.until)
        users = [
            filed_user(user, documents.catalogue, plan.gallery, password_hash, tally) for user in made.users()
        ]
        seeding = Seeding(documents.store)
        await keep_images(documents, plan.gallery.uploads())
        await seeding.insert("users", users)
        chats = list(Chats(made).all(tally.meetings))
        messages = [message for chat in chats for message in filed_messages(chat)]
        await seeding.insert("rooms", [filed_room(chat) for chat in chats])
        await seeding.insert("messages", messages)
        await settle(
            documents, Counter(skill for user in users for skill in user.profile.skills), tally.skills
        )
    finally:
        passwords.close()
        await documents.store.client.close()
    return _Added(len(users), len(chats), len(messages))


def _open(settings: Settings) -> Documents:
    client = connect(settings.mongo_url, app_name="sidepro-demo", socket_timeout_ms=PATIENCE_MS)
    pager = Pager(Cursors([]))
    store = Store(client, settings.mongo_database)
    return Documents(store, Catalogue.load(), pager, images_url=settings.images_url)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sidepro demo", description=__doc__)
    parser.add_argument("--scale", type=_positive, default=1, help="so many times 300 users and 900 projects")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives another community")
    parser.add_argument(
        "--until",
        type=_day,
        default=_day(datetime.now(UTC).date().isoformat()),
        help="the day it ends, in UTC",
    )
    parser.add_argument("--force", action="store_true", help="remove everything on the board first")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
