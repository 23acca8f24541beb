"""The whole site with the demo community and its pictures: to be looked at and measured."""

import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from sidepro.dev.ports import free_port
from sidepro.dev.s3 import EmbeddedS3
from sidepro.dev.store_keys import lesser_keys
from sidepro.settings import Settings
from tasks.similarities import refresh
from tasks.workshop import Workshop
from tests.benchmarks.stack import Stack

DAY: Final = "2026-11-24"
"""The community as it is at the beginning of this day, in UTC: the same every time."""

_DATABASE: Final = "sidepro_demo"
_OWNER: Final = {"access_key": "benchmarks", "secret_key": "benchmarks-only"}


@contextlib.asynccontextmanager
async def demo_site() -> AsyncIterator[str]:
    """Fill stores with the demo community, find who resembles whom, and serve; gives the address."""
    with tempfile.TemporaryDirectory(prefix="sidepro-site-") as directory:
        home = Path(directory)
        s3 = EmbeddedS3(home / "s3", free_port(), **_OWNER)
        await s3.start()
        try:
            async with Stack(home) as stack:
                store = _store_settings(s3)
                await stack.command(_DATABASE, "storage", **store)
                await stack.command(_DATABASE, "indexes")
                await stack.command(_DATABASE, "demo", "--until", DAY, **store)
                await _find_neighbours(Settings.read(stack.settings(_DATABASE, free_port(), **store)))
                address = await stack.serve(_DATABASE, "server", **store)
                yield address.replace("127.0.0.1", "localhost")
        finally:
            await s3.stop()


def _store_settings(s3: EmbeddedS3) -> dict[str, str]:
    return {
        "SIDEPRO_S3_URL": s3.url,
        "SIDEPRO_S3_ACCESS_KEY": _OWNER["access_key"],
        "SIDEPRO_S3_SECRET_KEY": _OWNER["secret_key"],
        "SIDEPRO_IMAGES_URL": f"{s3.url}/sidepro/images/",
        **lesser_keys(_OWNER["secret_key"]),
    }


async def _find_neighbours(settings: Settings) -> None:
    workshop = Workshop.open(settings)
    try:
        await refresh(workshop)
    finally:
        await workshop.close()
