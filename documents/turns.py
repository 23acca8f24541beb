"""Transactions that change the same documents, made together instead of against one another."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from documents.group_commit import GroupCommit, Refused
from documents.store import Session, Store
from sidepro.problems import Problem

Result = TypeVar("Result")
Act = Callable[[Session], Awaitable[Any]]


class Turns:
    """Lets one transaction be on its way, in which all acts that waited for it are done in turn.

    Two hundred who change the same count at the same time would otherwise make one another try again until
    their time is up.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._acts: GroupCommit[Act, Any] = GroupCommit(self._commit)

    async def transaction(self, act: Callable[[Session], Awaitable[Result]]) -> Result:
        """Do everything in `act` or nothing of it; it may run several times.

        A problem that it raises is its own, any other error befalls all that are done together with it.
        """
        result: Result = await self._acts.make(act)
        return result

    async def _commit(self, acts: Sequence[Act]) -> list[Any]:
        return await self._store.transaction(lambda session: _in_turn(acts, session))


async def _in_turn(acts: Sequence[Act], session: Session) -> list[Any]:
    results = []
    for position, act in enumerate(acts):
        try:
            results.append(await act(session))
        except Problem as problem:
            raise Refused({position: problem}) from None
    return results
