"""Commits what many ask for at the same time together, as databases do with their logs.

A transaction costs nearly the same for one change as for sixteen, and changes that travel together don't
collide with one another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import Context
from typing import Final, Generic, NamedTuple, TypeVar

from sidepro.problems import Problem

Change = TypeVar("Change")
Result = TypeVar("Result")

LARGEST_GROUP: Final = 100


class Refused(Exception):
    """Some changes of a group cannot be made: their problems by position. Nothing of it was committed."""

    def __init__(self, problems: Mapping[int, Problem]) -> None:
        if not problems:
            raise ValueError("Nothing was refused.")
        super().__init__(problems)
        self.problems = problems


class Waiting(NamedTuple, Generic[Change, Result]):
    """A change that somebody waits for."""

    change: Change
    future: asyncio.Future[Result]


class GroupCommit(Generic[Change, Result]):
    """Lets one group be on its way, and gathers the next one meanwhile.

    `commit` takes the changes of a group in the order in which they were asked for, makes all of them or
    none, and gives a result for each. When it raises `Refused`, the others are tried again without those.
    What else it raises befalls all of them.
    """

    def __init__(self, commit: Callable[[Sequence[Change]], Awaitable[Sequence[Result]]]) -> None:
        self._commit = commit
        self._waiting: list[Waiting[Change, Result]] = []
        self._worker: asyncio.Task[None] | None = None

    async def make(self, change: Change) -> Result:
        """Make a change in the next group; raises its problem."""
        waiting: Waiting[Change, Result] = Waiting(change, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._worker is None:
            # the first to ask lends no log context and no deadline to those who join
            self._worker = asyncio.create_task(self._work(), context=Context())
        return await waiting.future

    async def _work(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:LARGEST_GROUP], self._waiting[LARGEST_GROUP:]
                while group:
                    group = await self._attempt(group)
        finally:
            self._worker = None

    async def _attempt(self, group: list[Waiting[Change, Result]]) -> list[Waiting[Change, Result]]:
        """Commit a group; gives those that are to be tried again."""
        try:
            results = await self._commit([waiting.change for waiting in group])
        except Refused as refused:
            for position, problem in refused.problems.items():
                _fail(group[position], problem)
            return [waiting for position, waiting in enumerate(group) if position not in refused.problems]
        except Exception as error:
            for waiting in group:
                _fail(waiting, error)
            return []
        for waiting, result in zip(group, results, strict=True):
            if not waiting.future.done():
                waiting.future.set_result(result)
        return []


def _fail(waiting: Waiting[Change, Result], error: Exception) -> None:
    if not waiting.future.done():
        waiting.future.set_exception(error)
