"""The signed-in devices: each session is a family of refresh tokens, one good at a time."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec
from bson import ObjectId
from pymongo import IndexModel, ReturnDocument

from documents.collection import Collection, object_id, read, write
from documents.store import Document, Store, now
from documents.store import Session as Transaction
from documents.user import User
from documents.users import Users

UNUSED: Final = timedelta(days=30)
"""How long a session lives without being used."""
ALTOGETHER: Final = timedelta(days=180)
"""How long a session lives at most."""
OVERLAP: Final = timedelta(seconds=20)
"""How long two tabs that share one cookie may come with an older token."""
REMEMBERED: Final = timedelta(minutes=16)
"""How long a revoked session is kept: longer than its last access token is good for."""
MOST_DEVICES: Final = 10


class Session(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One signed-in device; `generation` is the number of its current refresh token."""

    id: ObjectId = msgspec.field(name="_id")
    user_id: ObjectId
    generation: int
    raised_at: datetime
    device: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Turn(StrEnum):
    """What becomes of a refresh token that somebody comes with."""

    RAISED = "raised"
    """It was the current one; the next one is given."""
    REPEATED = "repeated"
    """It was the one before and the current one is unused: the reply was lost, it is given again."""
    OVERLAPPING = "overlapping"
    """Another tab was faster; the cookie that both share is good already."""
    REUSED = "reused"
    """It was used up long ago: somebody has a copy, and the session has been revoked."""
    ENDED = "ended"
    """The session has ended or never was."""


class Sessions(Collection):
    """The signed-in devices of all users."""

    name = "sessions"
    indexes = (
        IndexModel([("expires_at", 1)], name="ended", expireAfterSeconds=0),
        IndexModel([("user_id", 1), ("used_at", -1)], name="by_user"),
        IndexModel([("revoked_at", 1)], name="revoked", sparse=True),
    )

    def __init__(self, store: Store, users: Users) -> None:
        super().__init__(store)
        self._users = users

    async def open(self, user: User, device: str) -> tuple[Session, list[str]]:
        """Sign a user in whose password was just found right.

        Gives the session, and the ids of those that ended because nobody has more than ten devices. Raises
        `Unauthenticated` when the password was changed meanwhile.
        """

        async def act(transaction: Transaction) -> Session:
            await self._users.signed_in(user, transaction)
            return await self._insert(user.id, device, transaction)

        session = await self._store.transaction(act)
        return session, await self._revoke_beyond(MOST_DEVICES, user.id)

    async def start_over(self, user: User, password_hash: str, device: str) -> tuple[Session, list[str]]:
        """Change a password: all sessions end and one begins; gives it, and the ids of those that ended.

        Raises `Unauthenticated` when the password was changed meanwhile.
        """

        async def act(transaction: Transaction) -> tuple[Session, list[str]]:
            await self._users.change_password(user, password_hash, transaction)
            ended = await self.revoke_of(str(user.id), transaction=transaction)
            return await self._insert(user.id, device, transaction), ended

        return await self._store.transaction(act)

    async def _insert(self, user_id: ObjectId, device: str, transaction: Transaction) -> Session:
        moment = now()
        session = Session(
            id=ObjectId(),
            user_id=user_id,
            generation=1,
            raised_at=moment,
            device=device,
            created_at=moment,
            used_at=moment,
            expires_at=moment + UNUSED,
        )
        await self._collection.insert_one(write(session), session=transaction)
        return session

    async def refresh(self, session_id: str, generation: int) -> tuple[Turn, Session | None]:
        """Take a genuine refresh token in and tell what becomes of it."""
        raised = await self._raise(session_id, generation)
        if raised:
            return Turn.RAISED, raised
        document = await self._collection.find_one({"_id": object_id(session_id), **_alive(now())})
        if document is None:
            return Turn.ENDED, None
        session = read(document, Session)
        turn = _turn(session, generation, now())
        if turn is Turn.REUSED:
            await self.revoke_one(session_id, str(session.user_id))
        return turn, session

    async def _raise(self, session_id: str, generation: int) -> Session | None:
        """Raise the generation if this is the current one, in one atomic update."""
        moment = now()
        latest = {"$add": ["$created_at", ALTOGETHER // timedelta(milliseconds=1)]}
        raised = {
            "generation": {"$add": ["$generation", 1]},
            "raised_at": moment,
            "used_at": moment,
            "expires_at": {"$min": [moment + UNUSED, latest]},
        }
        document = await self._collection.find_one_and_update(
            {"_id": object_id(session_id), "generation": generation, **_alive(moment)},
            [{"$set": raised}],
            return_document=ReturnDocument.AFTER,
        )
        return read(document, Session) if document else None

    async def of_user(self, user_id: str) -> list[Session]:
        """List the living sessions of a user, the last used first."""
        mine = {"user_id": object_id(user_id), **_alive(now())}
        found = await self._collection.find(mine).sort({"used_at": -1}).to_list(100)
        return [read(each, Session) for each in found]

    async def revoke_one(self, session_id: str, user_id: str) -> bool:
        """End a session of a user; tells whether there was one to end."""
        mine = {"_id": object_id(session_id), "user_id": object_id(user_id)}
        return bool(await self._revoke(mine))

    async def revoke_of(
        self, user_id: str, *, but: str | None = None, transaction: Transaction | None = None
    ) -> list[str]:
        """End all sessions of a user, but for one that may be named; gives the ids of those that ended."""
        mine: Document = {"user_id": object_id(user_id)}
        if but:
            mine["_id"] = {"$ne": object_id(but)}
        return await self._revoke(mine, transaction)

    async def revoke_all(self) -> int:
        """End every session of every user; gives how many there were."""
        result = await self._collection.update_many(_alive(now()), _revoked(now()))
        return result.modified_count

    async def revoked_since(self, moment: datetime) -> AsyncIterator[str]:
        """List the ids of the sessions revoked since a moment; none is kept for more than 16 minutes."""
        found = self._collection.find({"revoked_at": {"$gte": moment}}, {"_id": 1}, batch_size=10_000)
        async for each in found:
            yield str(each["_id"])

    async def _revoke_beyond(self, most: int, user_id: ObjectId) -> list[str]:
        """End the least recently used sessions beyond so many."""
        mine = {"user_id": user_id, **_alive(now())}
        found = await self._collection.find(mine, {"_id": 1}).sort({"used_at": -1}).skip(most).to_list()
        return await self._revoke({"_id": {"$in": [each["_id"] for each in found]}}) if found else []

    async def _revoke(self, which: Document, transaction: Transaction | None = None) -> list[str]:
        moment = now()
        found = self._collection.find({**which, **_alive(moment)}, {"_id": 1}, session=transaction)
        ids = [each["_id"] async for each in found]
        if ids:
            await self._collection.update_many({"_id": {"$in": ids}}, _revoked(moment), session=transaction)
        return [str(each) for each in ids]


def _turn(session: Session, generation: int, moment: datetime) -> Turn:
    """Judge a token that is not the current one of a living session."""
    behind = session.generation - generation
    if behind == 1:
        return Turn.REPEATED
    if behind == 2 and moment < session.raised_at + OVERLAP:
        return Turn.OVERLAPPING
    return Turn.REUSED if behind > 0 else Turn.ENDED


def _alive(moment: datetime) -> dict[str, Any]:
    return {"revoked_at": None, "expires_at": {"$gt": moment}}


def _revoked(moment: datetime) -> Document:
    return {"$set": {"revoked_at": moment, "expires_at": moment + REMEMBERED}}
