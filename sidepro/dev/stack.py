"""The table of parts: what `make run` starts, in this order."""

import functools
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from sidepro.dev.demo_data import DemoData
from sidepro.dev.mongo import mongo_part, mongo_url
from sidepro.dev.parts import Part
from sidepro.dev.pulse import has_pulse
from sidepro.dev.s3 import answers, s3_part, s3_url
from sidepro.dev.secret_file import DevSecrets
from sidepro.dev.settings import SERVER_NAMES, DevSettings
from sidepro.dev.store_keys import environment_of, lesser_keys
from sidepro.dev.valkey import valkey_part, valkey_url
from sidepro.services import pulses

DEFAULT_DATABASE = "sidepro"
DEFAULT_BUCKET = "sidepro"
DEMO_SECONDS = 600.0
INDEX_SECONDS = 600.0
SERVER_GRACE = 20.0  # it finishes the requests in flight
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not listened on, only recognised


class Stack(msgspec.Struct, frozen=True):
    """A development stack: its settings, its secrets, what else was given, and the directory of it all."""

    settings: DevSettings
    secrets: DevSecrets
    given: Mapping[str, str]
    directory: Path

    @property
    def url(self) -> str:
        """Where people reach the site."""
        return self.environment["SIDEPRO_PUBLIC_URL"]

    @property
    def mongo_url(self) -> str:
        """Where MongoDB is."""
        return self.settings.mongo_url or mongo_url(self.settings.mongo_port)

    @property
    def redis_url(self) -> str:
        """Where Valkey or Redis is."""
        return self.settings.redis_url or valkey_url(self.settings.redis_port)

    @property
    def s3_url(self) -> str:
        """Where the object store is."""
        return self.settings.s3_url or s3_url(self.settings.s3_port)

    @property
    def s3_keys(self) -> dict[str, str]:
        """The keys of the object store's root user."""
        return {
            "access_key": self.settings.s3_access_key or self.secrets.s3_access_key,
            "secret_key": self.settings.s3_secret_key or self.secrets.s3_secret_key,
        }

    @property
    def flower_url(self) -> str:
        """Where Flower is."""
        return f"http://localhost:{self.settings.flower_port}"

    @property
    def flower_password(self) -> str:
        """What Flower asks for."""
        return self.settings.flower_password or self.secrets.flower_password

    @property
    def demo_data(self) -> DemoData:
        """What is known about the demo data of this stack's database."""
        return DemoData(
            directory=self.directory,
            mongo_url=self.mongo_url,
            database=self.given.get("SIDEPRO_MONGO_DATABASE", DEFAULT_DATABASE),
            embedded=self.settings.mongo_url is None,
        )

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the server and of every other program of ours."""
        keys = self.s3_keys
        bucket = self.given.get("SIDEPRO_S3_BUCKET", DEFAULT_BUCKET)
        ours = {
            "SIDEPRO_ENVIRONMENT": "development",
            "SIDEPRO_ADDRESS": self.settings.address,
            "SIDEPRO_PORT": str(self.settings.port),
            "SIDEPRO_PUBLIC_URL": f"http://localhost:{self.settings.port}",
            "SIDEPRO_MONGO_URL": self.mongo_url,
            "SIDEPRO_MONGO_DATABASE": DEFAULT_DATABASE,
            "SIDEPRO_REDIS_URL": self.redis_url,
            "SIDEPRO_S3_URL": self.s3_url,
            "SIDEPRO_S3_ACCESS_KEY": keys["access_key"],
            "SIDEPRO_S3_SECRET_KEY": keys["secret_key"],
            **lesser_keys(keys["secret_key"]),
            "SIDEPRO_IMAGES_URL": f"{self.s3_url}/{bucket}/images/",
            "SIDEPRO_SECRET": self.secrets.secret,
            "SIDEPRO_PEPPER": self.secrets.pepper,
            "SIDEPRO_FLOWER_USER": self.settings.flower_user,
            "SIDEPRO_FLOWER_PASSWORD": self.flower_password,
            "SIDEPRO_LOG_FORMAT": "text",
        }
        known = {name: text for name, text in (ours | dict(self.given)).items() if name in SERVER_NAMES}
        return {**known, "PYTHONUNBUFFERED": "1"}

    @property
    def ports(self) -> dict[str, tuple[str, int]]:
        """The address and port that each part listens on, by the name of the setting."""
        settings = self.settings
        wanted = {
            "SIDEPRO_PORT": (settings.address, settings.port),
            "SIDEPRO_FLOWER_PORT": ("127.0.0.1", settings.flower_port),
        }
        if not settings.mongo_url:
            wanted["SIDEPRO_MONGO_PORT"] = ("127.0.0.1", settings.mongo_port)
        if not settings.redis_url:
            wanted["SIDEPRO_REDIS_PORT"] = ("127.0.0.1", settings.redis_port)
        if not settings.s3_url:
            wanted["SIDEPRO_S3_PORT"] = ("127.0.0.1", settings.s3_port)
        return wanted

    def parts(self) -> tuple[Part, ...]:
        """Return the parts in the order in which they are started."""
        prepared = (*self._stores(), self._storage(), self._indexes(), *self._demo())
        parts = (*prepared, self._server(), *self._background())
        if self.settings.dev_logs == "all":
            parts = tuple(msgspec.structs.replace(part, followed=True) for part in parts)
        return parts

    def _stores(self) -> tuple[Part, ...]:
        settings, directory = self.settings, self.directory
        stores = []
        if not settings.mongo_url:
            log = self._log("mongo")
            mongod = settings.dev_mongod
            stores.append(mongo_part(directory / "mongo", settings.mongo_port, log=log, mongod=mongod))
        if not settings.redis_url:
            stores.append(valkey_part(directory / "valkey", settings.redis_port, log=self._log("valkey")))
        if not settings.s3_url:
            log = self._log("s3")
            stores.append(s3_part(directory / "s3", settings.s3_port, log=log, **self.s3_keys))
        return tuple(stores)

    def _storage(self) -> Part:
        return self._command("storage", patience=INDEX_SECONDS)

    def _indexes(self) -> Part:
        return self._command("indexes", patience=INDEX_SECONDS)

    def _demo(self) -> tuple[Part, ...]:
        if not self.settings.dev_demo:
            return ()
        data = self.demo_data
        again = ("--force",) if data.is_half_made else ()
        demo = self._command("demo", *again, patience=DEMO_SECONDS)
        return (msgspec.structs.replace(demo, wanted=data.is_wanted, marker=data.finished),)

    def _server(self) -> Part:
        host = EVERYWHERE.get(self.settings.address, self.settings.address)
        host = f"[{host}]" if ":" in host else host
        ready = functools.partial(answers, f"http://{host}:{self.settings.port}/readyz")
        server = self._command("serve", patience=60.0)
        log = self._log("server")
        return msgspec.structs.replace(server, name="server", log=log, ready=ready, grace=SERVER_GRACE)

    def _background(self) -> tuple[Part, ...]:
        """Give worker, beat and Flower; Flower comes last, since it shows only what starts before it."""
        noted = [
            msgspec.structs.replace(
                self._command(name, patience=60.0),
                ready=functools.partial(has_pulse, self.redis_url, name),
                grace=SERVER_GRACE,
            )
            for name in pulses.PARTS
        ]
        flower = self._command("flower", patience=60.0)
        ready = functools.partial(answers, f"http://127.0.0.1:{self.settings.flower_port}/healthcheck")
        return (*noted, msgspec.structs.replace(flower, ready=ready, followed=False))

    def _command(self, command: str, *arguments: str, patience: float) -> Part:
        return Part(
            name=command,
            command=(sys.executable, "-m", "sidepro", command, *arguments),
            environment=environment_of(command, self.environment),
            log=self._log(command),
            ready=None,
            followed=True,
            patience=patience,
        )

    def _log(self, name: str) -> Path:
        return self.directory / "log" / f"{name}.log"
