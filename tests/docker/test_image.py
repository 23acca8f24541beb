"""The Dockerfile's steps, as far as they go without Docker, and what checks programs in other languages."""

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import msgspec
import pytest

from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from tests.stack import ROOT
from tests.test_stopping import Process

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text()
SCRIPTS = sorted(path for place in ("docker", "tests/docker") for path in (ROOT / place).rglob("*.sh"))
BIN = Path(sys.executable).parent
COPIED = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", DOCKERFILE, re.MULTILINE)


def run(*command: str, cwd: Path = ROOT) -> str:
    """Run a program, and give what it says."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_dockerfile_is_without_fault() -> None:
    run(str(BIN / "hadolint"), "--failure-threshold", "warning", "docker/Dockerfile")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_are_without_fault(script: Path) -> None:
    assert script.stat().st_mode & 0o111 or "shellcheck shell=bash" in script.read_text()
    run(str(BIN / "shellcheck"), "--external-sources", "--source-path", str(ROOT), str(script))


def test_what_an_image_is_made_of_is_sent_to_the_builder() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for sources in COPIED:
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert any(source == name or source.startswith(f"{name}/") for name in sent), source


def test_the_images_run_as_nobody_in_particular() -> None:
    stages = DOCKERFILE.split("\nFROM ")
    for name in ("server", "worker", "proxy"):
        (stage,) = [stage for stage in stages if re.match(rf"\S+ AS {name}\n", stage)]
        assert re.search(r"^USER (10001:10001|www-data)$", stage, re.MULTILINE)
        assert re.search(r"^HEALTHCHECK ", stage, re.MULTILINE)
    assert all(re.fullmatch(r"\S+:\d[\w.]*-\S+|\S+:bookworm-\d{8}-slim", base) for base in bases())


def bases() -> list[str]:
    """List the images that ours are built on."""
    return re.findall(r"^ARG (?:PYTHON|NODE|DEBIAN)=(\S+)$", DOCKERFILE, re.MULTILINE)


async def test_the_server_runs_with_exactly_what_is_in_its_image(
    tmp_path: Path, server: Server, settings: Settings
) -> None:
    image = tmp_path / "app"
    for sources in COPIED:
        for source in sources.split():
            if not source.startswith(("static", "docs", "docker", "requirements")):
                shutil.copytree(ROOT / source, image / source, ignore=shutil.ignore_patterns("__pycache__"))
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    install = (
        "-m",
        "pip",
        "--python",
        str(python),
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-compile",
    )
    run(sys.executable, *install, "--require-hashes", "--only-binary", ":all:", "-r", "requirements.txt")

    names = set(run(str(python), "-I", "-c", INSTALLED).split())
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert names <= {re.sub("[-_.]+", "-", name).lower() for name in pinned}
    port = free_port()
    process = Process(
        msgspec.structs.replace(settings, port=port, public_url=f"http://localhost:{port}"),
        python=str(python),
        directory=image,
    )
    try:
        await process.start()
        assert (await process.api.get("//healthz")).status == 200
        run(str(python), "-c", ENQUEUE, f"{settings.redis_url.rpartition('/')[0]}/120", cwd=image)
        process.terminate()
        assert await process.ended() == 0
    finally:
        await process.close()


ENQUEUE = """
import asyncio, sys
from sidepro.services.jobs import Jobs
jobs = Jobs(sys.argv[1])
asyncio.run(jobs.enqueue("similarities.refresh"))
jobs.close()
"""
"""Puts work into a queue that nobody takes from, as the server does."""

INSTALLED = """
import re
from importlib.metadata import distributions
for each in distributions():
    print(re.sub("[-_.]+", "-", each.metadata["Name"]).lower())
"""
