"""The compose files are whole: read, filled in and held to the compose specification."""

import re
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from compose_spec import PyCompose

from sidepro.settings import PREFIX, SECRETS, Settings
from tests.docker.composed import (
    DOCKER,
    EXAMPLE,
    FILLED,
    FORMER,
    MAIN,
    NAMES,
    PUBLISH,
    TEXTS,
    USED,
    filled,
    given,
    project,
)
from tests.stack import ROOT

FILES = ((MAIN,), (MAIN, PUBLISH), (MAIN, PUBLISH, FORMER))
PINNED = re.compile(r"[a-z0-9./-]+:(?!latest)[A-Za-z]*[.]?v?[0-9]+[.-][A-Za-z0-9._-]+")
SERVER = {"secret", "pepper", "mongo_server_password", "redis_server_password", "s3_upload_secret_key"}
NEEDED = {
    "proxy": set(),
    "server-1": SERVER,
    "server-2": SERVER,
    "worker": {"mongo_worker_password", "redis_worker_password", "s3_worker_secret_key"},
    "beat": {"redis_beat_password"},
    "flower": {"redis_flower_password", "flower_password"},
    "assets": set(),
    "storage": {"s3_root_password", "s3_upload_secret_key", "s3_worker_secret_key"},
    "mongo": {f"mongo_{role}_password" for role in ("root", "server", "worker", "backup")},
    "valkey": {f"redis_{role}_password" for role in ("server", "worker", "beat", "flower")},
    "store": {"s3_root_password"},
    "certbot": set(),
    "backup": {"mongo_backup_password"},
}
"""Which secrets each service is given, and no other."""


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
    assert {f"{PREFIX}{name.removesuffix('_FILE')}" for name in NAMES} & SECRETS <= {
        f"{PREFIX}S3_{whose}_ACCESS_KEY" for whose in ("UPLOAD", "WORKER")
    }


def test_each_service_is_given_its_own_secrets_and_no_other() -> None:
    found = project(FILES[1])["services"]

    assert {name: set(service.get("secrets", [])) for name, service in found.items()} == NEEDED
    assert set(project(FILES[1])["secrets"]) == set.union(*NEEDED.values())


@pytest.mark.parametrize("service", services())
def test_no_secret_stands_in_an_environment(service: dict[str, Any]) -> None:
    environment = service.get("environment", {})
    paths = {value for name, value in environment.items() if name.endswith("_FILE")}
    secret = re.compile("SECRET|PEPPER|PASSWORD|AUTH")

    assert paths <= {f"/run/secrets/{name}" for name in service.get("secrets", [])}
    assert [name for name in environment if secret.search(name) and not name.endswith("_FILE")] == []
    assert "x" * 32 not in msgspec.json.encode(service.get("command", [])).decode()


def test_the_former_secret_is_one_more_file() -> None:
    for name in ("server-1", "server-2"):
        service = project(FILES[2])["services"][name]
        assert set(service["secrets"]) == SERVER | {"former_secret"}
        assert service["environment"]["SIDEPRO_FORMER_SECRET_FILE"] == "/run/secrets/former_secret"
    assert "former_secret" not in project(FILES[1])["secrets"]


def test_secrets_are_made_once_for_everything_that_needs_one(tmp_path: Path) -> None:
    place = tmp_path / "secrets"
    command = [DOCKER / "secrets.sh", place]
    made = [subprocess.run(command, check=True, capture_output=True) for _ in range(2)]  # noqa: S603 - ours
    files = {path.name: path.read_text() for path in place.iterdir()}

    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o444}
    assert set(files) == set(project(FILES[1])["secrets"])
    assert all(re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", text) for text in files.values())
    assert len(set(files.values())) == len(files)
    assert made[0].stdout.count(b"Made ") == len(files)
    assert made[1].stdout == b""
    assert not any(text.encode() in made[0].stdout for text in files.values())


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
def test_each_process_starts_with_its_settings(name: str, tmp_path: Path) -> None:
    settings = given(name, FILES[1])
    for secret in NEEDED[name]:
        (tmp_path / secret).write_text("x" * 40)

    read = Settings.read(
        {key: re.sub("^/run/secrets", str(tmp_path), text) for key, text in settings.items()}
    )

    assert read.is_secure or name not in {"server-1", "server-2", "storage"}


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


@pytest.mark.parametrize("names", FILES)
def test_nobody_has_a_way_out_who_needs_none(names: tuple[str, ...]) -> None:
    found = project(names)
    inside = {name for name, network in found["networks"].items() if network and network.get("internal")}
    with_a_way_out = {
        name
        for name, service in found["services"].items()
        if service.get("network_mode") != "none" and set(service["networks"]) - inside
    }

    assert inside == {"front", "stores"}
    assert with_a_way_out == {"proxy", "flower"} | ({"certbot"} & set(found["services"]))


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
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"docker/.env", "docker/secrets/"} <= set(ignored)
