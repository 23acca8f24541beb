"""The forms by which browsers send files straight to the object store."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
import urllib3
from minio import Minio
from minio.datatypes import PostPolicy
from urllib3.exceptions import HTTPError

from sidepro.problems import Unavailable
from sidepro.services.object_store import StoreKeys, s3_client
from sidepro.settings import Settings, SettingsError
from sidepro.wire.uploads import UploadForm

log = structlog.get_logger("sidepro.store")

BELIEVED_SECONDS: Final = 2.0
"""How long it is believed that the store answers, or doesn't."""
_ANSWER_SECONDS: Final = 2.5


class UploadForms:
    """Signs forms with a key of the store that may put under `incoming/`, and nothing else.

    Signing asks nobody; whether the store is there is looked at before, so that nobody gets a form in vain.
    """

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._bucket = settings.s3_bucket
        public = (settings.s3_public_url or settings.s3_url).rstrip("/")
        self._url = f"{public}/{settings.s3_bucket}"
        self._asked_url = f"{settings.s3_url.rstrip('/')}/{settings.s3_bucket}"
        self._client: Minio | None = None
        try:
            self._client = s3_client(settings, StoreKeys.read(settings, "upload"), url=public)
        except SettingsError as error:
            log.warning("uploads.off", reason=str(error))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="forms")
        self._http = urllib3.PoolManager(maxsize=1)
        self._clock = clock
        self._asked_at = float("-inf")
        self._state = "away"

    async def state(self) -> str:
        """Tell `ok`, `away`, or `off` without a key; as it was at most two seconds ago."""
        if self._client is None:
            return "off"
        if self._clock() - self._asked_at > BELIEVED_SECONDS:
            state = await asyncio.get_running_loop().run_in_executor(self._thread, self._ask)
            if state != self._state or self._asked_at == float("-inf"):
                self._tell(state)
            self._state, self._asked_at = state, self._clock()
        return self._state

    async def expect(self) -> None:
        """Raise `Unavailable` while the store is away, or there is no key to sign with."""
        if await self.state() != "ok":
            raise Unavailable("unavailable.images", retry_after=5)

    def sign(self, key: str, content_type: str, size: int, minutes: int) -> UploadForm:
        """Sign a form for one key, content type and size."""
        if self._client is None:
            raise Unavailable("unavailable.images")
        policy = PostPolicy(self._bucket, datetime.now(UTC) + timedelta(minutes=minutes))
        policy.add_equals_condition("key", key)
        policy.add_equals_condition("Content-Type", content_type)
        policy.add_content_length_range_condition(size, size)
        signed = self._client.presigned_post_policy(policy)
        return UploadForm(url=self._url, fields={"key": key, "Content-Type": content_type, **signed})

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._http.clear()

    def _ask(self) -> str:
        """Knock as a stranger, who is refused: by that the store shows that it is there."""
        try:
            answer = self._http.request(
                "HEAD", self._asked_url, timeout=_ANSWER_SECONDS, retries=False, redirect=False
            )
        except (HTTPError, OSError):
            return "away"
        return "ok" if answer.status < 500 else "away"

    def _tell(self, state: str) -> None:
        if state == "away":
            log.warning("store.away", url=self._asked_url)
        else:
            log.info("store.answers", url=self._asked_url)
