"""The command line: `python -m sidepro COMMAND`."""

import argparse
import asyncio
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from handlers import OPERATIONS
from handlers.chat import tables
from handlers.openapi.document import snapshot
from sidepro import logs, repair_command, session_command, storage_command
from sidepro.opening import open_documents
from sidepro.server import ListenError, serve
from sidepro.settings import Settings, SettingsError
from sidepro.storage_command import StorageError

MOST_SHOWN = 12
PROTOCOL = Path(__file__).parent.parent / "docs" / "protocol.md"


def main(arguments: list[str]) -> int:
    """Run a command; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sidepro", description="SidePro.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("dev", help="run the stores and the server on this machine")
    commands.add_parser("demo", help="fill an empty board with a believable community")
    commands.add_parser("serve", help="serve the API")
    commands.add_parser("worker", help="do what was put off for later")
    commands.add_parser("beat", help="ask for the jobs that come again and again")
    commands.add_parser("flower", help="show what workers do, on a port of its own")
    commands.add_parser("storage", help="make the bucket of images, and who may do what in it")
    commands.add_parser("indexes", help="apply the indexes of all collections")
    session_command.add_arguments(commands.add_parser("sessions", help="log devices out"))
    repair_command.add_arguments(commands.add_parser("repair", help="put wrong counts right"))
    commands.add_parser("openapi", help="print the description of the API, as docs/openapi.json keeps it")
    commands.add_parser("protocol", help="renew the tables of frames in docs/protocol.md")
    if arguments[:1] in (["dev"], ["demo"]):
        return _develop(*arguments)
    given = parser.parse_args(arguments)
    if given.command == "openapi":
        print(snapshot(OPERATIONS))
        return 0
    if given.command == "protocol":
        print(_renew_protocol())
        return 0
    try:
        settings = Settings.read(os.environ)
        logs.configure(settings)
        return _run(given, settings)
    except (SettingsError, ListenError, StorageError) as error:
        print(error, file=sys.stderr)
        return 1


def _develop(command: str, *arguments: str) -> int:
    """Run a command that needs more than an image has."""
    if find_spec(f"sidepro.{command}") is None:
        print(f"`{command}` is not part of an image: run it from the repository.", file=sys.stderr)
        return 1
    if command == "demo":
        from sidepro.demo import load  # noqa: PLC0415 - draws pictures, for which a server has nothing

        return load.main([*arguments])
    from sidepro import dev  # noqa: PLC0415 - has the embedded stack

    return dev.main([*arguments])


def _run(given: argparse.Namespace, settings: Settings) -> int:
    """Run a command; what only some images have is imported when its command is asked for."""
    match given.command:
        case "serve":
            asyncio.run(serve(settings))
        case "worker":
            from tasks import worker  # noqa: PLC0415

            return worker.work(settings)
        case "beat":
            from tasks import beat  # noqa: PLC0415

            return beat.keep_time(settings)
        case "flower":
            from tasks import flower  # noqa: PLC0415

            return flower.show(settings)
        case "storage":
            storage_command.prepare(settings)
        case "indexes":
            asyncio.run(_apply_indexes(settings))
        case "sessions":
            asyncio.run(session_command.revoke_sessions(settings, given.user))
        case "repair":
            asyncio.run(repair_command.repair(settings, dry_run=given.dry_run))
    return 0


def _renew_protocol() -> str:
    page = PROTOCOL.read_text()
    changed = tables.renewed(page) != page
    PROTOCOL.write_text(tables.renewed(page))
    return f"{PROTOCOL.name} is {'renewed' if changed else 'current already'}."


async def _apply_indexes(settings: Settings) -> None:
    documents = open_documents(settings)
    try:
        changed = await documents.apply_indexes()
    finally:
        await documents.store.client.close()
    for name, indexes in changed.items():
        shown = ", ".join(indexes[:MOST_SHOWN])
        more = len(indexes) - MOST_SHOWN
        print(f"{name}: {shown}" + (f" and {more} more" if more > 0 else ""))
    print("All indexes are in place.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
