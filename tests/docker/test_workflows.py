"""The workflows run only what is pinned, with no more rights than they need."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docker.image import run
from tests.stack import ROOT

BIN = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """List the steps of all jobs."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_github_understands_every_workflow() -> None:
    schema = ("--builtin-schema", "vendor.github-workflows")
    run(sys.executable, "-m", "check_jsonschema", *schema, *map(str, WORKFLOWS))


def test_nothing_is_found_that_a_workflow_should_not_do() -> None:
    run(str(BIN / "zizmor"), "--offline", "--no-progress", "--pedantic", ".github/workflows")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(path: Any) -> None:
    lines = re.findall(r"uses: (.*)$", path.read_text(), re.MULTILINE)

    assert lines
    assert [
        line for line in lines if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
    ] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_and_nothing_else_unless_it_says_so(path: Any) -> None:
    workflow = yaml.safe_load(path.read_text())

    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 40
    for step in steps(workflow):
        if "checkout" in step.get("uses", ""):
            assert step["with"] == {"persist-credentials": False}
        assert "${{" not in step.get("run", "")


def test_the_contents_of_every_image_are_listed() -> None:
    images = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]["images"]
    (built,) = [step["with"] for step in images["steps"] if "build-push-action" in step.get("uses", "")]

    assert images["strategy"]["matrix"]["target"] == ["server", "worker", "proxy"]
    assert built["load"] is True
    assert any(
        step.get("run", "").startswith("docker run ") and f" {built['tags']} / -xdev" in step["run"]
        for step in images["steps"]
    )


def test_every_secret_of_a_deployment_is_documented() -> None:
    names = set(re.findall(r"secrets\.([A-Z_]+)", "".join(path.read_text() for path in WORKFLOWS)))

    assert names
    assert all(f"`{name}`" in OPERATIONS for name in names)
