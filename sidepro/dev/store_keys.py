"""The keys of the object store on this machine, and which program gets which."""

import re
from collections.abc import Mapping
from typing import Final

from sidepro.services.keys import Keys

SECRET_LENGTH: Final = 40
"""The longest secret that MinIO takes."""

_NEEDED: Final = {
    "storage": ("", "UPLOAD_", "WORKER_"),
    "serve": ("UPLOAD_",),
    "worker": ("WORKER_",),
    "demo": ("WORKER_",),
}
_STORE_KEY: Final = re.compile(r"SIDEPRO_S3_(?P<whose>(?:UPLOAD_|WORKER_)?)(?:ACCESS|SECRET)_KEY")


def lesser_keys(owner_secret: str) -> dict[str, str]:
    """Give the settings with the keys of who signs uploads and of the worker, made from the owner's."""
    keys = Keys(owner_secret)
    return {
        f"SIDEPRO_S3_{who.upper()}_{part}_KEY": text
        for who in ("upload", "worker")
        for part, text in (
            ("ACCESS", f"sidepro-{who}"),
            ("SECRET", keys.current(f"s3.{who}").bytes.hex()[:SECRET_LENGTH]),
        )
    }


def environment_of(command: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Give a program its settings, with only those keys of the object store that it needs."""
    allowed = _NEEDED.get(command, ())
    return {
        name: text
        for name, text in environment.items()
        if not (key := _STORE_KEY.fullmatch(name)) or key["whose"] in allowed
    }
