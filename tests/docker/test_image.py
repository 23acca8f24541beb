"""The Dockerfile's steps, as far as they go without Docker, and what checks programs in other languages."""

import re
import shutil
import subprocess
import sys
import venv
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from tornado.httpclient import AsyncHTTPClient

from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from tests.stack import ROOT
from tests.test_stopping import Process
from tests.working import Program, Work, environment_of, has_pulse, until

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text()
SCRIPTS = sorted(path for place in ("docker", "tests/docker") for path in (ROOT / place).rglob("*.sh"))
BIN = Path(sys.executable).parent
IGNORED = [
    line
    for line in (ROOT / ".dockerignore").read_text().splitlines()
    if (line and line[0] not in "#!*") or "**/" in line
]
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


@dataclass(frozen=True)
class Image:
    """What is in an image: our files as they are sent to the builder, and a Python with what is pinned."""

    directory: Path
    python: str

    def names(self) -> set[str]:
        """List the distributions that are installed."""
        return set(run(self.python, "-I", "-c", INSTALLED).split())

    def install(self, requirements: str) -> None:
        """Install as the Dockerfile does."""
        options = ("--disable-pip-version-check", "install", "--quiet", "--no-compile")
        strict = ("--require-hashes", "--only-binary", ":all:", "-r", requirements)
        run(sys.executable, "-m", "pip", "--python", self.python, *options, *strict)

    def missing(self, settings: Settings, command: str) -> str:
        """Run a command that it has not, and give the refusal."""
        done = subprocess.run(  # noqa: S603
            [self.python, "-m", "sidepro", command],
            cwd=self.directory,
            env=environment_of(settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1
        return done.stderr


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Lay an image out in an empty directory."""
    place = tmp_path_factory.mktemp("image")
    for sources in COPIED:
        for source in sources.split():
            if not source.startswith(("static", "docker/nginx", "requirements")):
                lay(source, place / "app")
    venv.create(place / "venv", with_pip=False)
    return Image(place / "app", str(place / "venv" / "bin" / "python"))


def lay(source: str, place: Path) -> None:
    """Copy a file or directory but for what isn't sent to the builder."""
    if (ROOT / source).is_file():
        (place / source).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / source, place / source)
    else:
        shutil.copytree(ROOT / source, place / source, ignore=unsent)


def unsent(directory: str, names: list[str]) -> set[str]:
    """Pick what the builder isn't sent of a directory."""
    under = Path(directory).relative_to(ROOT)
    return {
        name for name in names for pattern in IGNORED if (under / name).match(pattern.removeprefix("**/"))
    }


def pinned(requirements: str) -> set[str]:
    """List the distributions that a file pins."""
    names = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / requirements).read_text(), re.MULTILINE)
    return {re.sub("[-_.]+", "-", name).lower() for name in names}


@pytest.fixture
def own(settings: Settings, redis_url: str, worker_number: int) -> Settings:
    """Give settings with a queue of their own, so that no other worker takes what is in it."""
    return msgspec.structs.replace(
        settings,
        redis_url=f"{redis_url.rpartition('/')[0]}/{96 + worker_number}",
        worker_processes=1,
        log_format="json",
        flower_port=free_port(),
        flower_password="to-look-at-flower-in-tests",
    )


async def test_the_server_runs_with_exactly_what_is_in_its_image(
    image: Image, server: Server, own: Settings
) -> None:
    image.install("requirements.txt")
    assert image.names() <= pinned("requirements.txt")
    port = free_port()
    process = Process(
        msgspec.structs.replace(own, port=port, public_url=f"http://localhost:{port}"),
        python=image.python,
        directory=image.directory,
    )
    try:
        await process.start()
        assert (await process.api.get("//healthz")).status == 200
        run(image.python, "-c", ENQUEUE, own.redis_url, cwd=image.directory)
        process.terminate()
        assert await process.ended() == 0
    finally:
        await process.close()


async def test_worker_beat_and_flower_run_with_exactly_what_is_in_their_image(
    image: Image, server: Server, own: Settings, tmp_path: Path
) -> None:
    image.install("requirements.txt")
    image.install("requirements-tasks.txt")
    assert image.names() <= pinned("requirements.txt") | pinned("requirements-tasks.txt")

    parts: dict[str, Program] = {}
    try:
        for part in ("worker", "flower", "beat"):
            kind = Work if part == "worker" else Program
            parts[part] = kind(
                *(own, tmp_path / f"{part}.log", "-m", "sidepro", part),
                python=image.python,
                directory=image.directory,
            )
        worker = parts["worker"]
        await worker.logs("worker.started")
        await parts["beat"].logs("beat.started")
        await until(lambda: has_done(worker, "similarities.refresh"))
        await until(lambda: has_pulse(own, "worker"))
        await until(lambda: has_pulse(own, "beat"))
        await until(lambda: flower_answers(own))
        assert await asked_of_flower(own, "wrong") == 401
        for part in ("beat", "worker", "flower"):
            assert await parts[part].stop() == 0, parts[part].said()
    finally:
        for program in parts.values():
            program.end()


async def has_done(worker: Program, task: str) -> bool:
    """Tell whether a task that beat asked for is done."""
    return task in {line["task"] for line in worker.lines("task.done")}


async def asked_of_flower(settings: Settings, password: str) -> int:
    """Ask Flower for the tasks that it has seen, and give the status."""
    answer = await AsyncHTTPClient().fetch(
        f"http://127.0.0.1:{settings.flower_port}/api/tasks",
        auth_username=settings.flower_user,
        auth_password=password,
        raise_error=False,
    )
    return answer.code


async def flower_answers(settings: Settings) -> bool:
    """Tell whether Flower answers who has the password."""
    with suppress(OSError):
        return await asked_of_flower(settings, settings.flower_password or "") == 200
    return False


def test_an_image_holds_only_what_runs(image: Image) -> None:
    held = {str(path.relative_to(image.directory)) for path in image.directory.rglob("*")}

    assert {"sidepro/server.py", "tasks/beat.py", "docker/healthcheck.py"} <= held
    assert [path for path in held if re.match(r"(tests|sidepro/(dev|demo|client))(/|$)|.*\.pyc$", path)] == []


def test_a_command_that_an_image_has_not_is_refused_in_one_line(image: Image, own: Settings) -> None:
    image.install("requirements.txt")

    for command in ("dev", "demo"):
        refusal = image.missing(own, command)
        assert refusal == f"`{command}` is not part of an image: run it from the repository.\n"


def test_the_front_end_is_built_from_what_is_copied(tmp_path: Path) -> None:
    place = tmp_path / "static"
    place.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / "static" / name, place)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=place)
    shutil.copytree(ROOT / "static", place, ignore=unsent, dirs_exist_ok=True)
    run("npm", "run", "build", cwd=place)

    assert (place / "dist" / ".vite" / "manifest.json").is_file()
    assert list((place / "dist").rglob("*.js.br"))


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
