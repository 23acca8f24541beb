"""The secrets of a development stack: made once, kept in its directory, readable by their owner only."""

import contextlib
import os
import secrets
from pathlib import Path

import msgspec

from sidepro.dev.failures import CannotRunError

BYTES = 32


class DevSecrets(msgspec.Struct, frozen=True, kw_only=True):
    """What signs tokens, what passwords are mixed with, and the keys of the object store's root user."""

    secret: str
    pepper: str
    s3_access_key: str
    s3_secret_key: str


def keep_secrets(path: Path) -> DevSecrets:
    """Return the secrets kept in the file, made now when there is none.

    Raises CannotRunError when the file is damaged.
    """
    with contextlib.suppress(FileNotFoundError):
        try:
            return msgspec.json.decode(path.read_bytes(), type=DevSecrets)
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
    )
    _write(path, msgspec.json.format(msgspec.json.encode(made)))
    return made


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
