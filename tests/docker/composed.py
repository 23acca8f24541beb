"""What compose makes of the files of docker/, read and filled in without Docker."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
import yaml
from podman_compose import OverrideTag, rec_merge, rec_subs  # type: ignore[import-untyped]

from sidepro.settings import PREFIX
from tests.stack import ROOT

DOCKER = ROOT / "docker"
MAIN, PUBLISH, FORMER = "compose.yaml", "compose.publish.yaml", "compose.former.yaml"
TEXTS = {name: (DOCKER / name).read_text() for name in (MAIN, PUBLISH, FORMER)}
EXAMPLE = (DOCKER / ".env.example").read_text()
NAMES = frozenset(re.findall(r"^#?(SIDEPRO_[A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
USED = frozenset(re.findall(r"(?<!\$)\$\{(\w+)", "".join(TEXTS.values())))
FILLED = {name: f"{name.lower().replace('_', '-')}-1.0-{'x' * 32}" for name in NAMES} | {
    "SIDEPRO_TAG": "1.0.0",
    "SIDEPRO_IMAGE": "registry.example/sidepro",
    "SIDEPRO_ENVIRONMENT": "publish",
    "SIDEPRO_PUBLIC_URL": "https://sidepro.example",
    "SIDEPRO_IMAGES_URL": "https://media.sidepro.example/sidepro/images/",
    "SIDEPRO_S3_PUBLIC_URL": "https://media.sidepro.example",
    "SIDEPRO_LOG_LEVEL": "info",
}
"""An environment with everything that .env.example names."""


def filled(name: str, environment: Mapping[str, str]) -> Any:
    """Read a file and put the environment into it, as compose does; raises ValueError for what is missing."""
    return rec_subs(yaml.safe_load(TEXTS[name]), dict(environment))


@cache
def project(names: tuple[str, ...]) -> dict[str, Any]:
    """Give what compose makes of some files together."""
    merged: dict[str, Any] = {}
    rec_merge(merged, *(filled(name, FILLED) for name in names))
    plain = msgspec.json.decode(msgspec.json.encode(merged, enc_hook=_overridden))
    assert isinstance(plain, dict)
    return plain


def _overridden(value: object) -> object:
    if isinstance(value, OverrideTag):
        return value.value
    raise NotImplementedError


def given(service: str, names: tuple[str, ...] = (MAIN,)) -> dict[str, str]:
    """Give the settings with which a service is started."""
    environment = project(names)["services"][service]["environment"]
    return {key: value for key, value in environment.items() if key.startswith(PREFIX) and value is not None}
