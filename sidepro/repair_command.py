"""The command `python -m sidepro repair`: erases what belongs to nobody, and counts again what is counted."""

import argparse

from documents import Documents
from documents.leftovers import gone_owners
from documents.repair import KEPT, Repair
from sidepro.opening import open_documents
from sidepro.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--dry-run", action="store_true", help="only tell what is wrong")


async def repair(settings: Settings, *, dry_run: bool) -> None:
    """Put right what is wrong while the site goes on; prints each thing, and how many there were."""
    documents = open_documents(settings)
    try:
        wrong = await _erase_leftovers(documents, dry_run=dry_run)
        wrong += await _mend_counts(documents, dry_run=dry_run)
        wrong += await _mend_rooms(documents, dry_run=dry_run)
    finally:
        await documents.store.client.close()
    verdict = "Found wrong" if dry_run else "Mended"
    print(f"{verdict}: {wrong}." if wrong else "All is right.")


async def _erase_leftovers(documents: Documents, *, dry_run: bool) -> int:
    print("Looking for what hangs on users, projects and rooms that are gone …", flush=True)
    gone = await gone_owners(documents.store)
    for what, owner_id in gone:
        print(f"  {what} {owner_id} is gone, and not all that hangs on it", flush=True)
        if not dry_run:
            await documents.removals.carry_out(what, owner_id)
    return len(gone)


async def _mend_counts(documents: Documents, *, dry_run: bool) -> int:
    mend = Repair(documents.store, dry_run=dry_run).mend
    wrong = 0
    for kept in KEPT:
        print(f"Counting {kept.counted} for {kept.collection} …", flush=True)
        async for mended in mend(kept):
            wrong += 1
            print(
                f"  {kept.collection} {mended.id}: {kept.count} {mended.was} is {mended.is_now}", flush=True
            )
    return wrong


async def _mend_rooms(documents: Documents, *, dry_run: bool) -> int:
    print("Comparing rooms with their last messages …", flush=True)
    wrong = await documents.room_cache.rebuild(dry_run=dry_run)
    if wrong:
        print(f"  {wrong} rooms told of another last message", flush=True)
    return wrong
