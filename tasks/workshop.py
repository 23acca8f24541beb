"""What a job may reach, and the thread in which it runs."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from documents import Documents
from sidepro.opening import open_documents
from sidepro.services.object_store import ObjectStore
from sidepro.services.redis import RedisDoor
from sidepro.services.task_counts import TaskCounts
from sidepro.settings import Settings

T = TypeVar("T")

_STOP_SECONDS: Final = 3.0
_PATIENCE: Final = 60.0
"""How many seconds MongoDB may take for what nobody waits for, such as two thousand lists at once."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The collections and doors of one process of the worker."""

    settings: Settings
    documents: Documents
    redis: RedisDoor
    counts: TaskCounts
    objects: ObjectStore

    @classmethod
    def open(cls, settings: Settings) -> "Workshop":
        """Compose it; connects at the first use."""
        redis = RedisDoor(settings.redis_url)
        documents = open_documents(settings, patience=_PATIENCE)
        return cls(settings, documents, redis, TaskCounts(redis), ObjectStore(settings))

    async def close(self) -> None:
        """Disconnect."""
        self.objects.close()
        await self.redis.close()
        await self.documents.store.client.close()


class Hands:
    """Runs what is asynchronous for a process of the worker, which is not.

    One loop a process, in a thread of its own, so that connections stay well between two tasks and a task
    whose time is up can be cancelled in order. It begins at the first task, hence after the fork.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loop: asyncio.AbstractEventLoop | None = None

    def do(self, act: Callable[[Workshop], Coroutine[Any, Any, T]]) -> T:
        """Wait for what is done; what interrupts the wait, such as a time limit, cancels it."""
        loop = self._loop or self._begin()
        future = asyncio.run_coroutine_threadsafe(act(self._workshop), loop)
        try:
            return future.result()
        finally:
            future.cancel()

    def rest(self) -> None:
        """Disconnect and end the thread."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._workshop.close(), loop).result(_STOP_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join(_STOP_SECONDS)

    def _begin(self) -> asyncio.AbstractEventLoop:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="hands", daemon=True)
        self._thread.start()
        self._workshop = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self._loop

    async def _open(self) -> Workshop:
        return Workshop.open(self._settings)
