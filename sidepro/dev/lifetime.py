"""From the first part's start to the last one's end, with what signals and failures mean in between."""

import asyncio
import signal
from collections.abc import Callable, Sequence

from sidepro.dev.console import Console
from sidepro.dev.parts import Part
from sidepro.dev.supervisor import Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_until_stopped(parts: Sequence[Part], console: Console, announce: Callable[[], None]) -> None:
    """Start all parts, announce that they are ready, and stop them all at Ctrl-C, SIGTERM or SIGHUP.

    A second signal kills what hasn't stopped. Raises PartFailedError, after all have been stopped, when one
    didn't start or ended by itself.
    """
    supervisor = Supervisor(console)
    life = asyncio.create_task(_live(supervisor, parts, announce))
    _on_signals(life, supervisor)
    await asyncio.wait({life})
    await supervisor.stop()
    if not life.cancelled():
        life.result()


async def _live(supervisor: Supervisor, parts: Sequence[Part], announce: Callable[[], None]) -> None:
    await supervisor.start(parts)
    announce()
    await supervisor.watch()


def _on_signals(life: asyncio.Task[None], supervisor: Supervisor) -> None:
    signalled = False

    def stop() -> None:
        nonlocal signalled
        if signalled or life.done():
            supervisor.hurry()
        life.cancel()
        signalled = True

    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or in the background of a script
            asyncio.get_running_loop().add_signal_handler(number, stop)
