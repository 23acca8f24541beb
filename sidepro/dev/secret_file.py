"""The secrets of a development stack: made once, kept in its directory, readable by their owner only."""

import contextlib
import os
import secrets
from pathlib import Path

import msgspec

from sidepro.dev.failures import CannotRunError

BYTES = 32


class DevSecrets(msgspec.Struct, frozen=True, kw_only=True):
    """What signs tokens, what passwords are mixed with, and what opens the object store and Flower."""

    secret: str
    pepper: str
    s3_access_key: str
    s3_secret_key: str
    flower_password: str = ""


def keep_secrets(path: Path) -> DevSecrets:
    """Return the secrets kept in the file, made now when there is none.

    Raises CannotRunError when the file is damaged.
    """
    with contextlib.suppress(FileNotFoundError):
        try:
            return _completed(path, msgspec.json.decode(path.read_bytes(), type=DevSecrets))
        except (msgspec.MsgspecError, UnicodeDecodeError, OSError):
            if path.exists():
                raise CannotRunError(
                    f"{path} is damaged: put it back, or remove {path.parent} to begin with empty stores."
                ) from None
    made = DevSecrets(
        secret=secrets.token_urlsafe(BYTES),
        pepper=secrets.token_urlsafe(BYTES),
        s3_access_key="sidepro-development",
        s3_secret_key=secrets.token_urlsafe(BYTES),
        flower_password=secrets.token_urlsafe(BYTES),
    )
    _write(path, made)
    return made


def _completed(path: Path, kept: DevSecrets) -> DevSecrets:
    """Make what secrets kept by an earlier version lack."""
    if kept.flower_password:
        return kept
    completed = msgspec.structs.replace(kept, flower_password=secrets.token_urlsafe(BYTES))
    _write(path, completed)
    return completed


def _write(path: Path, kept: DevSecrets) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(kept)))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
