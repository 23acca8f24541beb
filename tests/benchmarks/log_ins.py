"""Log-ins at full speed: what keeps the password pool busy while something else is measured."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from tornado.httpclient import AsyncHTTPClient

AT_ONCE: Final = 6
_BODY: Final = json.dumps({"email": "demo@sidepro.example", "password": "not-this-one-either"})


class LogIns:
    """Counts how many log-ins were answered."""

    def __init__(self) -> None:
        self.answered = 0
        self._started = time.monotonic()

    @property
    def rate(self) -> float:
        """Log-ins a second since the start."""
        return self.answered / (time.monotonic() - self._started)

    async def keep_trying(self, address: str) -> None:
        """Log in with a wrong password again and again; each costs a full hash."""
        client = AsyncHTTPClient()
        while True:
            await client.fetch(
                f"{address}/api/v1/sessions",
                method="POST",
                headers={"Content-Type": "application/json"},
                body=_BODY,
                raise_error=False,
            )
            self.answered += 1


@asynccontextmanager
async def hash_at_full_speed(address: str) -> AsyncIterator[LogIns]:
    """Keep the password pool of a server busy for as long as the context lasts."""
    log_ins = LogIns()
    tasks = [asyncio.create_task(log_ins.keep_trying(address)) for _ in range(AT_ONCE)]
    try:
        yield log_ins
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
