"""What touches more of an account than its own document: changing it, and removing it with all it has."""

from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from documents.profiles import mentions
from documents.project import Author
from documents.store import Session
from documents.user import User, changed_user, faults_of
from documents.users import taken_fault
from sidepro.problems import Conflict, Invalid
from sidepro.wire.faults import Fault
from sidepro.wire.users import UserChange

if TYPE_CHECKING:
    from documents import Documents


class Accounts:
    """Users together with what is counted, copied or held back because of them."""

    def __init__(self, documents: "Documents") -> None:
        self._documents = documents

    async def change(self, user_id: str, change: UserChange) -> User:
        """Change an account and its profile.

        Raises `Invalid` with every fault, `Conflict` when the username is taken.
        """
        await self._check(user_id, change)
        return await self._documents.store.transaction(lambda session: self._change(user_id, change, session))

    async def remove(self, user: User) -> list[str]:
        """Remove an account whose password was just found right; gives the ids of its sessions, all ended.

        What it made is invisible at once and erased afterwards, by `removals`. Its name is held back for 30
        days; its e-mail address is free. Raises `Unauthenticated` when the password was changed meanwhile.
        """
        return await self._documents.store.transaction(lambda session: self._remove(user, session))

    async def _check(self, user_id: str, change: UserChange) -> None:
        wrong = faults_of(change, self._documents.catalogue) + await self._image_faults(user_id, change)
        taken: tuple[Fault, ...] = ()
        if change.username is not UNSET:
            taken = await self._documents.users.taken(username=change.username, by_others_than=user_id)
        if wrong:
            raise Invalid(faults=wrong + taken)
        if taken:
            raise Conflict("conflict.taken", faults=taken)

    async def _image_faults(self, user_id: str, change: UserChange) -> tuple[Fault, ...]:
        """Tell whether the picture isn't one of the user's own; looks only when there is another one."""
        if change.profile is UNSET or not change.profile.picture:
            return ()
        user = await self._documents.users.find(user_id)
        return await self._documents.image_uses.faults(user.id, mentions(user.profile, change.profile))

    async def _change(self, user_id: str, change: UserChange, session: Session) -> User:
        documents = self._documents
        before = await documents.users.find(user_id, session)
        change = await self._with_key(before, change, session)
        after = changed_user(before, change, documents.catalogue)
        await self._exchange_picture(before, after, session)
        if after.username_key != before.username_key:
            await self._rename(before, after, session)
        if after.profile.skills != before.profile.skills:
            await documents.skill_changes.note(after.id, session)
        if after != before:
            await documents.skills.count_users(after.profile.skills, before.profile.skills, session)
            await documents.users.replace(before, after, session)
        if _author(after) != _author(before):
            await documents.projects.rename_author(after.id, _author(after), session)
        return after

    async def _with_key(self, before: User, change: UserChange, session: Session) -> UserChange:
        """Give a change with the key of its picture, whatever it was named by; raises `Invalid`."""
        if change.profile is UNSET or not (wanted := mentions(before.profile, change.profile)):
            return change
        keys = await self._documents.image_uses.keys(before.id, wanted, session)
        return replace(change, profile=replace(change.profile, picture=keys[wanted[0].text]))

    async def _exchange_picture(self, before: User, after: User, session: Session) -> None:
        old, new = before.profile.picture, after.profile.picture
        if old != new:
            uses = self._documents.image_uses
            await uses.exchange(after.id, (), [new] if new else [], session)
            await uses.release(before.id, [old] if old else [], session)

    async def _rename(self, before: User, after: User, session: Session) -> None:
        """Hold the old name back, and see that the new one is not held for somebody else."""
        names = self._documents.given_up_names
        if await names.holds(after.username_key, against=str(before.id), session=session):
            raise Conflict("conflict.taken", faults=(taken_fault("username"),))
        await names.release(after.username_key, session)
        await names.hold(before.username_key, before.id, session)

    async def _remove(self, user: User, session: Session) -> list[str]:
        documents = self._documents
        gone = await documents.users.drop(user, session)
        await documents.given_up_names.forget_user(gone.id, session)
        await documents.given_up_names.hold(gone.username_key, None, session)
        await documents.skills.count_users((), gone.profile.skills, session)
        await documents.skill_changes.note(gone.id, session)
        await documents.projects.hide_of_user(gone.id, session)
        await documents.removals.note("user", gone.id, session)
        return await documents.sessions.revoke_of(str(gone.id), transaction=session)


def _author(user: User) -> Author:
    return Author(username=user.username, picture=user.profile.picture)
