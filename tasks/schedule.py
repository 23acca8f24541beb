"""Every job of the house on one page."""

from typing import Final

from tasks import images, similarities
from tasks.job import Job

JOBS: Final[tuple[Job, ...]] = (*similarities.jobs, *images.jobs)
