"""Commands of many, sent to Redis together: a thousand sockets at once are a handful of round trips.

Who asks while a pipeline is on its way goes with the next one; who asks alone is served at once.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import Any, Final

from redis.asyncio.client import Pipeline

from sidepro.services.redis import RedisAway, RedisDoor

MOST_AT_ONCE: Final = 200
"""How many askers share a pipeline."""

Ask = Callable[[Pipeline], object]
"""Adds commands to a pipeline."""


class Pipelining:
    """Gathers the commands of a process, with one pipeline on its way at a time."""

    def __init__(self, redis: RedisDoor) -> None:
        self._redis = redis
        self._waiting: list[tuple[Ask, asyncio.Future[list[Any]]]] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, ask: Ask) -> list[Any]:
        """Have commands done, and get what each of them gave; raises `RedisAway`."""
        answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((ask, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._work(), context=Context())
        return await answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._send(batch)
        finally:
            self._task = None

    async def _send(self, batch: list[tuple[Ask, asyncio.Future[list[Any]]]]) -> None:
        pipe = self._redis.client.pipeline(transaction=False)
        ends = []
        for ask, _ in batch:
            ask(pipe)
            ends.append(len(pipe))
        try:
            results = await self._redis.attempt(lambda _: pipe.execute())
        except RedisAway:
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(RedisAway())
            return
        begins = [0, *ends[:-1]]
        for (_, answer), begin, end in zip(batch, begins, ends, strict=True):
            if not answer.done():
                answer.set_result(results[begin:end])
