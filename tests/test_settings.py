"""A process starts with settings that are right, or says in one sentence what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from sidepro.settings import PREFIX, SECRETS, Settings, SettingsError
from tests.stack import ROOT

GOOD = {"SIDEPRO_SECRET": "s" * 32, "SIDEPRO_PEPPER": "p" * 32, "PATH": "/bin"}


def test_only_the_secrets_have_no_default() -> None:
    assert Settings.read(GOOD).port == 8000


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SIDEPRO_SECRET": ""}, "SIDEPRO_SECRET is wrong"),
        ({"SIDEPRO_COLOUR": "indigo"}, "SIDEPRO_COLOUR is not a setting"),
        ({"SIDEPRO_PORT": "http"}, "SIDEPRO_PORT is wrong"),
        ({"SIDEPRO_PORT": "70000"}, "SIDEPRO_PORT is wrong"),
        ({"SIDEPRO_ADDRESS": "example.org"}, "address in the settings is wrong"),
        ({"SIDEPRO_TRUSTED_PROXIES": "10.0.0.0/8,nginx"}, "address in the settings is wrong"),
        ({"SIDEPRO_PUBLIC_URL": "http://sidepro.example"}, "must use https"),
        ({"SIDEPRO_PUBLIC_URL": "sidepro.example"}, "must be an address"),
        (
            {
                "SIDEPRO_PUBLIC_URL": "https://sidepro.example",
                "SIDEPRO_IMAGES_URL": "https://sidepro.example/sidepro/images/",
            },
            "must be on another host",
        ),
        ({"SIDEPRO_ADDRESS": "0.0.0.0", "SIDEPRO_RATE_LIMITS": "0"}, "on loopback only"),  # noqa: S104
        ({"SIDEPRO_ADDRESS": "0.0.0.0", "SIDEPRO_PASSWORD_COST": "4"}, "on loopback only"),  # noqa: S104
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read(GOOD | change)

    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


MISSING: tuple[tuple[str, dict[str, str], str], ...] = (
    ("serve", {}, "SECRET is missing: set it to a random text of at least 32 characters."),
    ("serve", {"SECRET": "s" * 32}, "PEPPER is missing: set it to a random text of at least 32 characters."),
    ("flower", {}, "FLOWER_PASSWORD is missing: set it to a random text of at least 16 characters."),
    ("storage", {}, "S3_ACCESS_KEY and SIDEPRO_S3_SECRET_KEY are missing."),
    (
        "beat",
        {"REDIS_URL_FILE": "/nowhere"},
        "REDIS_URL_FILE cannot be read: /nowhere: No such file or directory.",
    ),
)


def test_nothing_starts_without_its_secrets() -> None:
    cases = [
        (command, {f"{PREFIX}{name}": text for name, text in given.items()}) for command, given, _ in MISSING
    ]
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", START_EACH, msgspec.json.encode(cases).decode()],
        cwd=ROOT,
        env={name: text for name, text in os.environ.items() if not name.startswith(PREFIX)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.stderr.splitlines() == [f"{PREFIX}{sentence}" for _, _, sentence in MISSING]
    assert done.stdout.splitlines() == ["1"] * len(MISSING)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_may_stand_in_a_file(tmp_path: Path, end: str) -> None:
    (tmp_path / "secret").write_text("f" * 32 + end, newline="")
    settings = Settings.read({"SIDEPRO_SECRET_FILE": str(tmp_path / "secret"), "PATH": "/bin"})

    assert settings.secret == "f" * 32


def test_every_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    given = {
        name: {
            "SIDEPRO_MONGO_URL": "mongodb://mina@mongo/sidepro",
            "SIDEPRO_REDIS_URL": "redis://mina@valkey/0",
        }.get(name, f"{name.lower()}-{'x' * 20}")
        for name in SECRETS
    }
    for name, text in given.items():
        (tmp_path / name).write_text(text)
    fields = set(Settings.__struct_fields__)

    read = Settings.read({f"{name}_FILE": str(tmp_path / name) for name in SECRETS})

    assert read == Settings.read(given)
    assert {name for name in fields if "secret" in name or "password" in name or name.endswith("_key")} - {
        name.removeprefix(PREFIX).lower() for name in SECRETS
    } == {"password_cost"}
    assert "x" * 20 in msgspec.json.encode(read).decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "SIDEPRO_PEPPER_FILE cannot be read: {path}: No such file or directory."),
        (b"", "SIDEPRO_PEPPER_FILE cannot be used: {path} is not one line of text."),
        (b"canary\ncanary\n", "SIDEPRO_PEPPER_FILE cannot be used: {path} is not one line of text."),
        (b"canary\xff", "SIDEPRO_PEPPER_FILE cannot be used: {path} is not one line of text."),
        (b"canary" * 1000, "SIDEPRO_PEPPER_FILE cannot be used: {path} is not one line of text."),
        (b"canary", "SIDEPRO_PEPPER is wrong: expected `str` of length >= 32."),
    ],
)
def test_a_file_that_is_no_secret_is_refused_without_being_told(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "pepper"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        Settings.read({"SIDEPRO_SECRET": "s" * 32, "SIDEPRO_PEPPER_FILE": str(path)})

    assert str(caught.value) == sentence.format(path=path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SIDEPRO_SECRET_FILE": "/nowhere"}, "SIDEPRO_SECRET and SIDEPRO_SECRET_FILE are both set"),
        ({"SIDEPRO_PORT_FILE": "/nowhere"}, "SIDEPRO_PORT_FILE is not a setting"),
        ({"SIDEPRO_REDIS_PASSWORD": "canary"}, "needs a SIDEPRO_REDIS_URL that names a user and no password"),
        (
            {"SIDEPRO_MONGO_URL": "mongodb://mina:canary@mongo/", "SIDEPRO_MONGO_PASSWORD": "canary"},
            "needs a SIDEPRO_MONGO_URL that names a user and no password",
        ),
    ],
)
def test_what_is_given_twice_or_in_vain_is_refused(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as caught:
        Settings.read(GOOD | change)

    assert "canary" not in str(caught.value)


def test_a_password_is_put_into_the_address_of_its_store() -> None:
    settings = Settings.read(
        {
            "SIDEPRO_MONGO_URL": "mongodb://mina@one:27017,two:27017/sidepro?replicaSet=rs0",
            "SIDEPRO_MONGO_PASSWORD": "p@ss/word:%",
            "SIDEPRO_REDIS_URL": "redis://mina@valkey:6379/0",
            "SIDEPRO_REDIS_PASSWORD": "열쇠",
        }
    )

    assert settings.mongo_url == (
        "mongodb://mina:p%40ss%2Fword%3A%25@one:27017,two:27017/sidepro?replicaSet=rs0"
    )
    assert settings.redis_url == "redis://mina:%EC%97%B4%EC%87%A0@valkey:6379/0"


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    shown = repr(Settings.read(GOOD))

    assert "s" * 32 not in shown
    assert "p" * 32 not in shown


START_EACH = """
import os, sys, msgspec
from sidepro.__main__ import main
before = dict(os.environ)
for command, given in msgspec.json.decode(sys.argv[1]):
    os.environ.clear()
    os.environ.update(before | given)
    print(main([command]))
"""
"""Starts one command after the other, which costs one start of Python."""
