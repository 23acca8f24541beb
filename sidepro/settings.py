"""The settings of a process, read once from `SIDEPRO_*`.

What is secret may stand in a file of its own, as containers are given it: `SIDEPRO_SECRET_FILE` is a path.
"""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Meta

PREFIX = "SIDEPRO_"

Secret = Annotated[str, Meta(min_length=32, max_length=200)]
Port = Annotated[int, Meta(ge=1, le=65535)]
StoreKey = Annotated[str, Meta(min_length=3, max_length=128)]
StoreSecret = Annotated[str, Meta(min_length=8, max_length=128)]

SECRETS: Final = frozenset(
    f"{PREFIX}{name}"
    for name in (
        *("SECRET", "FORMER_SECRET", "PEPPER", "FLOWER_PASSWORD"),
        *("MONGO_URL", "MONGO_PASSWORD", "REDIS_URL", "REDIS_PASSWORD"),
        *(f"S3_{whose}{part}_KEY" for whose in ("", "UPLOAD_", "WORKER_") for part in ("ACCESS", "SECRET")),
    )
)
"""What may be given as a file, by the same name with `_FILE` behind."""

_LEAST_LENGTH: Final = {"secret": 32, "pepper": 32, "flower_password": 16}
_LARGEST_FILE: Final = 4096


class SettingsError(Exception):
    """A setting is missing, unknown or wrong; the message is one sentence for the operator."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that differs between one deployment and another; documented in the README."""

    secret: Secret | None = None
    pepper: Secret | None = None
    former_secret: Secret | None = None
    environment: Literal["development", "publish"] = "publish"
    address: str = "127.0.0.1"
    port: Port = 8000
    public_url: str = "http://localhost:8000"
    mongo_url: str = "mongodb://127.0.0.1:27017/?directConnection=true"
    mongo_database: Annotated[str, Meta(pattern="^[a-z0-9_]{1,60}$")] = "sidepro"
    redis_url: str = "redis://127.0.0.1:6379/0"
    static_directory: str = str(Path(__file__).parent.parent / "static" / "dist")
    s3_url: str = "http://127.0.0.1:9000"
    s3_public_url: str | None = None
    s3_region: str = "us-east-1"
    s3_bucket: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")] = "sidepro"
    s3_access_key: StoreKey | None = None
    s3_secret_key: StoreSecret | None = None
    s3_upload_access_key: StoreKey | None = None
    s3_upload_secret_key: StoreSecret | None = None
    s3_worker_access_key: StoreKey | None = None
    s3_worker_secret_key: StoreSecret | None = None
    images_url: str = "http://127.0.0.1:9000/sidepro/images/"
    trusted_proxies: tuple[str, ...] = ()
    rate_limits: bool = True
    limits: Mapping[str, str] = msgspec.field(default_factory=dict)
    cache_seconds: Annotated[float, Meta(ge=0, le=1)] = 1.0
    socket_drain_seconds: Annotated[float, Meta(ge=0, le=8)] = 5.0
    proxy_notice_seconds: Annotated[float, Meta(ge=0, le=5)] = 0.0
    password_cost: Annotated[int, Meta(ge=4, le=16)] = 12
    worker_processes: Annotated[int, Meta(ge=1, le=64)] = 2
    flower_address: str = "127.0.0.1"
    flower_port: Port = 5555
    flower_user: Annotated[str, Meta(pattern="^[A-Za-z0-9._-]{1,60}$")] = "sidepro"
    flower_password: Annotated[str, Meta(pattern="^[A-Za-z0-9._~-]{16,200}$")] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] = "json"

    def __repr__(self) -> str:
        return f"Settings(environment={self.environment!r}, address={self.address!r}, port={self.port})"

    @property
    def listens_on_loopback(self) -> bool:
        """Tell whether only this machine can reach the server."""
        return self.address == "localhost" or ip_address(self.address).is_loopback

    @property
    def is_secure(self) -> bool:
        """Tell whether people reach the site over https."""
        return self.public_url.startswith("https://")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings from an environment.

        Raises `SettingsError` for an unknown name, a value of the wrong form, a file that can't be read, and
        for what would be unsafe: no rate limits, a cheap password hash or plain http beyond loopback.
        """
        given = {
            name.removeprefix(PREFIX).lower(): _value(name, text) for name, text in resolved(environ).items()
        }
        try:
            settings = msgspec.convert(given, cls, strict=False)
        except msgspec.ValidationError as error:
            raise SettingsError(_sentence(str(error))) from None
        settings.check()
        return settings

    def needed(self, name: Literal["secret", "pepper", "flower_password"]) -> str:
        """Give a secret that only some commands need; raises `SettingsError` when it is missing."""
        text: str | None = getattr(self, name)
        if text is None:
            raise SettingsError(
                f"{PREFIX}{name.upper()} is missing: set it to a random text of at least"
                f" {_LEAST_LENGTH[name]} characters."
            )
        return text

    def check(self) -> None:
        """Raise `SettingsError` for what each value allows and their combination does not."""
        parts = urlsplit(self.public_url)
        if not _is_root(self.public_url):
            raise SettingsError("SIDEPRO_PUBLIC_URL must be an address like https://sidepro.example.")
        if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise SettingsError("SIDEPRO_PUBLIC_URL must use https unless it is on localhost.")
        if self.is_secure and urlsplit(self.images_url).hostname == parts.hostname:
            raise SettingsError(
                "SIDEPRO_IMAGES_URL must be on another host than SIDEPRO_PUBLIC_URL: images are strangers'."
            )
        for name in ("s3_url", "s3_public_url"):
            if (url := getattr(self, name)) and not _is_root(url):
                raise SettingsError(f"{PREFIX}{name.upper()} must be an address like https://s3.example.")
        try:
            loopback = self.listens_on_loopback
            for network in self.trusted_proxies:
                ip_network(network)
        except ValueError as error:
            raise SettingsError(f"An address in the settings is wrong: {error}.") from None
        if not loopback and not self.rate_limits:
            raise SettingsError("SIDEPRO_RATE_LIMITS=0 is accepted on loopback only.")
        if not loopback and self.password_cost < 12:
            raise SettingsError("SIDEPRO_PASSWORD_COST under 12 is accepted on loopback only.")


def resolved(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the `SIDEPRO_*` part of an environment, with what stands in files, and passwords in addresses.

    Raises `SettingsError` for a file that can't be read or is not needed, without telling what is in it.
    """
    given = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
    for name in sorted(SECRETS):
        path = given.pop(f"{name}_FILE", None)
        if path is None:
            continue
        if name in given:
            raise SettingsError(f"{name} and {name}_FILE are both set: leave one of them out.")
        given[name] = _content(f"{name}_FILE", Path(path))
    for store in ("MONGO", "REDIS"):
        _put_password(given, f"{PREFIX}{store}_URL", f"{PREFIX}{store}_PASSWORD")
    return given


def _content(name: str, path: Path) -> str:
    """Read a secret: one line of text, with or without a line break behind it."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no path"
        raise SettingsError(f"{name} cannot be read: {path}: {reason}.") from None
    try:
        text = content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        text = ""
    if not text or len(content) > _LARGEST_FILE or len(text.splitlines()) > 1:
        raise SettingsError(f"{name} cannot be used: {path} is not one line of text.")
    return text


def _put_password(given: dict[str, str], url_name: str, password_name: str) -> None:
    """Put a password that is given by itself into the address of its store."""
    password = given.pop(password_name, None)
    if password is None:
        return
    scheme, _, rest = given.get(url_name, "").partition("://")
    user, at, host = rest.partition("@")
    if not (user and at) or ":" in user:
        raise SettingsError(f"{password_name} needs a {url_name} that names a user and no password.")
    given[url_name] = f"{scheme}://{user}:{quote(password, safe='')}@{host}"


def _is_root(url: str) -> bool:
    """Tell whether it is the address of a whole host."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.path in {"", "/"}


def _value(name: str, text: str) -> object:
    """Split lists, which are written with commas, and what is written as `name=value`."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if name == f"{PREFIX}TRUSTED_PROXIES":
        return parts
    if name == f"{PREFIX}LIMITS":
        return {limit.strip(): value.strip() for limit, _, value in (part.partition("=") for part in parts)}
    return text


def _sentence(message: str) -> str:
    """Say a complaint of msgspec in the names that the operator wrote."""
    reason, _, path = message.partition(" - at `$.")
    if path:
        return f"{PREFIX}{path.rstrip('`').upper()} is wrong: {reason[0].lower()}{reason[1:]}."
    name = reason.rsplit("`", 2)[-2]
    return f"{PREFIX}{name.upper()} is not a setting of SidePro."
