"""The compose files are whole: read, filled in and held to the compose specification."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from compose_spec import PyCompose
from podman_compose import OverrideTag, rec_merge, rec_subs  # type: ignore[import-untyped]

from sidepro.settings import PREFIX, Settings
from tests.stack import ROOT

DOCKER = ROOT / "docker"
FILES = (("compose.yaml",), ("compose.yaml", "compose.publish.yaml"))
TEXTS = {name: (DOCKER / name).read_text() for name in ("compose.yaml", "compose.publish.yaml")}
EXAMPLE = (DOCKER / ".env.example").read_text()
NAMES = frozenset(re.findall(r"^#?(SIDEPRO_[A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
USED = frozenset(re.findall(r"(?<!\$)\$\{(\w+)", "".join(TEXTS.values())))
SECRET = re.compile("SECRET|PEPPER|PASSWORD|USER|KEY")
PINNED = re.compile(r"[a-z0-9./-]+:(?!latest)[A-Za-z]*[.]?v?[0-9]+[.-][A-Za-z0-9._-]+")
FILLED = {name: f"{name.lower().replace('_', '-')}-1.0-{'x' * 32}" for name in NAMES} | {
    "SIDEPRO_TAG": "1.0.0",
    "SIDEPRO_IMAGE": "registry.example/sidepro",
    "SIDEPRO_ENVIRONMENT": "publish",
    "SIDEPRO_PUBLIC_URL": "https://sidepro.example",
    "SIDEPRO_IMAGES_URL": "https://media.sidepro.example/sidepro/images/",
    "SIDEPRO_S3_PUBLIC_URL": "https://media.sidepro.example",
    "SIDEPRO_MONGO_PASSWORD": "mongo",
    "SIDEPRO_REDIS_PASSWORD": "redis",
    "SIDEPRO_LOG_LEVEL": "info",
}
"""An environment with everything that .env.example names."""


def filled(name: str, environment: dict[str, str]) -> Any:
    """Read a file and put the environment into it, as compose does; raises ValueError for what is missing."""
    return rec_subs(yaml.safe_load(TEXTS[name]), environment)


@cache
def project(names: tuple[str, ...]) -> dict[str, Any]:
    """Give what compose makes of some files together."""
    merged: dict[str, Any] = {}
    rec_merge(merged, *(filled(name, dict(FILLED)) for name in names))
    plain = msgspec.json.decode(msgspec.json.encode(merged, enc_hook=_overridden))
    assert isinstance(plain, dict)
    return plain


def _overridden(value: object) -> object:
    if isinstance(value, OverrideTag):
        return value.value
    raise NotImplementedError


def services() -> list[Any]:
    """List every service of every set of files."""
    return [
        pytest.param(service, id=f"{len(names)}-{name}")
        for names in FILES
        for name, service in project(names)["services"].items()
    ]


@pytest.mark.parametrize("names", FILES)
def test_the_files_keep_the_compose_specification(names: tuple[str, ...]) -> None:
    read = PyCompose.from_json(msgspec.json.encode(project(names)).decode())

    assert {"proxy", "server-1", "server-2", "worker", "beat", "flower", "mongo", "valkey", "store"} <= set(
        read.service_names()
    )


@pytest.mark.parametrize("name", sorted(USED - {"SIDEPRO_LOG_LEVEL"}))
def test_nothing_starts_without_a_setting(name: str) -> None:
    lacking = {key: value for key, value in FILLED.items() if key != name}
    file = next(file for file, text in TEXTS.items() if f"${{{name}:?" in text)
    with pytest.raises(ValueError, match=f"{name} is missing a value: \\w+"):
        filled(file, lacking)


def test_every_setting_is_in_the_example_and_none_has_a_value_there() -> None:
    assert USED <= NAMES
    assert not re.search(r"^SIDEPRO_\w+=.", EXAMPLE, re.MULTILINE)
    assert not [
        name for name in USED if SECRET.search(name) and f"${{{name}:?" not in "".join(TEXTS.values())
    ]


@pytest.mark.parametrize("service", services())
def test_each_image_is_pinned_bounded_and_watched(service: dict[str, Any]) -> None:
    limits = service["deploy"]["resources"]["limits"]

    assert PINNED.fullmatch(service["image"]), service["image"]
    assert set(limits) == {"cpus", "memory", "pids"}
    assert "once" in service.get("profiles", []) or service["healthcheck"]["test"]


@pytest.mark.parametrize("service", services())
def test_each_container_may_do_as_little_as_possible(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert not [volume for volume in service.get("volumes", []) if "docker.sock" in volume]


@pytest.mark.parametrize("name", ["server-1", "server-2", "worker", "beat", "flower", "storage"])
def test_each_process_starts_with_its_settings(name: str) -> None:
    environment = project(FILES[1])["services"][name]["environment"]
    given = {key: value for key, value in environment.items() if key.startswith(PREFIX) and value is not None}

    assert Settings.read(given).is_secure


def test_only_the_proxy_is_reached_from_outside() -> None:
    published = {
        name: service["ports"]
        for name, service in project(FILES[1])["services"].items()
        if "ports" in service
    }
    development = project(FILES[0])["services"]["proxy"]["ports"]

    assert published == {"proxy": ["80:8080", "443:8443"], "flower": ["127.0.0.1:5555:5555"]}
    assert all(port.startswith("127.0.0.1:") for port in development)
    assert project(FILES[1])["networks"]["stores"] == {"internal": True}


def test_the_servers_are_where_the_proxy_looks_for_them() -> None:
    found = project(FILES[0])["services"]
    servers = [found[name]["networks"]["front"]["ipv4_address"] for name in ("server-1", "server-2")]
    proxy = found["proxy"]

    assert proxy["environment"]["SERVERS"].split() == [f"{address}:8000" for address in servers]
    assert (
        found["server-1"]["environment"]["SIDEPRO_TRUSTED_PROXIES"]
        == (proxy["networks"]["front"]["ipv4_address"])
    )


def test_what_is_mounted_is_there() -> None:
    for service in project(FILES[1])["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if source.startswith("./"):
                assert (DOCKER / source).is_dir()
    assert not (DOCKER / ".env").exists() or Path(DOCKER / ".env").stat().st_mode & 0o077 == 0
