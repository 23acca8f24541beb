"""The bucket of images is made by a command, as often as one likes, and says what it can't do."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator

import msgspec
import pytest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from sidepro import storage_command
from sidepro.dev.ports import free_port
from sidepro.dev.s3 import EmbeddedS3
from sidepro.services.object_store import ObjectStore, ObjectStoreAway
from sidepro.settings import Settings
from sidepro.storage_command import StorageError
from tests.stack import ROOT
from tests.working import environment_of


@pytest.fixture(scope="module")
async def own(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """Give settings of a bucket that is not made yet, in a store whose pages nobody else depends on."""
    home = tmp_path_factory.mktemp("own-store")
    s3 = EmbeddedS3(home, free_port(), access_key="owner-of-own", secret_key="owner-of-own-store")
    await s3.start()
    try:
        yield msgspec.structs.replace(
            settings,
            s3_url=s3.url,
            s3_access_key="owner-of-own",
            s3_secret_key="owner-of-own-store",
            s3_bucket="sidepro-own",
            s3_upload_access_key="own-upload",
            s3_worker_access_key="own-worker",
            images_url=f"{s3.url}/sidepro-own/images/",
        )
    finally:
        await s3.stop()


@pytest.fixture
async def http() -> AsyncIterator[SimpleAsyncHTTPClient]:
    client = SimpleAsyncHTTPClient(force_instance=True)
    yield client
    client.close()


def storage(settings: Settings) -> "subprocess.CompletedProcess[str]":
    given = {name: text for name, text in os.environ.items() if not name.startswith("SIDEPRO_")}
    return subprocess.run(
        [sys.executable, "-m", "sidepro", "storage"],
        cwd=ROOT,
        env=given | environment_of(settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


async def test_it_makes_all_of_it_and_can_be_run_again(own: Settings) -> None:
    first, again = storage(own), storage(own)

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert f"The bucket {own.s3_bucket} is made." in first.stdout
    assert "is made" not in again.stdout
    store = ObjectStore(own)
    await store.put("images/owl", b"owl", "image/webp")
    assert [each.key for each in await store.listed("images/")] == ["images/owl"]
    await store.remove(["images/owl", "images/cuckoo"])
    assert await store.listed("images/") == []
    with pytest.raises(ObjectStoreAway):
        await store.put("incoming/owl", b"owl", "image/webp")
    store.close()


async def test_only_our_own_pages_may_send_files_to_it(own: Settings, http: SimpleAsyncHTTPClient) -> None:
    storage_command.prepare(own, lambda _: None)
    allowed = {}
    for origin in (own.public_url, "https://evil.example", "null"):
        response = await http.fetch(
            f"{own.s3_url}/{own.s3_bucket}",
            method="OPTIONS",
            headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
            raise_error=False,
        )
        allowed[origin] = response.headers.get("Access-Control-Allow-Origin")

    assert allowed == {own.public_url: own.public_url, "https://evil.example": None, "null": None}


def test_it_says_which_keys_are_missing(own: Settings) -> None:
    lacking = msgspec.structs.replace(own, s3_worker_access_key=None)

    told = storage(lacking)

    assert told.returncode == 1
    assert told.stderr == "SIDEPRO_S3_WORKER_ACCESS_KEY and SIDEPRO_S3_WORKER_SECRET_KEY are missing.\n"


def test_it_says_that_the_store_is_away(own: Settings) -> None:
    nowhere = msgspec.structs.replace(own, s3_url=f"http://127.0.0.1:{free_port()}")

    told = storage(nowhere)

    assert told.returncode == 1
    assert told.stderr == f"The object store does not answer at {nowhere.s3_url}.\n"


def test_it_says_that_the_owners_key_is_wrong(own: Settings) -> None:
    with pytest.raises(StorageError, match="refuses"):
        storage_command.prepare(msgspec.structs.replace(own, s3_secret_key="wrong-secret"))
