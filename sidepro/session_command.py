"""The command `python -m sidepro sessions revoke`: ends sessions when something has gone wrong."""

import argparse

import structlog

from sidepro.opening import open_documents
from sidepro.problems import NotFound
from sidepro.settings import Settings, SettingsError

log = structlog.get_logger("sidepro.sessions")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    revoke = actions.add_parser("revoke", help="log devices out; every process knows within five seconds")
    whose = revoke.add_mutually_exclusive_group(required=True)
    whose.add_argument("--user", metavar="USERNAME", help="all devices of one user")
    whose.add_argument("--all", action="store_true", help="all devices of all users")


async def revoke_sessions(settings: Settings, username: str | None) -> None:
    """End all sessions of a user, or of everyone; prints how many.

    Raises `SettingsError` when there is no such user.
    """
    documents = open_documents(settings)
    try:
        if username is None:
            count = await documents.sessions.revoke_all()
        else:
            user = await documents.users.named(username)
            count = len(await documents.sessions.revoke_of(str(user.id)))
    except NotFound:
        raise SettingsError(f"There is no user named {username}.") from None
    finally:
        await documents.store.client.close()
    log.info("sessions.revoked", count=count, of=username or "everyone")
    print(f"Sessions ended: {count}.")
