"""Who resembles whom."""

from typing import Final

from tasks.job import Job, Told
from tasks.workshop import Workshop


async def refresh(workshop: Workshop) -> Told:
    """Bring similarities up to date."""
    await workshop.documents.store.ping()
    return {}


jobs: Final = (Job(name="similarities.refresh", run=refresh, seconds=300, every=60, alone=True),)
