"""How many projects a list of the board holds."""

from typing import Final

import msgspec

from documents.listings import Known, Plan, Wanted
from documents.search_frequencies import SearchFrequencies
from documents.skills import Skills
from documents.store import Store
from documents.totals import Totals
from documents.word_search import WordSearch, is_long

LARGEST_TOTAL: Final = 10_000
"""Up to which lists are counted."""

_SECONDS: Final = 4


class Total(msgspec.Struct, frozen=True):
    """A number of projects; a floor unless it is exact."""

    number: int
    exact: bool


class ProjectTotals:
    """Counts projects in at most one command, and for a few seconds in none."""

    def __init__(
        self, store: Store, skills: Skills, frequencies: SearchFrequencies, search: WordSearch
    ) -> None:
        self._projects = store.database["projects"]
        self._skills = skills
        self._frequencies = frequencies
        self._search = search
        self._totals: Totals[Total] = Totals()
        self._of_skills: Totals[dict[str, int]] = Totals()

    async def of(self, wanted: Wanted, plan: Plan) -> Total:
        """Count what is wanted: the whole board is estimated, and skills count their projects themselves."""
        if wanted.filters == Wanted().filters:
            return await self._totals.get(wanted.filters, self._all)
        if wanted.filters == Wanted(skills=wanted.skills[:1]).filters:
            return Total((await self.of_skills()).get(wanted.skills[0], 0), exact=True)
        return await self._totals.get(wanted.filters, lambda: self._counted(wanted, plan))

    async def known(self, wanted: Wanted) -> Known:
        """Tell what there is to know for choosing an index; skills are counted where there is a choice."""
        needed = wanted.needed_skills
        choosing = needed and not wanted.author_id and (wanted.words.tokens or len(needed) > 1)
        counts = await self.of_skills() if choosing else {}
        return Known(self._frequencies.total, self._frequencies.of, lambda name: counts.get(name, 0))

    async def of_skills(self) -> dict[str, int]:
        """Tell how many projects have each skill, by name."""
        return await self._of_skills.get("skills", self._skills.project_counts)

    def forget(self) -> None:
        """Forget every total, because projects changed."""
        self._totals.forget()
        self._of_skills.forget()

    async def _all(self) -> Total:
        number = await self._projects.estimated_document_count()
        return Total(number, exact=number <= LARGEST_TOTAL)

    async def _counted(self, wanted: Wanted, plan: Plan) -> Total:
        if wanted.words.tokens:
            number = await self._search.count(plan, LARGEST_TOTAL + 1)
            exact = wanted.words.exact and not is_long(plan)
        else:
            number = await self._projects.count_documents(
                plan.counted,
                limit=LARGEST_TOTAL + 1,
                hint=plan.listing.order.index,
                maxTimeMS=_SECONDS * 1000,
            )
            exact = True
        return Total(min(number, LARGEST_TOTAL), exact=exact and number <= LARGEST_TOTAL)
