"""The directory in which the stack keeps everything: usable, with room, and used by one stack at a time."""

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sidepro.dev.failures import CannotRunError

NEEDED_BYTES = 500_000_000
LOCK = "lock"
MEGABYTE = 1_000_000


@contextlib.contextmanager
def occupied(directory: Path, *, needed: int = NEEDED_BYTES) -> Iterator[None]:
    """Have the directory for oneself; it is made when it is missing.

    Raises CannotRunError when it can't be written, has less than `needed` bytes of room, or is in use.
    """
    try:
        lock = _open_lock(directory)
    except OSError as error:
        raise CannotRunError(f"{directory} can't be written: {error.strerror or error}.") from None
    with lock:
        _lock(lock, directory)
        room = shutil.disk_usage(directory).free
        if room < needed:
            raise CannotRunError(
                f"{directory} has {room // MEGABYTE} MB of room left, and {needed // MEGABYTE} MB are needed."
            )
        yield


def _open_lock(directory: Path) -> IO[str]:
    directory.mkdir(parents=True, exist_ok=True)
    probe = directory / "probe"
    probe.write_bytes(b"something, because an empty file is made even on a full disk")
    probe.unlink()
    return (directory / LOCK).open("a+", encoding="ascii")


def _lock(lock: IO[str], directory: Path) -> None:
    """Take the lock, which the kernel gives up for us however we end, and say in it who we are."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
            raise CannotRunError(f"{directory} can't be locked: {error.strerror}.") from None
        lock.seek(0)
        other = f"process {lock.read() or 'unknown'}"
        raise CannotRunError(
            f"SidePro already runs with {directory}: stop that one first ({other})."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
