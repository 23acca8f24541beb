"""What can be set, what is refused, and what reaches the server."""

from pathlib import Path

import msgspec
import pytest

from sidepro.dev.failures import CannotRunError
from sidepro.dev.secret_file import keep_secrets
from sidepro.dev.settings import given_settings, read_settings
from sidepro.dev.stack import Stack
from sidepro.settings import Settings

OURS = ["storage", "indexes", "demo", "server", "worker", "beat", "flower"]


def stack(directory: Path, **environ: str) -> Stack:
    secrets = keep_secrets(directory / "secrets.json")
    return Stack(read_settings(environ), secrets, given_settings(environ), directory)


def names(stack: Stack) -> list[str]:
    return [part.name for part in stack.parts()]


def test_everything_is_started_in_this_order(tmp_path: Path) -> None:
    assert names(stack(tmp_path)) == ["mongo", "valkey", "s3", *OURS]


def test_the_server_accepts_what_it_is_given(tmp_path: Path) -> None:
    settings = Settings.read(stack(tmp_path, SIDEPRO_PORT="8123").environment)

    assert settings.port == 8123
    assert settings.public_url == "http://localhost:8123"
    assert settings.environment == "development"


def test_a_setting_of_the_server_is_handed_on(tmp_path: Path) -> None:
    given = stack(tmp_path, SIDEPRO_LOG_LEVEL="debug", SIDEPRO_PUBLIC_URL="http://localhost:9999")

    assert given.environment["SIDEPRO_LOG_LEVEL"] == "debug"
    assert given.url == "http://localhost:9999"


def test_a_setting_of_the_stack_does_not_reach_the_server(tmp_path: Path) -> None:
    environment = stack(tmp_path, SIDEPRO_MONGO_PORT="20123", SIDEPRO_DEV_LOGS="all").environment

    assert "SIDEPRO_MONGO_PORT" not in environment
    assert "SIDEPRO_DEV_LOGS" not in environment
    assert ":20123/" in environment["SIDEPRO_MONGO_URL"]


def test_stores_that_run_elsewhere_are_not_started(tmp_path: Path) -> None:
    given = stack(
        tmp_path,
        SIDEPRO_MONGO_URL="mongodb://db.example/",
        SIDEPRO_REDIS_URL="redis://cache.example/3",
        SIDEPRO_S3_URL="https://objects.example",
        SIDEPRO_S3_ACCESS_KEY="key",
        SIDEPRO_S3_SECRET_KEY="a-secret-key",
    )

    assert names(given) == OURS
    assert given.ports.keys() == {"SIDEPRO_PORT", "SIDEPRO_FLOWER_PORT"}
    assert given.environment["SIDEPRO_MONGO_URL"] == "mongodb://db.example/"
    assert given.environment["SIDEPRO_REDIS_URL"] == "redis://cache.example/3"


def test_demo_data_that_was_never_finished_is_made_again(tmp_path: Path) -> None:
    given = stack(tmp_path)
    begun = given.demo_data.finished.with_name(given.demo_data.finished.name.replace("finished", "begun"))

    assert [part.command[-1] for part in given.parts() if part.name == "demo"] == ["demo"]
    begun.touch()
    assert [part.command[-1] for part in given.parts() if part.name == "demo"] == ["--force"]


def test_demo_data_can_be_left_out(tmp_path: Path) -> None:
    assert "demo" not in names(stack(tmp_path, SIDEPRO_DEV_DEMO="0"))


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"SIDEPRO_PROT": "8001"}, "SIDEPRO_PROT is not a setting of SidePro."),
        ({"SIDEPRO_PORT": "many"}, "SIDEPRO_PORT is wrong: expected `int`, got `str`."),
        ({"SIDEPRO_PORT": "0"}, "SIDEPRO_PORT is wrong: expected `int` >= 1."),
        ({"SIDEPRO_DEV_LOGS": "some"}, "SIDEPRO_DEV_LOGS is wrong: invalid enum value 'some'."),
    ],
)
def test_a_wrong_setting_is_told(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(CannotRunError) as refusal:
        read_settings(environ)

    assert str(refusal.value) == sentence


def test_an_object_store_elsewhere_needs_its_keys() -> None:
    with pytest.raises(CannotRunError, match="SIDEPRO_S3_URL needs"):
        read_settings({"SIDEPRO_S3_URL": "https://objects.example"})


def test_secrets_are_made_once_and_are_their_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"

    made = keep_secrets(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert keep_secrets(path) == made
    random = (made.secret, made.pepper, made.s3_secret_key, made.flower_password)
    assert len(set(random)) == 4
    assert all(len(secret) >= 32 for secret in random)


def test_a_secret_that_came_later_is_added_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    made = keep_secrets(path)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(made, flower_password="")))

    completed = keep_secrets(path)

    assert len(completed.flower_password) >= 32
    assert msgspec.structs.replace(completed, flower_password=made.flower_password) == made
    assert keep_secrets(path) == completed


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"secret": 1}'])
def test_damaged_secrets_are_told_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(content)

    with pytest.raises(CannotRunError, match="is damaged"):
        keep_secrets(path)

    assert path.read_bytes() == content


def test_each_program_gets_only_the_keys_of_the_object_store_that_it_needs(tmp_path: Path) -> None:
    parts = {part.name: part for part in stack(tmp_path).parts()}
    secrets = {
        name: sorted(
            key.removeprefix("SIDEPRO_S3_").removesuffix("SECRET_KEY")
            for key in part.environment
            if key.startswith("SIDEPRO_S3_") and key.endswith("SECRET_KEY")
        )
        for name, part in parts.items()
        if name in OURS
    }

    assert secrets.pop("storage") == ["", "UPLOAD_", "WORKER_"]
    assert secrets.pop("server") == ["UPLOAD_"]
    assert secrets.pop("worker") == secrets.pop("demo") == ["WORKER_"]
    assert not any(secrets.values())
