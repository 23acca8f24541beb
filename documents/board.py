"""The board: projects as people look for them."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from bson import ObjectId

from documents.cards import CARD, PLAIN, SHOWN, Showing
from documents.listings import Plan, Wanted, Words, plan
from documents.paging import Pager, Slice
from documents.project_totals import ProjectTotals, Total
from documents.store import Store
from documents.together import Together
from documents.users import Users
from documents.word_search import WordSearch
from sidepro.problems import Invalid, NotFound
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.pages import Page, PageQuery
from sidepro.wire.projects import BoardQuery, ProjectCard

MOST_TOGETHER: Final = 16
"""The cards of how many who ask are read in one command."""

Cards = dict[ObjectId, ProjectCard]

EMPTY: Final[Page[ProjectCard]] = Page(items=[], next=None, previous=None, total=0)
EVERYTHING: Final = Wanted()
NO_WORDS: Final = Words()


class Board:
    """Lists of projects; a page takes one command, and at most two more for an author and a total."""

    def __init__(
        self,
        store: Store,
        *,
        catalogue: Catalogue,
        users: Users,
        pager: Pager,
        showing: Showing,
        search: WordSearch,
        totals: ProjectTotals,
    ) -> None:
        self._projects = store.database["projects"].with_options(PLAIN)
        self._catalogue = catalogue
        self._users = users
        self._pager = pager
        self._showing = showing
        self._search = search
        self._totals = totals
        self._together: Together[tuple[ObjectId, ...], Cards] = Together(self._cards, MOST_TOGETHER)

    async def page(self, query: BoardQuery) -> Page[ProjectCard]:
        """Read a page of the projects that are wanted.

        Raises `Invalid` for an unknown skill, `BadCursor` for a cursor of another list.
        """
        wanted = self._wanted(query)
        if query.q.strip() and not wanted.words.tokens:
            return EMPTY
        if query.author is None:
            return await self._page(wanted, query)
        try:
            return await self.of_author(query.author, query, wanted)
        except NotFound:
            return EMPTY

    async def of_author(
        self, username: str, query: PageQuery, wanted: Wanted = EVERYTHING
    ) -> Page[ProjectCard]:
        """Read a page of what a user made and is wanted; raises `NotFound` for no such user."""
        author = await self._users.named(username)
        wanted = msgspec.structs.replace(wanted, author_id=author.id)
        everything = not wanted.skills and not wanted.words.tokens
        total = Total(author.project_count, exact=True) if everything else None
        return await self._page(wanted, query, total)

    async def cards(self, project_ids: Iterable[ObjectId]) -> Cards:
        """Read some projects by id, those of all who ask at the same time together; the gone are missing."""
        wanted = tuple(project_ids)
        return await self._together.find(wanted) or {} if wanted else {}

    async def _cards(self, wanted: Sequence[tuple[ObjectId, ...]]) -> dict[tuple[ObjectId, ...], Cards]:
        project_ids = list({project_id for each in wanted for project_id in each})
        found = self._projects.find({"_id": {"$in": project_ids}, **SHOWN}, CARD, limit=-len(project_ids))
        cards = {each["_id"]: self._showing.card(each) for each in await found.to_list()}
        return {each: {one: cards[one] for one in each if one in cards} for each in wanted}

    def _wanted(self, query: BoardQuery) -> Wanted:
        if query.match and not query.skill:
            raise Invalid.field("match", "needs_skill")
        skills = tuple(self._catalogue.resolve(name) for name in query.skill)
        if None in skills:
            raise Invalid.field("skill", "unknown_skill")
        return Wanted(
            sort=query.sort,
            skills=tuple(dict.fromkeys(skill.name for skill in skills if skill)),
            match=query.match or "any",
            words=Words.of(query.q) if query.q else NO_WORDS,
        )

    async def _page(self, wanted: Wanted, query: PageQuery, known: Total | None = None) -> Page[ProjectCard]:
        chosen = plan(wanted, await self._totals.known(wanted))
        page = await self._slice(chosen, wanted, query)
        if query.cursor is None and page.next is None:
            known = Total(len(page.items), exact=True)
        total = known or await self._totals.of(wanted, chosen)
        return Page(
            items=[self._showing.card(each) for each in page.items],
            next=page.next,
            previous=page.previous,
            total=total.number,
            total_is_exact=total.exact,
        )

    async def _slice(self, chosen: Plan, wanted: Wanted, query: PageQuery) -> Slice:
        if wanted.words.tokens:
            return await self._search.page(chosen, wanted.words, cursor=query.cursor, limit=query.limit)
        return await self._pager.page(self._projects, chosen.listing, cursor=query.cursor, limit=query.limit)
