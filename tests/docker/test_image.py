"""The Dockerfile's steps, as far as they go without Docker, and what checks programs in other languages."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.docker.image import COPIED, DOCKERFILE, Image, run, unsent
from tests.stack import ROOT

SCRIPTS = sorted(path for place in ("docker", "tests/docker") for path in (ROOT / place).rglob("*.sh"))
BIN = Path(sys.executable).parent


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


def test_an_image_holds_only_what_runs(image: Image) -> None:
    held = {str(path.relative_to(image.directory)) for path in image.directory.rglob("*")}

    assert {"sidepro/server.py", "tasks/beat.py", "docker/healthcheck.py"} <= held
    assert [path for path in held if re.match(r"(tests|sidepro/(dev|demo|client))(/|$)|.*\.pyc$", path)] == []


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
