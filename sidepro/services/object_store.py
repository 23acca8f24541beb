"""The object store, reached through the minio SDK, which waits; so it does in a few threads of its own."""

import asyncio
import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final, Literal, Self, TypeVar
from urllib.parse import urlsplit

import msgspec
import structlog
import urllib3
from minio import Minio
from minio.deleteobjects import DeleteObject
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from urllib3.exceptions import HTTPError

from sidepro.settings import PREFIX, Settings, SettingsError

T = TypeVar("T")
Who = Literal["upload", "worker", "owner"]

log = structlog.get_logger("sidepro.store")

IMAGES: Final = "images/"
"""Where everyone may read."""
INCOMING: Final = "incoming/"
"""Where nobody but the worker may read, and what was just uploaded lies."""

THREADS: Final = 4
FOREVER: Final = "public, max-age=31536000, immutable"
_NOT_THERE: Final = frozenset({"NoSuchKey", "NoSuchObject"})


class ObjectStoreAway(Exception):
    """The object store does not answer, or does not do what it should; a moment later it may."""


class StoredObject(msgspec.Struct, frozen=True):
    """An object that is there: its key, and since when."""

    key: str
    stored_at: datetime


class StoreKeys(msgspec.Struct, frozen=True):
    """With which key somebody asks the store."""

    access: str
    secret: str

    def __repr__(self) -> str:
        return f"StoreKeys(access={self.access!r})"

    @classmethod
    def read(cls, settings: Settings, who: Who) -> Self:
        """Give the key of the worker, of who signs uploads or of the owner; raises `SettingsError`."""
        names = [f"s3_{who}_{part}".replace("owner_", "") for part in ("access_key", "secret_key")]
        access, secret = (getattr(settings, name) for name in names)
        if not (access and secret):
            raise SettingsError(" and ".join(f"{PREFIX}{name.upper()}" for name in names) + " are missing.")
        return cls(access, secret)


def s3_client(
    settings: Settings, keys: StoreKeys | None, *, url: str | None = None, seconds: float = 10.0
) -> Minio:
    """Make a client of the SDK that waits seconds, not minutes, and never asks for the region."""
    parts = urlsplit(url or settings.s3_url)
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=2.0, read=seconds),
        maxsize=THREADS,
        retries=urllib3.Retry(total=1, backoff_factor=0.1, redirect=0),
    )
    return Minio(
        parts.netloc,
        access_key=keys.access if keys else None,
        secret_key=keys.secret if keys else None,
        secure=parts.scheme == "https",
        region=settings.s3_region,
        http_client=pool,
    )


class ObjectStore:
    """Reads, writes and erases objects of our bucket with the worker's key; all raise `ObjectStoreAway`.

    Without that key the store refuses everything, so that what needs it waits until there is one.
    """

    def __init__(self, settings: Settings) -> None:
        keys: StoreKeys | None = None
        try:
            keys = StoreKeys.read(settings, "worker")
        except SettingsError as error:
            log.warning("images.off", reason=str(error))
        self._bucket = settings.s3_bucket
        self._client = s3_client(settings, keys)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="store")

    async def read(self, key: str, most: int) -> bytes | None:
        """Read an object, at most so many bytes and one more; None when there is none."""
        return await self._wait(lambda: self._read(key, most))

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        """Store what never changes under that key."""
        headers: dict[str, str | list[str] | tuple[str]] = {"Cache-Control": FOREVER}
        await self._wait(
            lambda: self._client.put_object(
                self._bucket, key, io.BytesIO(content), len(content), content_type, headers
            )
        )

    async def remove(self, keys: Iterable[str]) -> None:
        """Erase objects, whether they are there or not."""
        wanted = [DeleteObject(key) for key in keys]
        await self._wait(lambda: self._remove(wanted))

    async def listed(self, prefix: str, *, after: str = "", most: int = 1000) -> list[StoredObject]:
        """List some objects under a prefix in the order of their keys, from the first after a key."""
        return await self._wait(lambda: list(self._listed(prefix, after, most)))

    def close(self) -> None:
        """Let the threads go; what is under way is given up."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _read(self, key: str, most: int) -> bytes | None:
        try:
            response = self._client.get_object(self._bucket, key)
        except S3Error as error:
            if error.code in _NOT_THERE:
                return None
            raise
        try:
            return bytes(response.read(most + 1))
        finally:
            response.close()
            response.release_conn()

    def _remove(self, wanted: list[DeleteObject]) -> None:
        for error in self._client.remove_objects(self._bucket, wanted):
            if error.code not in _NOT_THERE:
                raise ObjectStoreAway(f"{error.name} could not be erased: {error.code}")

    def _listed(self, prefix: str, after: str, most: int) -> Iterator[StoredObject]:
        found = self._client.list_objects(
            self._bucket, prefix=prefix, start_after=after or None, recursive=True
        )
        for each, _ in zip(found, range(most), strict=False):
            if each.object_name and each.last_modified:
                yield StoredObject(each.object_name, each.last_modified)

    async def _wait(self, ask: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, _asked, ask)


def _asked(ask: Callable[[], T]) -> T:
    """Ask the store; says all of its failures as `ObjectStoreAway`."""
    try:
        return ask()
    except (S3Error, ServerError, InvalidResponseError, MinioException, HTTPError, OSError) as error:
        code = error.code if isinstance(error, S3Error) else type(error).__name__
        log.warning("store.away", reason=code)
        raise ObjectStoreAway(code) from error
