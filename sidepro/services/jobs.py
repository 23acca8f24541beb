"""The queue of what happens later: whoever has work for it names the work here."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Literal, get_args

from celery import Celery
from kombu.exceptions import OperationalError

from sidepro.services.redis import REDIS_AWAY, RedisAway

JobName = Literal["similarities.refresh", "images.publish", "images.resume", "images.erase", "images.sweep"]
"""What can be asked for; tasks/ has a job for each of these names."""

JOB_NAMES: Final[tuple[str, ...]] = get_args(JobName)

QUEUE: Final = "sidepro"
VISIBILITY_SECONDS: Final = 900
"""When work that a lost worker had taken is given to another; longer than any job may take."""

_AWAY: Final[tuple[type[Exception], ...]] = (OperationalError, *REDIS_AWAY)


def celery_on(redis_url: str, **transport: Any) -> Celery:
    """Make a Celery app with all that those who ask and those who do the work have to agree on."""
    app = Celery("sidepro", broker=redis_url, set_as_current=False, fixups=[])
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_send_sent_event=True,
        enable_utc=True,
        broker_transport_options={
            "global_keyprefix": "sidepro:celery:",
            "visibility_timeout": VISIBILITY_SECONDS,
            "socket_keepalive": True,
            **transport,
        },
    )
    return app


class Jobs:
    """Puts work into the queue, in a thread of its own because Celery waits for Redis."""

    def __init__(self, redis_url: str) -> None:
        once = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
        self._celery = celery_on(redis_url, socket_timeout=1.0, socket_connect_timeout=1.0, **once)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jobs")

    async def enqueue(self, name: JobName, *ids: str) -> None:
        """Have a job done soon, at least once; raises `RedisAway` when it can't be asked for."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._send, name, ids)

    def close(self) -> None:
        """Finish what is being sent, and disconnect."""
        self._thread.shutdown()
        self._celery.close()

    def _send(self, name: JobName, ids: tuple[str, ...]) -> None:
        try:
            self._celery.send_task(name, args=ids, retry=False)
        except _AWAY as error:
            raise RedisAway from error
