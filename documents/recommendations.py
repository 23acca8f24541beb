"""What is recommended to whom: at most three commands a request."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Final

import msgspec
from bson import ObjectId

from documents.board import Board
from documents.cards import PLAIN, SHOWN
from documents.collection import object_id
from documents.profiles import Profile
from documents.ranking import Candidate, Ranked, Taste, ranked
from documents.shortlists import Shortlist, Shortlists, branch, candidate
from documents.similarities import COMMONEST, SimilarityStates, unpacked
from documents.store import Document, Store, now
from documents.together import Together
from sidepro.problems import Unauthenticated
from sidepro.wire.moments import written
from sidepro.wire.recommendations import (
    ProjectReasons,
    ProjectRecommendation,
    ProjectRecommendations,
)

MOST_NEIGHBOURS: Final = 30
"""The projects of how many neighbours are looked at."""
MOST_MARKS: Final = 5000
MOST_TOGETHER: Final = 16
"""How many who ask are read in one command."""

_MOMENT: Final = [{"$project": {"computed_at": True}}]

_OF_NEIGHBOURS, _LIKED, _NEW, _ANY = 2.0, 2.0, 0.5, 2.0
"""How many are looked at for each that is wanted: those of neighbours, liked and new ones with one's skills,
and liked ones."""
_EVERYTHING: Final = Shortlist(skill=None, newest=False)


class Asker(msgspec.Struct, frozen=True):
    """Whoever asks: their profile, neighbours with scores, and ids of what is theirs already."""

    id: ObjectId
    profile: Profile
    neighbours: Mapping[ObjectId, float]
    had: frozenset[ObjectId]
    computed_at: str | None


class Askers:
    """Reads whoever asks for recommendations, all who ask at the same time together.

    `had` looks up what they have already, in `field`.
    """

    def __init__(self, store: Store, had: Document, field: str) -> None:
        self._users = store.database["users"].with_options(PLAIN)
        self._had = had
        self._field = field
        self._together: Together[ObjectId, Asker] = Together(self._read, MOST_TOGETHER)

    async def find(self, user_id: str) -> Asker:
        """Find one of them; raises `Unauthenticated` when they are gone."""
        asker = await self._together.find(object_id(user_id))
        if asker is None:
            raise Unauthenticated
        return asker

    async def _read(self, user_ids: Sequence[ObjectId]) -> dict[ObjectId, Asker]:
        found = await self._users.aggregate(
            [
                {"$match": {"_id": {"$in": list(user_ids)}}},
                {"$project": {"profile": True}},
                {"$lookup": {**self._had, "as": "had"}},
                {
                    "$lookup": {
                        "from": "similarities",
                        "localField": "_id",
                        "foreignField": "_id",
                        "as": "similarity",
                    }
                },
                {"$lookup": {"from": "similarity_states", "pipeline": _MOMENT, "as": "state"}},
                {
                    "$set": {
                        "state": {"$first": "$state.computed_at"},
                        "similarity": {"$first": "$similarity"},
                    }
                },
            ],
            batchSize=10_000,
        )
        return {each["_id"]: _asker(each, self._field) for each in await found.to_list()}


class Recommendations:
    """Projects that suit a user."""

    def __init__(self, store: Store, board: Board, states: SimilarityStates) -> None:
        self._projects = store.database["projects"].with_options(PLAIN)
        self._askers = Askers(store, _marks(), "project_id")
        self._board = board
        self._states = states
        self._rarities: Mapping[str, int] = {}
        self._shortlists = Shortlists()

    async def learn(self) -> None:
        """Take over how rare skills are: the job."""
        state = await self._states.find()
        if state:
            self._rarities = dict(zip(state.skills, state.weights, strict=True))

    async def projects(self, user_id: str, limit: int) -> ProjectRecommendations:
        """Recommend projects: never one's own, never bookmarked ones, and to nobody none."""
        asker = await self._askers.find(user_id)
        found = await self._candidates(asker, limit)
        taste = Taste(frozenset(asker.profile.skills), asker.neighbours)
        moment = now().replace(tzinfo=None)
        chosen = ranked(taste, found, moment=moment, rarity=self._rarity, most=limit)
        cards = await self._board.cards(each.candidate.id for each in chosen)
        items = [
            ProjectRecommendation(
                project=cards[each.candidate.id],
                score=round(each.score, 4),
                reasons=_reasons(each, taste),
            )
            for each in chosen
            if each.candidate.id in cards
        ]
        return ProjectRecommendations(items=items, computed_at=asker.computed_at)

    async def _candidates(self, asker: Asker, limit: int) -> Collection[Candidate]:
        """Gather what may suit somebody, each project once, with at most one command."""
        skills = asker.profile.skills
        liked, new = ([Shortlist(skill, newest) for skill in skills] for newest in (False, True))
        near = await self._read(asker, [_EVERYTHING, *liked, *new], math.ceil(limit * _OF_NEIGHBOURS))
        best = self._shortlists.best
        lists = [
            near,
            _fitting(best([_EVERYTHING], newest=False), asker, limit * _ANY),
            _fitting(best(liked, newest=False), asker, limit * _LIKED),
            _fitting(best(new, newest=True), asker, limit * _NEW),
        ]
        return {each.id: each for each in chain.from_iterable(lists)}.values()

    async def _read(self, asker: Asker, wanted: Sequence[Shortlist], most: int) -> list[Candidate]:
        """Read the projects of neighbours, and with them the shortlists that are missing."""
        missing = self._shortlists.missing(wanted)
        branches = [each.stages for each in missing]
        if asker.neighbours:
            authors = {"author_id": {"$in": list(asker.neighbours)[:MOST_NEIGHBOURS]}}
            near: Document = {**SHOWN, **authors, "_id": {"$nin": list(asker.had)}}
            branches.append(branch(near, newest=True, most=most))
        if not branches:
            return []
        first, *others = branches
        union = [{"$unionWith": {"coll": "projects", "pipeline": other}} for other in others]
        found = await (await self._projects.aggregate([*first, *union], batchSize=10_000)).to_list()
        self._shortlists.keep(missing, [each for each in found if "list" in each])
        return [candidate(each) for each in found if "list" not in each]

    def _rarity(self, skill: str) -> float:
        """Tell how rare a skill is among people; one of which nothing is known, as rare as what all know."""
        return self._rarities.get(skill, COMMONEST)


def _marks() -> Document:
    return {
        "from": "bookmarks",
        "localField": "_id",
        "foreignField": "user_id",
        "pipeline": [
            {"$sort": {"_id": -1}},
            {"$limit": MOST_MARKS},
            {"$project": {"_id": False, "project_id": True}},
        ],
    }


def _asker(document: Document, field: str) -> Asker:
    similarity: Document = document.get("similarity") or {"neighbours": b"", "scores": b""}
    moment: datetime | None = document.get("state")
    return Asker(
        id=document["_id"],
        profile=msgspec.convert(document["profile"], Profile),
        neighbours=unpacked(similarity["neighbours"], similarity["scores"]),
        had=frozenset(each[field] for each in document["had"]),
        computed_at=written(moment) if moment else None,
    )


def _fitting(projects: Iterable[Candidate], asker: Asker, most: float) -> Iterator[Candidate]:
    """Leave out what is one's own and what one has."""
    others = (each for each in projects if each.author_id != asker.id and each.id not in asker.had)
    return islice(others, math.ceil(most))


def _reasons(each: Ranked, taste: Taste) -> ProjectReasons:
    """Say why a project is recommended, in what is true of it."""
    shared = [skill for skill in each.candidate.skills if skill in taste.skills]
    similarity = taste.neighbours.get(each.candidate.author_id)
    return ProjectReasons(
        shared_skills=shared,
        because_of=[each.candidate.author] if similarity is not None else [],
        similarity=round(similarity, 4) if similarity is not None else None,
        fallback=None if shared or similarity is not None else "popular",
    )
