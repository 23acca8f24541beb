"""Images are kept, and brought back into an empty store, by the command that a container runs."""

import asyncio
import io
import os
import secrets
import sys
from pathlib import Path

from minio import Minio

from sidepro.services.object_store import FOREVER, IMAGES
from sidepro.settings import PREFIX
from tests.stack import ROOT

PICTURES = {f"{secrets.token_hex(32)}.webp": secrets.token_bytes(5_000) for _ in range(12)}


async def keep(how: str, directory: Path, bucket: str, s3_url: str, s3_keys: tuple[str, str]) -> str:
    """Run the command; gives what it said."""
    environment = {
        "SECRET": "s" * 32,
        "PEPPER": "p" * 32,
        "S3_URL": s3_url,
        "S3_BUCKET": bucket,
        "S3_ACCESS_KEY": s3_keys[0],
        "S3_SECRET_KEY": s3_keys[1],
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "docker/keep_images.py", how, str(directory)),
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            **{f"{PREFIX}{key}": text for key, text in environment.items()},
        },
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode().strip()


async def test_images_come_back_into_an_empty_store(
    tmp_path: Path, s3_url: str, s3_keys: tuple[str, str]
) -> None:
    store = Minio(s3_url.rpartition("/")[2], access_key=s3_keys[0], secret_key=s3_keys[1], secure=False)
    full, empty = (f"backup-{secrets.token_hex(4)}" for _ in range(2))
    for bucket in (full, empty):
        store.make_bucket(bucket)
    for name, content in PICTURES.items():
        store.put_object(full, IMAGES + name, io.BytesIO(content), len(content), "image/webp")

    told = [
        await keep("save", tmp_path, full, s3_url, s3_keys),
        await keep("save", tmp_path, full, s3_url, s3_keys),
        await keep("restore", tmp_path, empty, s3_url, s3_keys),
        await keep("restore", tmp_path, empty, s3_url, s3_keys),
    ]

    assert told == [f"Images: {copied} copied, 12 in all." for copied in (12, 0, 12, 0)]
    for name, content in PICTURES.items():
        found = store.get_object(empty, IMAGES + name)
        assert found.read() == content
        assert found.headers["Content-Type"] == "image/webp"
        assert found.headers["Cache-Control"] == FOREVER
        found.close()
        found.release_conn()
