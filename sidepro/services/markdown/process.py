"""A child process that renders stories, seen from the server."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from typing import Final, Self, cast

from sidepro.services.markdown.frames import HEAD, Kind, content_of, frame

START_SECONDS: Final = 20.0
"""How long a child may take until it is ready, on a busy machine."""

PATIENCE: Final = 5.0
"""How many times its processor time a story may take by the clock, since others use the processor too."""

_ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL", "TZ")


class ProcessDied(Exception):
    """The child ended before it answered."""


class TookTooLong(Exception):
    """The story took more time than it may; the child has been ended."""


class RenderingFailed(Exception):
    """The child could not render the story and lives on; the message is the name of an error's type."""


class RenderingProcess:
    """One child, which renders one story at a time.

    It is started with the server's import path and without the server's environment, so that it holds no
    secret; in a session of its own, so that Ctrl-C reaches it only through the server.
    """

    def __init__(self, process: Process, seconds: float) -> None:
        self._process = process
        self._texts = cast("asyncio.StreamWriter", process.stdin)
        self._answers = cast("asyncio.StreamReader", process.stdout)
        self._seconds = seconds

    @classmethod
    async def start(cls, images_url: str, seconds: float) -> Self:
        """Start a child and wait until it is ready; raises `ProcessDied` when it doesn't become so.

        `seconds` is the processor time that one story may take.
        """
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "sidepro.services.markdown.worker", images_url, str(seconds)),
            stdin=PIPE,
            stdout=PIPE,
            env=_environment(),
            start_new_session=True,
        )
        child = cls(process, seconds)
        try:
            async with asyncio.timeout(START_SECONDS):
                await child._answer()
        except TimeoutError:
            await child.end()
            raise ProcessDied("It wasn't ready in time.") from None
        except BaseException:
            await child.end()
            raise
        return child

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    async def render(self, text: str) -> str:
        """Render a story.

        Raises `TookTooLong` or `ProcessDied`, after which this child is of no more use, or `RenderingFailed`.
        Cancelling ends the child.
        """
        try:
            async with asyncio.timeout(self._seconds * PATIENCE):
                self._texts.write(frame(Kind.TEXT, text))
                with contextlib.suppress(ConnectionError):  # the answer tells why a child died
                    await self._texts.drain()
                kind, content = await self._answer()
        except TimeoutError:
            await self.end()
            raise TookTooLong from None
        except BaseException:
            await self.end()
            raise
        if kind is Kind.FAILED:
            raise RenderingFailed(content)
        return content

    async def _answer(self) -> tuple[Kind, str]:
        try:
            kind, length = HEAD.unpack(await self._answers.readexactly(HEAD.size))
            return Kind(kind), content_of(await self._answers.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            if await self._process.wait() == -signal.SIGPROF:
                raise TookTooLong from error
            raise ProcessDied(f"It ended with {self._process.returncode}.") from error

    async def end(self) -> None:
        """End the child, whatever it is doing, and wait for its end."""
        if self._process.returncode is None:
            self._process.kill()
        self._texts.close()
        await self._process.wait()


def _environment() -> dict[str, str]:
    inherited = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    path = os.pathsep.join(entry or str(os.curdir) for entry in sys.path)
    return inherited | {"PYTHONPATH": path, "PYTHONUTF8": "1"}
