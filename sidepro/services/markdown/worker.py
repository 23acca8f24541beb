"""The process that renders stories: reads texts, writes HTML, and ends with its input.

Started by `process` as `python -m sidepro.services.markdown.worker IMAGES_URL SECONDS`. It has no secrets, no
network to use and little memory. A story that takes more than SECONDS of processor time ends the process by
SIGPROF, even inside a regular expression and even when the server is gone.
"""

import os
import resource
import signal
import sys
from typing import BinaryIO, Final

from sidepro.services.markdown.frames import HEAD, Kind, content_of, frame
from sidepro.services.markdown.rendering import render

MEMORY: Final = 512 * 1024 * 1024
"""Bytes of address space; the worst story needs 90 MB. Linux only: macOS keeps no such limit."""

_WARM_UP: Final = "# a\n\n**b** `c` https://example.com\n\n|d|\n|-|\n|e|\n\n" + "".join(
    f"```{language}\nx = 1\n```\n"
    for language in ("python", "javascript", "typescript", "bash", "json", "java")
)


def main() -> None:
    """Serve until the input ends or the output is closed."""
    images_url, seconds = sys.argv[1], float(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    render(_WARM_UP, images_url)
    try:
        _say(answers, frame(Kind.READY))
        while (text := _next_text(sys.stdin.buffer)) is not None:
            _say(answers, _answer(text, images_url, seconds))
    except BrokenPipeError:
        os._exit(0)


def _next_text(texts: BinaryIO) -> str | None:
    head = texts.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    return content_of(texts.read(HEAD.unpack(head)[1]))


def _answer(text: str, images_url: str, seconds: float) -> bytes:
    """Render one text, whatever happens to it; the next one is to be served.

    An error is told by the name of its type, since its message could hold the text.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return frame(Kind.HTML, render(text, images_url))
    except Exception as error:
        return frame(Kind.FAILED, type(error).__name__)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _say(answers: BinaryIO, what: bytes) -> None:
    answers.write(what)
    answers.flush()


if __name__ == "__main__":
    main()
