"""Hindrances, each told in a sentence before anything starts."""

import socket
from pathlib import Path

import pytest

from sidepro.dev.checks import check_mongod, check_ports, lacking
from sidepro.dev.directory import occupied
from sidepro.dev.failures import CannotRunError
from sidepro.dev.mongo import embedded_mongod
from sidepro.dev.ports import free_port

LOOPBACK = "127.0.0.1"


def test_free_ports_are_fine() -> None:
    check_ports({"SIDEPRO_PORT": (LOOPBACK, free_port())})


def test_a_taken_port_is_told_with_its_setting() -> None:
    with socket.create_server((LOOPBACK, free_port())) as other:
        port = other.getsockname()[1]

        with pytest.raises(CannotRunError, match=f"^Port {port} is taken: .*SIDEPRO_S3_PORT"):
            check_ports({"SIDEPRO_PORT": (LOOPBACK, free_port()), "SIDEPRO_S3_PORT": (LOOPBACK, port)})


def test_a_port_given_twice_is_told() -> None:
    port = free_port()

    with pytest.raises(CannotRunError, match=r"^SIDEPRO_PORT and SIDEPRO_S3_PORT are both"):
        check_ports({"SIDEPRO_PORT": (LOOPBACK, port), "SIDEPRO_S3_PORT": (LOOPBACK, port)})


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(CannotRunError, match=r"of 192\.0\.2\.1 can't be used"):
        check_ports({"SIDEPRO_PORT": ("192.0.2.1", free_port())})


async def test_the_embedded_mongod_runs_here() -> None:
    await check_mongod(embedded_mongod())


async def test_a_mongod_that_lacks_a_library_is_told(tmp_path: Path) -> None:
    mongod = tmp_path / "mongod"
    mongod.write_text(
        "#!/bin/sh\n"
        "echo 'mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file:"
        " No such file or directory' >&2\n"
        "exit 127\n"
    )
    mongod.chmod(0o755)

    with pytest.raises(CannotRunError, match=r"without libcurl\.so\.4: install libcurl4,"):
        await check_mongod(mongod)


async def test_a_mongod_that_is_no_program_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="can't be run"):
        await check_mongod(tmp_path / "mongod")


@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("/lib/libc.so.6: version `GLIBC_2.34' not found (required by mongod)", "without GLIBC 2.34"),
        ("libfoo-2.5.so.0: cannot open shared object file: No such file", "without libfoo-2.5.so.0"),
        ("Illegal instruction", "(Illegal instruction)"),
        ("", "(exit code 9)"),
    ],
)
def test_what_mongod_lacks_is_told_in_a_sentence(complaint: str, said: str) -> None:
    sentence = lacking(complaint, 9)

    assert said in sentence
    assert sentence.count("\n") == 0
    assert sentence.endswith(".")


def test_a_directory_is_made_and_can_be_had_again(tmp_path: Path) -> None:
    with occupied(tmp_path / "a" / "var"):
        assert (tmp_path / "a" / "var").is_dir()
    with occupied(tmp_path / "a" / "var"):
        pass


def test_a_directory_in_use_is_told(tmp_path: Path) -> None:
    with (
        occupied(tmp_path),
        pytest.raises(CannotRunError, match=r"SidePro already runs with .* \(process \d+\)\.$"),
        occupied(tmp_path),
    ):
        pass


@pytest.mark.parametrize("place", ["var", "var/deeper"])
def test_a_file_in_the_place_of_the_directory_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "var").write_text("in the way")

    with pytest.raises(CannotRunError, match="can't be written"), occupied(tmp_path / place):
        pass


def test_a_directory_that_is_read_only_is_told() -> None:
    with pytest.raises(CannotRunError, match="can't be written"), occupied(Path("/proc/sidepro")):
        pass


def test_a_directory_without_room_is_told(tmp_path: Path) -> None:
    more_than_there_is = 10**18

    with (
        pytest.raises(CannotRunError, match="MB of room left"),
        occupied(tmp_path, needed=more_than_there_is),
    ):
        pass
