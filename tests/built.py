"""Fixtures with the front end: built once a test run, into the directory of the run."""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from tests.api import Api
from tests.stack import ROOT, Stores

STATIC = ROOT / "static"
BUILD_SECONDS = 300


@pytest.fixture(scope="session")
def front_end(stores: Stores) -> Path:
    """Build the front end as `npm run build` does; gives the directory of the result."""
    built = stores.directory / "dist"
    with (stores.directory / "dist.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed():
            run_npm("ci")
        if not built.exists():
            run_npm("run", "build", "--", "--outDir", str(built))
    return built


def is_installed() -> bool:
    """Tell whether what the lock file names has been installed since it was written."""
    installed, locked = STATIC / "node_modules" / ".package-lock.json", STATIC / "package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= locked.stat().st_mtime


def run_npm(*arguments: str) -> str:
    """Run npm in static/."""
    return run("npm", *arguments)


def run(program: str, *arguments: str, given: str = "") -> str:
    """Run a program of Node in static/: the one installed beside this Python, or the machine's own."""
    beside = Path(sys.executable).parent / program
    found = str(beside) if beside.exists() else shutil.which(program)
    assert found, f"{program} is missing: install the extra sidepro[embedded]."
    done = subprocess.run(  # noqa: S603 - our own build
        [found, *arguments],
        input=given,
        cwd=STATIC,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
async def built_site(settings: Settings, front_end: Path) -> AsyncIterator[Api]:
    """Ask a server that has the built front end, as a guest."""
    site = SiteWith(settings, front_end)
    yield await site.open()
    await site.close()


@pytest.fixture
async def unbuilt_site(settings: Settings, tmp_path: Path) -> AsyncIterator[Api]:
    """Ask a server whose front end has not been built, as a guest."""
    site = SiteWith(settings, tmp_path / "dist")
    yield await site.open()
    await site.close()


class SiteWith:
    """A server like that of the other tests, with a front end of its own."""

    def __init__(self, settings: Settings, front_end: Path) -> None:
        port = free_port()
        address = f"http://localhost:{port}"
        self._server = Server(
            msgspec.structs.replace(settings, port=port, public_url=address, static_directory=str(front_end))
        )
        self._api = Api(address)

    async def open(self) -> Api:
        """Start to serve."""
        await self._server.start()
        return self._api

    async def close(self) -> None:
        """Stop to serve."""
        self._api.close()
        await self._server.stop()
