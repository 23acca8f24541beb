"""The embedded object store: JuiceFS's S3 gateway over a directory, with its catalogue in SQLite."""

import asyncio
import functools
import shutil
import sys
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient, HTTPError

from sidepro.dev.failures import PartFailedError, not_installed
from sidepro.dev.parts import Part
from sidepro.dev.processes import PartProcess

CATALOGUE = "meta.db"
VOLUME = "sidepro"


def s3_url(port: int) -> str:
    """Return the address of an embedded object store on the port."""
    return f"http://127.0.0.1:{port}"


def embedded_juicefs() -> Path:
    """Return the juicefs that was installed with the extra `embedded`, beside this Python.

    Raises CannotRunError when it wasn't.
    """
    beside_python = Path(sys.executable).parent
    if found := shutil.which("juicefs", path=str(beside_python)):
        return Path(found)
    raise not_installed("juicefs")


def s3_part(directory: Path, port: int, *, access_key: str, secret_key: str, log: Path) -> Part:
    """Describe an object store that keeps everything in the directory; the keys are those of its root user.

    The secret key has at least 8 characters. Object keys must be flat: `a` and `a/b` can't both be stored.
    """
    juicefs = embedded_juicefs()
    return Part(
        name="s3",
        command=(
            *(str(juicefs), "--no-agent", "gateway", _catalogue(directory), f"127.0.0.1:{port}"),
            *("--multi-buckets", "--keep-etag", "--object-tag", "--object-meta", "--no-banner"),
            *("--cache-size", "0", "--backup-meta", "0", "--no-usage-report"),
            *("--metrics", "127.0.0.1:0"),  # can't be switched off, so wherever it hurts nobody
        ),
        environment={
            "HOME": str(directory),  # or it litters the developer's own
            "MINIO_BROWSER": "off",
            "MINIO_ROOT_USER": access_key,
            "MINIO_ROOT_PASSWORD": secret_key,
        },
        directory=directory,
        log=log,
        prepare=functools.partial(_format, juicefs, directory),
        ready=functools.partial(answers, f"{s3_url(port)}/minio/health/ready"),
    )


class EmbeddedS3(PartProcess):
    """An object store of one's own, for tests."""

    def __init__(self, directory: Path, port: int, *, access_key: str, secret_key: str) -> None:
        log = directory / "gateway.log"
        super().__init__(s3_part(directory, port, access_key=access_key, secret_key=secret_key, log=log))
        self.directory = directory
        self.url = s3_url(port)


async def answers(url: str) -> bool:
    """Whether a GET of the address is answered with success."""
    client = AsyncHTTPClient(force_instance=True)
    try:
        await client.fetch(url, request_timeout=2, connect_timeout=1)
    except (HTTPError, OSError):
        return False
    finally:
        client.close()
    return True


def _catalogue(directory: Path) -> str:
    return f"sqlite3://{directory / CATALOGUE}"


async def _format(juicefs: Path, directory: Path) -> None:
    """Found the volume, or tell an existing one where its directory is now."""
    process = await asyncio.create_subprocess_exec(
        *(str(juicefs), "--no-agent", "format", "--storage", "file", "--bucket", f"{directory / 'data'}/"),
        *("--trash-days", "0", _catalogue(directory), VOLUME),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode:
        tail = tuple(output.decode(errors="replace").splitlines()[-5:])
        raise PartFailedError("The object store couldn't be prepared.", tail)
