"""Flower: shows people what workers do; a program of its own, behind a password."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Final

from sidepro.settings import Settings
from tasks.app import make_celery

OWN: Final = {f"unacked{part}_key": f"flower_unacked{part}" for part in ("", "_index", "_mutex")}
"""Where Flower keeps what it has taken: apart from what workers have, so that it needs no right to that."""


def show(settings: Settings) -> int:
    """Serve Flower until SIGTERM or SIGINT; raises `SettingsError` without a password."""
    password = settings.needed("flower_password")
    app = make_celery(settings)
    app.conf.broker_transport_options |= OWN
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.call_soon(_end_at_signals, loop)
    start: Callable[[list[str]], object] = app.start
    start(
        [
            *("--quiet", "flower", "--persistent=False", "--logging=warning"),
            *(f"--address={settings.flower_address}", f"--port={settings.flower_port}"),
            f"--basic-auth={settings.flower_user}:{password}",
        ]
    )
    return 0


def _end_at_signals(loop: asyncio.AbstractEventLoop) -> None:
    """End at once when asked to, instead of as Flower would, whose handlers stand when its loop begins.

    It waits for its threads, and with the broker gone they look for it without end. It keeps nothing that
    could be lost.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, os._exit, 0)
