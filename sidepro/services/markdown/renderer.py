"""The service that turns Markdown into HTML without ever holding up the server."""

import asyncio
import time
from typing import Final

import msgspec
import structlog

from sidepro.problems import Invalid, Unavailable
from sidepro.services.markdown.process import ProcessDied, RenderingFailed, RenderingProcess, TookTooLong
from sidepro.services.markdown.recent import Recent
from sidepro.services.markdown.rendering import MAX_CHARACTERS, RENDERER_VERSION

log = structlog.get_logger("sidepro.renderer")

KEPT_CHARACTERS: Final = 4_000_000
"""How much text and HTML of the last stories is kept, so that publishing what was previewed costs nothing."""


class Story(msgspec.Struct, frozen=True):
    """A rendered story, and the version of the renderer that made it."""

    html: str
    version: int


class StoryRenderer:
    """Renders stories in child processes.

    A child is started when it is first needed (or by `start`), ended when a story takes more than `seconds`
    of processor time, and replaced when it dies. `waiting` stories may wait for the `processes`; equal texts
    that are on their way are rendered once.
    """

    def __init__(
        self, images_url: str, *, processes: int = 1, waiting: int = 32, seconds: float = 2.0
    ) -> None:
        self._images_url = images_url
        self._seconds = seconds
        self._most_jobs = processes + waiting
        self._jobs: dict[str, asyncio.Task[str]] = {}
        self._recent = Recent(KEPT_CHARACTERS)
        self._children: set[RenderingProcess] = set()
        self._idle: asyncio.LifoQueue[RenderingProcess | None] = asyncio.LifoQueue()
        for _ in range(processes):
            self._idle.put_nowait(None)
        self._closed = False

    async def start(self) -> None:
        """Start the first child now, so that nobody waits for it; raises `Unavailable` when it can't."""
        await self.render("")

    async def render(self, text: str) -> Story:
        """Render a story of at most 50,000 characters; raises ValueError for more.

        Raises `Unavailable` when too many wait or no child can be started, and `Invalid` when the story takes
        too much time or cannot be rendered at all.
        """
        if len(text) > MAX_CHARACTERS:
            raise ValueError(f"A story has at most {MAX_CHARACTERS} characters.")
        html = self._recent.get(text)
        if html is None:
            html = await asyncio.shield(self._job(text))
        return Story(html, RENDERER_VERSION)

    def _job(self, text: str) -> asyncio.Task[str]:
        """Give the job that renders a text, begun now unless it is on its way."""
        job = self._jobs.get(text)
        if job is None:
            if self._closed or len(self._jobs) >= self._most_jobs:
                raise Unavailable(retry_after=1)
            job = asyncio.create_task(self._render(text))
            self._jobs[text] = job
            job.add_done_callback(lambda done: self._finish(text, done))
        return job

    def _finish(self, text: str, job: asyncio.Task[str]) -> None:
        """Forget a job; its error, which perhaps nobody waits for any more, counts as seen."""
        del self._jobs[text]
        if not job.cancelled() and job.exception() is None:
            self._recent.keep(text, job.result())

    async def _render(self, text: str) -> str:
        """Render in a child; a child that died, perhaps of something else, is replaced once."""
        try:
            try:
                return await self._render_once(text)
            except ProcessDied:
                return await self._render_once(text)
        except (ProcessDied, TookTooLong, RenderingFailed) as error:
            log.warning("story.refused", reason=type(error).__name__, error=str(error), characters=len(text))
            raise Invalid("invalid.story") from error

    async def _render_once(self, text: str) -> str:
        child = await self._idle.get()
        try:
            child = child or await self._started()
            return await child.render(text)
        except RenderingFailed:
            raise
        except BaseException:
            if child is not None:
                self._children.discard(child)
            child = None
            raise
        finally:
            self._idle.put_nowait(child)

    async def _started(self) -> RenderingProcess:
        began = time.monotonic()
        try:
            child = await RenderingProcess.start(self._images_url, self._seconds)
        except (ProcessDied, OSError) as error:
            log.warning("renderer.missing", error=str(error))
            raise Unavailable(retry_after=5) from error
        self._children.add(child)
        log.info("renderer.started", pid=child.pid, ms=round((time.monotonic() - began) * 1000))
        return child

    async def close(self) -> None:
        """Give up what is being rendered and end the children; nothing is rendered afterwards."""
        self._closed = True
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await asyncio.gather(*(child.end() for child in self._children))
        self._children.clear()
