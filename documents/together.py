"""Reads what many ask for at the same time together: a command costs little more for ten than for one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from documents.workers import Workers

Key = TypeVar("Key")
Found = TypeVar("Found")


class _Waiting(NamedTuple, Generic[Key, Found]):
    key: Key
    answer: asyncio.Future[Found | None]


class Together(Generic[Key, Found]):
    """Lets one command be on its way; who asks meanwhile goes with the next one, at most `most` in one.

    `read` is given each key once, and gives what it found by key. What it raises befalls all who asked
    together.
    """

    def __init__(self, read: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Found]]], most: int) -> None:
        self._read = read
        self._most = most
        self._waiting: list[_Waiting[Key, Found]] = []
        self._workers = Workers(self._work)

    async def find(self, key: Key) -> Found | None:
        """Find what is there at a moment after the call; None if there is nothing."""
        answer: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(key, answer))
        self._workers.call()
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                found = await self._read(list(dict.fromkeys(each.key for each in group)))
            except Exception as error:
                for each in group:
                    if not each.answer.done():
                        each.answer.set_exception(error)
            else:
                for each in group:
                    if not each.answer.done():
                        each.answer.set_result(found.get(each.key))
