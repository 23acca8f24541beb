"""Copies published images to a directory, and back: `python docker/keep_images.py save|restore DIRECTORY`.

They never change under their name, so both copy only what isn't there yet. Asks the store of `SIDEPRO_S3_URL`
as its owner (`SIDEPRO_S3_ACCESS_KEY` and `SIDEPRO_S3_SECRET_KEY`).
"""

import os
import sys
from pathlib import Path

from minio import Minio

from sidepro.services.object_store import FOREVER, IMAGES, StoreKeys, s3_client
from sidepro.settings import Settings

WEBP = "image/webp"


def save(store: Minio, bucket: str, directory: Path) -> tuple[int, int]:
    """Copy what the directory lacks; tells how many were copied, and how many there are."""
    copied = seen = 0
    for found in store.list_objects(bucket, prefix=IMAGES):
        name = str(found.object_name).removeprefix(IMAGES)
        seen += 1
        if not (directory / name).exists():
            unfinished = directory / f".{name}"
            store.fget_object(bucket, f"{IMAGES}{name}", str(unfinished))
            unfinished.replace(directory / name)
            copied += 1
    return copied, seen


def restore(store: Minio, bucket: str, directory: Path) -> tuple[int, int]:
    """Copy what the store lacks; tells how many were copied, and how many there are."""
    there = {
        str(found.object_name).removeprefix(IMAGES) for found in store.list_objects(bucket, prefix=IMAGES)
    }
    kept = [path for path in sorted(directory.iterdir()) if not path.name.startswith(".")]
    lacking = [path for path in kept if path.name not in there]
    for path in lacking:
        key = f"{IMAGES}{path.name}"
        store.fput_object(bucket, key, str(path), WEBP, metadata={"Cache-Control": FOREVER})
    return len(lacking), len(kept)


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    if len(arguments) != 2 or arguments[0] not in {"save", "restore"}:
        print(__doc__, file=sys.stderr)
        return 2
    settings = Settings.read(os.environ)
    store = s3_client(settings, StoreKeys.read(settings, "owner"), seconds=60.0)
    directory = Path(arguments[1])
    directory.mkdir(parents=True, exist_ok=True)
    work = save if arguments[0] == "save" else restore
    copied, seen = work(store, settings.s3_bucket, directory)
    print(f"Images: {copied} copied, {seen} in all.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
