"""Hashes passwords, slowly by intention and never in the loop.

A password is keyed with a pepper by HMAC-SHA256 before bcrypt sees it, in base64, because bcrypt reads 72
bytes and stops at a NUL. The stored text begins with the name of that scheme; bcrypt's own part says the
cost, so both can be changed and are renewed when somebody logs in.
"""

import asyncio
import base64
import hmac
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import bcrypt
import msgspec

from sidepro.problems import Unavailable

T = TypeVar("T")

SCHEME: Final = "hmac-sha256.bcrypt"
THREADS: Final = 2
MOST_WAITING: Final = 32
"""How many passwords wait at most: at cost 12 and two threads, some four seconds."""
_NICENESS: Final = 10
_DIGEST_LENGTH: Final = 31
"""How many characters of a bcrypt hash follow the salt."""


class Verdict(msgspec.Struct, frozen=True):
    """Whether a password is right, and whether its hash should be made anew."""

    right: bool
    outdated: bool


class Passwords:
    """Hashes and verifies passwords in a pool of two threads with a bounded queue."""

    def __init__(self, pepper: str, cost: int, *, most_waiting: int = MOST_WAITING) -> None:
        self._pepper = pepper.encode()
        self._cost = cost
        self._most = most_waiting + THREADS
        self._pending = 0
        self._pool = ThreadPoolExecutor(THREADS, "passwords", initializer=_step_back)
        self._nobodys = SCHEME + bcrypt.gensalt(cost).decode() + "." * _DIGEST_LENGTH

    async def hash(self, password: str) -> str:
        """Hash a new password; raises `Unavailable` when too many wait."""
        return await self._in_pool(lambda: self._hashed(password))

    async def verify(self, password: str, stored: str | None) -> Verdict:
        """Compare a password with a stored hash; without one it takes as long and is wrong.

        Raises `Unavailable` when too many wait.
        """
        return await self._in_pool(lambda: self._judged(password, stored))

    def close(self) -> None:
        """Finish the hash under way and forget those that wait."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _in_pool(self, work: Callable[[], T]) -> T:
        if self._pending >= self._most:
            raise Unavailable("unavailable.busy")
        self._pending += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._pending -= 1

    def _hashed(self, password: str) -> str:
        return SCHEME + bcrypt.hashpw(self._keyed(password), bcrypt.gensalt(self._cost)).decode()

    def _judged(self, password: str, stored: str | None) -> Verdict:
        hashed = (stored or self._nobodys).removeprefix(SCHEME)
        matches = bcrypt.checkpw(self._keyed(password), hashed.encode())
        return Verdict(matches and stored is not None, not hashed.startswith(f"$2b${self._cost:02}$"))

    def _keyed(self, password: str) -> bytes:
        return base64.b64encode(hmac.digest(self._pepper, password.encode(), "sha256"))


def _step_back() -> None:
    """Let the loop go first: on Linux a thread has a niceness of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
