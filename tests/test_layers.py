"""Imports go downwards only; the contracts stand in setup.cfg."""

import configparser
import re

import pytest
from importlinter import cli

from tests.stack import ROOT

SETUP = ROOT / "setup.cfg"


def test_the_contracts_are_kept(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    status = cli.lint_imports(config_filename=str(SETUP), no_cache=True, no_logo=True)

    told = capsys.readouterr().out
    assert status == cli.EXIT_STATUS_SUCCESS, told
    assert " 0 broken" in told


def test_every_module_has_its_layer() -> None:
    config = configparser.ConfigParser()
    config.read(SETUP)
    layered = set(re.findall(r"[a-z_.]+", config["importlinter:contract:layers"]["layers"]))
    modules = {
        f"sidepro.{path.stem}"
        for path in (ROOT / "sidepro").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert modules - {"sidepro.__init__"} <= layered
    assert {"handlers", "documents", "tasks"} <= layered
