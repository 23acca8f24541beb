"""The command `python -m sidepro storage`: makes the bucket, who may do what in it, and its keys.

It can be run again at any time; what is there already stays, what differs is put right.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from minio import Minio, MinioAdmin
from minio.credentials.providers import StaticProvider
from minio.error import MinioAdminException, MinioException, S3Error
from urllib3.exceptions import HTTPError

from sidepro.services.object_store import IMAGES, INCOMING, StoreKeys, s3_client
from sidepro.settings import Settings

Policy = Mapping[str, Any]

PATIENCE: Final = 60.0
"""How many seconds the store may take for one thing: it may have started a moment ago."""
_UNTIL_READY: Final = urllib3.Retry(
    total=6, backoff_factor=0.2, status_forcelist={500, 503}, allowed_methods=None, raise_on_status=False
)
"""A store that has just started says that it is ready before its administration is; asking again is safe."""
_VERSION: Final = "2012-10-17"


class StorageError(Exception):
    """The store can't be made ready; the message is one sentence."""


def prepare(settings: Settings, say: Callable[[str], object] = print) -> None:
    """Make the bucket, its policy, the two keys and the permission for browsers, and tell what was done.

    Raises `StorageError` when the store is away or refuses, `SettingsError` when a key is missing.
    """
    owner, upload, worker = (StoreKeys.read(settings, who) for who in ("owner", "upload", "worker"))
    bucket = settings.s3_bucket
    try:
        _make_bucket(s3_client(settings, owner, seconds=PATIENCE), settings, say)
        admin = _admin(settings, owner)
        _make_key(admin, upload, f"{bucket}-upload", upload_policy(bucket))
        _make_key(admin, worker, f"{bucket}-worker", worker_policy(bucket))
        say(f"{upload.access} may put under {INCOMING}, {worker.access} may do the worker's part.")
        admin.config_set("api", {"cors_allow_origin": settings.public_url.rstrip("/")})
        say(f"Pages of {settings.public_url.rstrip('/')} may send files to it.")
    except S3Error as error:
        raise StorageError(f"The object store refuses: {error.code}, {error.message}") from error
    except MinioAdminException as error:
        raise StorageError(_without_admin(settings, str(error))) from error
    except (MinioException, HTTPError, OSError) as error:
        raise StorageError(f"The object store does not answer at {settings.s3_url}.") from error


def public_policy(bucket: str) -> Policy:
    """Let everyone read images, list nothing, and read nothing else."""
    return _policy([_allow("GetObject", f"{bucket}/{IMAGES}*") | {"Principal": {"AWS": ["*"]}}])


def upload_policy(bucket: str) -> Policy:
    """Let whoever signs forms put what is uploaded, and do nothing else."""
    return _policy([_allow("PutObject", f"{bucket}/{INCOMING}*")])


def worker_policy(bucket: str) -> Policy:
    """Let the worker read and remove what was uploaded, write and remove images, and list both."""
    return _policy(
        [
            _allow("GetObject", f"{bucket}/{INCOMING}*"),
            _allow("PutObject", f"{bucket}/{IMAGES}*"),
            _allow("DeleteObject", f"{bucket}/{INCOMING}*", f"{bucket}/{IMAGES}*"),
            _allow("ListBucket", bucket),
        ]
    )


def _policy(statements: list[dict[str, Any]]) -> Policy:
    return {"Version": _VERSION, "Statement": statements}


def _allow(action: str, *where: str) -> dict[str, Any]:
    resources = [f"arn:aws:s3:::{each}" for each in where]
    return {"Effect": "Allow", "Action": [f"s3:{action}"], "Resource": resources}


def _make_bucket(client: Minio, settings: Settings, say: Callable[[str], object]) -> None:
    bucket = settings.s3_bucket
    if not client.bucket_exists(bucket):
        client.make_bucket(bucket, settings.s3_region)
        say(f"The bucket {bucket} is made.")
    client.set_bucket_policy(bucket, json.dumps(public_policy(bucket)))
    say(f"In the bucket {bucket} everyone may read {IMAGES}, and nothing else.")


def _admin(settings: Settings, owner: StoreKeys) -> MinioAdmin:
    parts = urlsplit(settings.s3_url)
    return MinioAdmin(
        endpoint=parts.netloc,
        credentials=StaticProvider(owner.access, owner.secret),
        region=settings.s3_region,
        secure=parts.scheme == "https",
        http_client=urllib3.PoolManager(timeout=PATIENCE, retries=_UNTIL_READY),
    )


def _make_key(admin: MinioAdmin, keys: StoreKeys, name: str, policy: Policy) -> None:
    admin.policy_add(name, policy=dict(policy))
    admin.user_add(keys.access, keys.secret)
    admin.policy_set(name, user=keys.access)


def _without_admin(settings: Settings, complaint: str) -> str:
    """Say what is to be done by hand in a store that doesn't know the administration of MinIO."""
    policies = (upload_policy(settings.s3_bucket), worker_policy(settings.s3_bucket))
    shown = "\n".join(json.dumps(policy) for policy in policies)
    return (
        f"The object store makes no keys by MinIO's administration ({complaint[:200]}). Make the upload key"
        " and the worker key there with these two policies, and let pages of"
        f" {settings.public_url} POST to it:\n"
        f"{shown}"
    )
