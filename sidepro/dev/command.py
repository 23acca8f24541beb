"""`python -m sidepro dev`: the whole of SidePro on this machine, by one command."""

import argparse
import asyncio
import os
import sys
import time

from sidepro.dev.checks import check_mongod, check_ports
from sidepro.dev.console import Console, wants_colour
from sidepro.dev.directory import occupied
from sidepro.dev.elsewhere import check_elsewhere
from sidepro.dev.failures import CannotRunError, PartFailedError
from sidepro.dev.lifetime import run_until_stopped
from sidepro.dev.mongo import embedded_mongod
from sidepro.dev.secret_file import keep_secrets
from sidepro.dev.settings import DevSettings, given_settings, read_settings
from sidepro.dev.stack import Stack

SECRETS = "secrets.json"
DEMO_EMAIL = "demo@sidepro.example"
DEMO_PASSWORD = "coffee-and-owls"  # noqa: S105 - of everybody's own machine


def main(arguments: list[str]) -> int:
    """Run the development stack until it is stopped; gives the exit code."""
    argparse.ArgumentParser(
        prog="python -m sidepro dev",
        description="Runs the stores and the server on this machine until Ctrl-C. Set by SIDEPRO_* names.",
    ).parse_args(arguments)
    console = Console(sys.stdout, coloured=wants_colour(sys.stdout, os.environ))
    complaints = Console(sys.stderr, coloured=wants_colour(sys.stderr, os.environ))
    try:
        _run(read_settings(os.environ), console)
    except PartFailedError as error:
        complaints.complain("\n".join((str(error), *(f"    {line}" for line in error.tail))))
    except CannotRunError as error:
        complaints.complain(str(error))
    except OSError as error:
        complaints.complain(f"{error.filename or 'The stack'} can't be used: {error.strerror or error}.")
    except KeyboardInterrupt:  # before anything was started
        return 0
    else:
        return 0
    return 1


def _run(settings: DevSettings, console: Console) -> None:
    directory = settings.dev_var.absolute()
    with occupied(directory):
        secrets = keep_secrets(directory / SECRETS)
        stack = Stack(settings, secrets, given_settings(os.environ), directory)
        asyncio.run(_live(stack, console))


async def _live(stack: Stack, console: Console) -> None:
    started = time.monotonic()
    if not stack.settings.mongo_url:
        await check_mongod(stack.settings.dev_mongod or embedded_mongod())
    check_ports(stack.ports)
    await check_elsewhere(stack.settings)
    if not stack.settings.dev_demo:
        stack.demo_data.keep_what_is_there()

    def announce() -> None:
        _announce(stack, console, time.monotonic() - started)

    await run_until_stopped(stack.parts(), console, announce)
    console.say(f"All stopped. What was stored stays in {stack.directory}.")


def _announce(stack: Stack, console: Console, seconds: float) -> None:
    console.headline(f"SidePro is ready after {seconds:.1f} s: {stack.url}")
    if stack.demo_data.finished.exists():
        console.say(f"Log in as {DEMO_EMAIL} with the password {DEMO_PASSWORD}.")
    console.say(f"API: {stack.url}/api/docs   MongoDB: {stack.mongo_url}   Redis: {stack.redis_url}")
    console.say(
        f"Flower: {stack.flower_url}   user {stack.settings.flower_user}, password {stack.flower_password}"
    )
    console.say(f"Logs: {stack.directory / 'log'}   Ctrl-C stops everything.")
