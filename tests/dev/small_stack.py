"""A stack of stand-ins in a process of its own: `small_stack.py DIRECTORY SERVER_OPTION...`."""

import asyncio
import os
import sys
from pathlib import Path

from sidepro.dev.console import Console
from sidepro.dev.failures import CannotRunError
from sidepro.dev.lifetime import run_until_stopped
from tests.dev.parts import part


def main(directory: Path, *options: str) -> None:
    (directory / "supervisor.pid").write_text(str(os.getpid()))
    parts = [part(directory, "mongo"), part(directory, "server", *options, grace=3600)]
    console = Console(sys.stdout, coloured=False)
    try:
        asyncio.run(run_until_stopped(parts, console, lambda: console.say("all ready")))
    except CannotRunError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
