"""An image as far as it can be had without Docker: our files and what is pinned, in a directory."""

import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.stack import ROOT

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text()
IGNORED = [
    line
    for line in (ROOT / ".dockerignore").read_text().splitlines()
    if (line and line[0] not in "#!*") or "**/" in line
]
COPIED = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", DOCKERFILE, re.MULTILINE)


def run(*command: str, cwd: Path = ROOT) -> str:
    """Run a program, and give what it says."""
    done = subprocess.run(  # noqa: S603 - written in these tests
        command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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

    def missing(self, command: str) -> str:
        """Run a command that it has not, and give the refusal."""
        done = subprocess.run(  # noqa: S603 - our own program
            [self.python, "-m", "sidepro", command],
            cwd=self.directory,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1
        return done.stderr


def lay_out(place: Path) -> Image:
    """Lay an image out in an empty directory."""
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


INSTALLED = """
import re
from importlib.metadata import distributions
for each in distributions():
    print(re.sub("[-_.]+", "-", each.metadata["Name"]).lower())
"""
