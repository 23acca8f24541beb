"""Renders one picture in a process of its own, which can't take more time and memory than it is given.

Decoders are the riskiest code that strangers' bytes reach: whatever they do to this process, the worker only
learns that it ended. Run as `python -m tasks.picture_child PURPOSE SALT` with the file at its input.
"""

import asyncio
import resource
import sys
from contextlib import suppress
from typing import Final

import msgspec

from sidepro.wire.images import PURPOSES, Purpose
from sidepro.wire.uploads import LARGEST_UPLOAD, Refusal
from tasks.pictures import Refused, Rendered, rendered

PROCESSOR_SECONDS: Final = 20
WALL_SECONDS: Final = 60.0
MEMORY_BYTES: Final = 1_500_000_000


class Verdict(msgspec.Struct, frozen=True):
    """What became of a picture: the images, or why there are none."""

    done: Rendered | None = None
    reason: Refusal | None = None


async def render_apart(content: bytes, purpose: Purpose, salt: str) -> Rendered:
    """Render in a child; raises `Refused`, also when the child dies of the picture or takes too long."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tasks.picture_child", purpose, salt),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        answer, _ = await asyncio.wait_for(child.communicate(content), WALL_SECONDS)
    except TimeoutError:
        raise Refused("damaged") from None
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    try:
        verdict = msgspec.msgpack.decode(answer, type=Verdict)
    except msgspec.MsgspecError:
        raise Refused("damaged") from None
    if verdict.done is None:
        raise Refused(verdict.reason or "damaged")
    return verdict.done


def main(purpose: str, salt: str) -> None:
    """Read a picture, and write what became of it."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    (known,) = (each for each in PURPOSES if each == purpose)
    try:
        verdict = Verdict(done=rendered(sys.stdin.buffer.read(LARGEST_UPLOAD + 1), known, salt))
    except Refused as refused:
        verdict = Verdict(reason=refused.reason)
    sys.stdout.buffer.write(msgspec.msgpack.encode(verdict))


if __name__ == "__main__":
    main(*sys.argv[1:])
