"""The accounts: who people are."""

from collections.abc import Iterable
from typing import Final

import msgspec
from bson import ObjectId
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from documents.collection import Collection, object_id, read, write
from documents.given_up_names import GivenUpNames
from documents.store import Document, Session, Store, now
from documents.user import User, day_of, difference, email_key
from sidepro.problems import Conflict, NotFound, Unauthenticated
from sidepro.wire import usernames
from sidepro.wire.faults import Fault, pointer
from sidepro.wire.users import Locale

_FIELDS: Final = {"email": "email", "username_key": "username"}
"""The field of a body that each unique field of the document comes from."""


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """As much of a user as stands beside what they made."""

    id: str
    username: str
    picture: str | None


class Users(Collection):
    """The accounts."""

    name = "users"
    indexes = (
        IndexModel([("email", 1)], name="email", unique=True),
        IndexModel([("username_key", 1)], name="username", unique=True),
        IndexModel([("profile.skills", 1)], name="skills"),
    )

    def __init__(self, store: Store, names: GivenUpNames) -> None:
        super().__init__(store)
        self._names = names

    async def find(self, user_id: str, session: Session | None = None) -> User:
        """Find an account by id; raises `NotFound`."""
        return self._found(await self._collection.find_one({"_id": object_id(user_id)}, session=session))

    async def named(self, username: str) -> User:
        """Find an account by username, without regard to case; raises `NotFound`."""
        return self._found(await self._collection.find_one({"username_key": usernames.key(username)}))

    async def with_email(self, email: str) -> User | None:
        """Find an account by e-mail address, if there is one."""
        document = await self._collection.find_one({"email": email_key(email)})
        return read(document, User) if document else None

    async def authors(self, user_ids: Iterable[str]) -> dict[str, Author]:
        """Find the authors of a page in one command, by id; those who are gone are missing."""
        wanted = {"_id": {"$in": [object_id(user_id) for user_id in set(user_ids)]}}
        found = self._collection.find(wanted, {"username": 1, "profile.picture": 1})
        return {
            str(each["_id"]): Author(
                id=str(each["_id"]), username=each["username"], picture=each["profile"]["picture"]
            )
            async for each in found
        }

    async def register(self, *, email: str, username: str, password_hash: str, locale: Locale) -> User:
        """Open an account; raises `Conflict` naming what somebody else took meanwhile."""
        moment = now()
        user = User(
            id=ObjectId(),
            email=email_key(email),
            email_as_typed=email,
            username=usernames.tidy(username),
            username_key=usernames.key(username),
            password_hash=password_hash,
            locale=locale,
            created_at=moment,
            seen_at=day_of(moment),
        )
        with _Taken():
            await self._store.transaction(lambda session: self._insert(user, session))
        return user

    async def _insert(self, user: User, session: Session) -> None:
        if await self._names.holds(user.username_key, session=session):
            raise Conflict("conflict.taken", faults=(taken_fault("username"),))
        await self._collection.insert_one(write(user), session=session)

    async def taken(
        self, *, email: str | None = None, username: str | None = None, by_others_than: str | None = None
    ) -> tuple[Fault, ...]:
        """Tell which of an e-mail address and a username belong to somebody else, or are held back."""
        wanted = {"email": email_key(email) if email else None}
        wanted["username_key"] = usernames.key(username) if username else None
        either = [{field: value} for field, value in wanted.items() if value is not None]
        found = await self._collection.find({"$or": either}).to_list() if either else []
        others = [each for each in found if str(each["_id"]) != by_others_than]
        fields = {
            _FIELDS[field] for field, value in wanted.items() for each in others if each[field] == value
        }
        if username and await self._names.holds(usernames.key(username), against=by_others_than):
            fields.add("username")
        return tuple(taken_fault(field) for field in sorted(fields))

    async def replace(self, before: User, after: User, session: Session) -> None:
        """Keep a user as they are after a change; raises `Conflict` if the name was taken meanwhile."""
        with _Taken():
            await self._collection.update_one(
                {"_id": before.id}, {"$set": difference(before, after)}, session=session
            )

    async def drop(self, user: User, session: Session) -> User:
        """Remove a user and give them as they were; raises `Unauthenticated` unless the password stayed."""
        same = {"_id": user.id, "password_hash": user.password_hash}
        document = await self._collection.find_one_and_delete(same, session=session)
        if document is None:
            raise Unauthenticated("unauthenticated.password")
        return read(document, User)

    async def signed_in(self, user: User, session: Session) -> None:
        """Note that a user signs in; raises `Unauthenticated` unless their password is still the same.

        The count makes it collide with a change of the password, so that no session outlives that.
        """
        noted = await self._collection.update_one(
            {"_id": user.id, "password_hash": user.password_hash},
            {"$inc": {"sign_in_count": 1}, "$set": {"seen_at": day_of(now())}},
            session=session,
        )
        if not noted.matched_count:
            raise Unauthenticated("unauthenticated.password")

    async def change_password(self, user: User, password_hash: str, session: Session | None = None) -> None:
        """Keep another hash; raises `Unauthenticated` unless the former one is still there."""
        changed = await self._collection.update_one(
            {"_id": user.id, "password_hash": user.password_hash},
            {"$set": {"password_hash": password_hash}},
            session=session,
        )
        if not changed.matched_count:
            raise Unauthenticated("unauthenticated.password")

    async def renew_hash(self, user: User, password_hash: str) -> User:
        """Keep a better hash of the same password; raises `Unauthenticated` if it was changed meanwhile."""
        await self.change_password(user, password_hash)
        return msgspec.structs.replace(user, password_hash=password_hash)

    async def seen(self, user_id: str) -> None:
        """Note the day on which a user was there; writes once a day."""
        today = day_of(now())
        earlier = {"_id": object_id(user_id), "seen_at": {"$lt": today}}
        await self._collection.update_one(earlier, {"$set": {"seen_at": today}})

    @staticmethod
    def _found(document: Document | None) -> User:
        if document is None:
            raise NotFound
        return read(document, User)


class _Taken:
    """Says a broken promise of uniqueness as the field that broke it."""

    def __enter__(self) -> None:
        """Begin what may collide."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, DuplicateKeyError):
            fields = (error.details or {}).get("keyPattern", {})
            raise Conflict(
                "conflict.taken", faults=tuple(taken_fault(_FIELDS[field]) for field in fields)
            ) from None


def taken_fault(field: str) -> Fault:
    """Blame a field of the body because somebody else has what it asks for."""
    return Fault(pointer(field), "taken")
