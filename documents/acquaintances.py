"""Whom somebody might have a coffee chat with: two commands a request."""

from typing import Final

import msgspec

from documents.cards import PLAIN, Showing
from documents.profiles import Profile
from documents.recommendations import Asker, Askers
from documents.store import Document, Store
from sidepro.wire.recommendations import UserReasons, UserRecommendation, UserRecommendations
from sidepro.wire.regions import MeetingTime, Region

MOST_ROOMS: Final = 1000

_STACK, _REGION, _TIME = 0.75, 0.15, 0.1
"""How much each counts."""
_PERSON: Final = {"username": True, "profile": True}


class Acquaintances:
    """People who suit a user."""

    def __init__(self, store: Store, showing: Showing) -> None:
        self._users = store.database["users"].with_options(PLAIN)
        self._askers = Askers(store, _rooms(), "members")
        self._showing = showing

    async def people(self, user_id: str, limit: int) -> UserRecommendations:
        """Recommend people by stack, region and meeting time: never oneself, never who one has a room with.

        Neighbours come first; where there are too few, people who signed up lately.
        """
        asker = await self._askers.find(user_id)
        met = asker.had | {asker.id}
        near = [neighbour for neighbour in asker.neighbours if neighbour not in met]
        found = await self._users.aggregate(
            [
                {"$match": {"_id": {"$in": near}}},
                {"$project": _PERSON},
                {
                    "$unionWith": {
                        "coll": "users",
                        "pipeline": [
                            {"$match": {"_id": {"$nin": [*near, *met]}}},
                            {"$sort": {"_id": -1}},
                            {"$limit": limit},
                            {"$project": _PERSON},
                        ],
                    }
                },
            ]
        )
        items = [self._recommended(each, asker) for each in await found.to_list()]
        items.sort(key=lambda item: item.score, reverse=True)
        return UserRecommendations(items=items[:limit], computed_at=asker.computed_at)

    def _recommended(self, document: Document, asker: Asker) -> UserRecommendation:
        profile = msgspec.convert(document["profile"], Profile)
        shared = [skill for skill in profile.skills if skill in asker.profile.skills]
        region = _same_region(profile, asker.profile)
        time = _same_time(profile.meeting_time, asker.profile.meeting_time)
        similarity = asker.neighbours.get(document["_id"], 0.0) if shared else 0.0
        connected = bool(shared or region or time)
        return UserRecommendation(
            user=self._showing.author(document["_id"], document["username"], profile.picture),
            skills=list(profile.skills),
            region=profile.region,
            meeting_time=profile.meeting_time,
            score=round(_STACK * similarity + _REGION * bool(region) + _TIME * bool(time), 4),
            reasons=UserReasons(
                shared_skills=shared,
                region=region,
                meeting_time=time,
                fallback=None if connected else "new",
            ),
        )


def _same_region(one: Profile, other: Profile) -> Region | None:
    return one.region if one.region == other.region else None


def _same_time(one: MeetingTime | None, other: MeetingTime | None) -> MeetingTime | None:
    """Tell when both like to meet; whoever likes any time likes the other's."""
    if one is None or other is None:
        return None
    if MeetingTime.ANY in {one, other}:
        return other if one is MeetingTime.ANY else one
    return one if one is other else None


def _rooms() -> Document:
    return {
        "from": "rooms",
        "localField": "_id",
        "foreignField": "readers",
        "pipeline": [
            {"$limit": MOST_ROOMS},
            {"$project": {"_id": False, "members": True}},
            {"$unwind": "$members"},
        ],
    }
