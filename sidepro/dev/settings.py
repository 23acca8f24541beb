"""What can be set about the development stack, with `SIDEPRO_*` names in the environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sidepro.dev.failures import CannotRunError
from sidepro.settings import PREFIX, Port, Settings, SettingsError, resolved


class DevSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parts listen and keep their data; documented in the README.

    An address of a store means: use that one, and don't start the embedded one.
    """

    address: str = "127.0.0.1"
    port: Port = 8000
    mongo_port: Port = 27117
    redis_port: Port = 6479
    s3_port: Port = 9000
    flower_port: Port = 5555
    flower_user: str = "sidepro"
    flower_password: str | None = None
    mongo_url: str | None = None
    redis_url: str | None = None
    s3_url: str | None = None
    s3_access_key: str | None = None
    s3_secret_key: Annotated[str, Meta(min_length=8)] | None = None
    dev_var: Path = Path("var")
    dev_logs: Literal["server", "all"] = "server"
    dev_demo: bool = True
    dev_mongod: Path | None = None


SERVER_NAMES = frozenset(f"{PREFIX}{field.upper()}" for field in Settings.__struct_fields__)
"""The names that the server reads; it refuses any other."""
OWN_NAMES = frozenset(f"{PREFIX}{field.upper()}" for field in DevSettings.__struct_fields__)


def given_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the `SIDEPRO_*` part of an environment, without what is empty, with what stands in files.

    Raises CannotRunError for a name that nobody reads and a file that can't be read.
    """
    try:
        given = resolved({name: text for name, text in environ.items() if text})
    except SettingsError as error:
        raise CannotRunError(str(error)) from None
    for name in sorted(given.keys() - SERVER_NAMES - OWN_NAMES):
        raise CannotRunError(f"{name} is not a setting of SidePro.")
    return given


def read_settings(environ: Mapping[str, str]) -> DevSettings:
    """Read the settings of the stack; raises CannotRunError for a value of the wrong form."""
    given = given_settings(environ)
    own = {name.removeprefix(PREFIX).lower(): text for name, text in given.items() if name in OWN_NAMES}
    try:
        settings = msgspec.convert(own, DevSettings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        reason, _, field = str(error).partition(" - at `$.")
        name = f"{PREFIX}{field.rstrip('`').upper()}"
        raise CannotRunError(f"{name} is wrong: {reason[0].lower()}{reason[1:]}.") from None
    if settings.s3_url and not (settings.s3_access_key and settings.s3_secret_key):
        raise CannotRunError(
            "SIDEPRO_S3_URL needs SIDEPRO_S3_ACCESS_KEY and SIDEPRO_S3_SECRET_KEY, the keys of that store."
        )
    return settings


def _path(kind: type, text: object) -> object:
    if kind is Path and isinstance(text, str):
        return Path(text).expanduser()
    raise NotImplementedError(kind)
