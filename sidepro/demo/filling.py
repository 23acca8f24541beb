"""Fills the board with projects in several processes, each with a share of the stories."""

import asyncio
import multiprocessing
import sys
from collections.abc import Iterator
from datetime import datetime
from multiprocessing.connection import Connection, wait

from msgspec import Struct

from documents import STORE_AWAY
from documents.bookmarks import Bookmark
from documents.comment import Comment
from documents.project import Project as FiledProject
from documents.seeding import Seeding
from documents.store import Store, connect
from sidepro.demo.chance import stream
from sidepro.demo.chats import meeting_of
from sidepro.demo.community import Community, community
from sidepro.demo.filing import filed_bookmarks, filed_comments, filed_project, names
from sidepro.demo.gallery import Gallery
from sidepro.demo.records import Meeting, Project
from sidepro.demo.stories import STORIES, Story
from sidepro.demo.tally import Tally
from sidepro.services.markdown.rendering import render
from sidepro.wire.catalogue import Catalogue

PIECE = 300
"""How many projects are made, and kept in memory, at a time."""


class Plan(Struct, frozen=True):
    """What community is to be made, and where it goes."""

    seed: int
    scale: int
    until: datetime
    mongo_url: str
    mongo_database: str
    images_url: str
    gallery: Gallery = Gallery()


class FillingError(Exception):
    """A process that fills the board ended before its work did."""


def fill(plan: Plan, processes: int) -> Iterator[Tally]:
    """Make all projects, giving a tally of each piece.

    The processes are started afresh, because a fork of a process with threads may hang. Raises
    `FillingError` when one of them fails, as they do when MongoDB goes away.
    """
    context = multiprocessing.get_context("spawn")
    crew = {}
    try:
        for number in range(processes):
            here, there = context.Pipe(duplex=False)
            worker = context.Process(target=_work, args=(plan, range(number, STORIES, processes), there))
            worker.start()
            there.close()
            crew[here] = worker
        yield from _gather({*crew})
        for worker in crew.values():
            worker.join()
        if any(worker.exitcode for worker in crew.values()):
            raise FillingError("The demo data could not be made; MongoDB may have gone away.")
    finally:
        for worker in crew.values():
            worker.terminate()


def _gather(open_ends: set[Connection]) -> Iterator[Tally]:
    while open_ends:
        for end in wait(list(open_ends)):
            assert isinstance(end, Connection)  # noqa: S101 - the type of what was given to wait
            try:
                yield end.recv()
            except EOFError:
                open_ends.discard(end)


def _work(plan: Plan, share: range, progress: Connection) -> None:
    try:
        asyncio.run(_make_share(plan, share, progress))
    except STORE_AWAY:
        sys.exit(1)


async def _make_share(plan: Plan, share: range, progress: Connection) -> None:
    """Make all projects that tell the stories of a share, each of which is rendered here and once."""
    made = community(plan.seed, plan.scale, until=plan.until)
    client = connect(plan.mongo_url, app_name="sidepro-demo", socket_timeout_ms=600_000)
    maker = _Maker(made, Catalogue.load(), Seeding(Store(client, plan.mongo_database)), plan)
    try:
        stories = max(1, PIECE // plan.scale)
        for start in range(0, len(share), stories):
            progress.send(await maker.make(share[start : start + stories]))
    finally:
        await client.close()


class _Maker:
    """Makes projects and writes them, with what is beneath them."""

    def __init__(self, community: Community, catalogue: Catalogue, seeding: Seeding, plan: Plan) -> None:
        self._community, self._catalogue = community, catalogue
        self._seeding, self._images_url, self._gallery = seeding, plan.images_url, plan.gallery

    async def make(self, stories: range) -> Tally:
        """Make every project that tells one of these stories."""
        tally = Tally()
        projects: list[FiledProject] = []
        comments: list[Comment] = []
        bookmarks: list[Bookmark] = []
        for number in stories:
            story = self._community.stories[number]
            html, skills = render(story.content, self._images_url), names(story.skills, self._catalogue)
            for project in self._telling(story):
                tally.count(project, skills)
                tally.meetings += self._meetings(project)
                projects.append(filed_project(project, html, self._catalogue, self._gallery))
                comments.extend(filed_comments(project))
                bookmarks.extend(filed_bookmarks(project))
        await self._seeding.insert("projects", projects)
        await self._seeding.insert("comments", comments)
        await self._seeding.insert("bookmarks", bookmarks)
        return tally

    def _meetings(self, project: Project) -> list[Meeting]:
        chance = stream(self._community.seed, "meeting", project.index)
        meeting = meeting_of(project, self._community.audience.users, chance)
        return [meeting] if meeting else []

    def _telling(self, story: Story) -> Iterator[Project]:
        for index in range(story.index, self._community.project_count, STORIES):
            yield from self._community.projects(index, index + 1)
