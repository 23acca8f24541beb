"""Runs the parts of a table: starts them in order, watches them, stops them in reverse."""

import asyncio
import functools
from collections.abc import Sequence

from sidepro.dev.console import Console
from sidepro.dev.failures import PartFailedError
from sidepro.dev.follow import Follower
from sidepro.dev.parts import Part
from sidepro.dev.processes import PartProcess


class Supervisor:
    """Has the processes of a stack. `start` and `watch` raise PartFailedError when one fails."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._processes: list[PartProcess] = []
        self._followers: dict[PartProcess, Follower] = {}
        self._watchers: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._hurrying: list[asyncio.Task[None]] = []

    async def start(self, parts: Sequence[Part]) -> None:
        """Start each part when the one before it is ready, while those that run are watched."""
        starting = asyncio.create_task(self._start_in_order(parts))
        try:
            await asyncio.wait({starting, self._failure}, return_when=asyncio.FIRST_COMPLETED)
            await (self._failure if self._failure.done() else starting)
        finally:
            starting.cancel()
            await asyncio.wait({starting})

    async def watch(self) -> None:
        """Wait until a part fails."""
        await asyncio.shield(self._failure)

    async def stop(self) -> None:
        """Stop all, the last started first; each has its grace, unless it is hurried."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        self._failure.cancel()
        for process in self._processes[::-1]:
            if process.running:
                async with self._console.step("stopping", "stopped", name=process.part.name):
                    await (process.kill() if self._hurrying else process.stop())
            await self._forget(process)
        await asyncio.gather(*self._hurrying)

    def hurry(self) -> None:
        """Kill what hasn't stopped yet."""
        self._hurrying += [asyncio.create_task(process.kill()) for process in self._processes]

    async def _start_in_order(self, parts: Sequence[Part]) -> None:
        for part in parts:
            if part.marker and part.marker.exists():
                continue
            if part.wanted and not await part.wanted():
                self._console.say("left out, it isn't needed", name=part.name)
                continue
            process = PartProcess(part)
            self._processes.append(process)
            doing, done = ("starting", "ready") if part.ready else ("working", "done")
            async with self._console.step(doing, done, name=part.name):
                await process.spawn()
                self._follow(process)
                await process.wait_until_ready()
            if part.ready:
                self._watchers.add(asyncio.create_task(self._watch(process)))
            else:
                await self._forget(process)
            if part.marker:
                part.marker.touch()

    def _follow(self, process: PartProcess) -> None:
        part = process.part
        if part.followed:
            self._followers[process] = Follower(
                part.log, functools.partial(self._console.say, name=part.name)
            )

    async def _forget(self, process: PartProcess) -> None:
        """End what is left of the process and of following it."""
        self._processes.remove(process)
        await process.kill()
        if follower := self._followers.pop(process, None):
            await follower.finish()

    async def _watch(self, process: PartProcess) -> None:
        code = await process.wait()
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        if not self._failure.done():
            self._failure.set_exception(
                PartFailedError(f"{process.part.name} {how} by itself.", process.tail())
            )
