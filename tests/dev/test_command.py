"""`python -m sidepro dev` as a person meets it, with the real stores and the real server."""

import asyncio
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest
from redis import Redis
from tornado.httpclient import AsyncHTTPClient

from sidepro.dev.ports import free_port
from tests.dev.parts import wait_for
from tests.stack import ROOT

START_SECONDS = 60
PORTS = ("SIDEPRO_PORT", "SIDEPRO_MONGO_PORT", "SIDEPRO_REDIS_PORT", "SIDEPRO_S3_PORT", "SIDEPRO_FLOWER_PORT")
MARK = "TESTED_STACK"


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")


class Command:
    """`python -m sidepro dev` with a directory and ports of its own, and without demo data unless asked."""

    def __init__(self, directory: Path) -> None:
        self.started: list[subprocess.Popen[str]] = []
        self.mark = secrets.token_hex(8)
        self.ports = {name: free_port() for name in PORTS}
        self.environ = {name: text for name, text in os.environ.items() if not name.startswith("SIDEPRO_")}
        self.environ |= {name: str(port) for name, port in self.ports.items()}
        self.environ |= {"SIDEPRO_DEV_VAR": str(directory), MARK: self.mark, "SIDEPRO_DEV_DEMO": "0"}

    @property
    def api(self) -> str:
        return f"http://localhost:{self.ports['SIDEPRO_PORT']}/api/v1"

    def start(self, **environ: str) -> "subprocess.Popen[str]":
        """Start it and don't wait."""
        stack = subprocess.Popen(
            [sys.executable, "-m", "sidepro", "dev"],
            cwd=ROOT,
            env=self.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(stack)
        return stack

    def refusal(self, **environ: str) -> str:
        """Start it where it can't run, and return what it says."""
        said, complaint = self.start(**environ).communicate(timeout=START_SECONDS)
        assert "Traceback" not in said + complaint
        return complaint

    def processes(self) -> set[int]:
        """Return the processes of it and of all its parts."""
        found = Path("/proc").glob("[0-9]*")
        return {int(process.name) for process in found if self._is_ours(process)}

    def described(self) -> list[str]:
        """Tell by their commands which processes there are."""
        return [" ".join(psutil.Process(pid).cmdline()) for pid in self.processes()]

    def valkey(self) -> int:
        """Return the process of Valkey."""
        (pid,) = (pid for pid in self.processes() if self._is_valkey(Path(f"/proc/{pid}")))
        return pid

    def _is_ours(self, process: Path) -> bool:
        try:
            marked = f"{MARK}={self.mark}".encode() in (process / "environ").read_bytes()
            return marked or self._is_valkey(process)
        except OSError:  # it has just ended
            return False

    def _is_valkey(self, process: Path) -> bool:
        """Valkey writes its title over its environment."""
        title = f"valkey-server 127.0.0.1:{self.ports['SIDEPRO_REDIS_PORT']}"
        return title.encode() in (process / "cmdline").read_bytes()


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    """Give the command, and end whatever a failed test left of it."""
    command = Command(tmp_path / "var")
    yield command
    for pid in command.processes():
        os.kill(pid, signal.SIGKILL)
    for stack in command.started:
        stack.communicate()


def until_ready(stack: "subprocess.Popen[str]") -> str:
    """Return what a stack said until it was ready."""
    said = ""
    assert stack.stdout
    for line in stack.stdout:
        said += line
        if "Ctrl-C stops everything" in line:
            return said
    raise AssertionError(said + stack.communicate()[1])


async def projects(command: Command) -> list[str]:
    """Return the titles of the first page of the board."""
    reply = await AsyncHTTPClient().fetch(f"{command.api}/projects")
    titles = [project["title"] for project in msgspec.json.decode(reply.body)["items"]]
    assert titles
    return titles


async def parts(command: Command) -> dict[str, str]:
    """Return what the server says of each part."""
    address = f"http://localhost:{command.ports['SIDEPRO_PORT']}/readyz"
    parts: dict[str, str] = msgspec.json.decode((await AsyncHTTPClient().fetch(address)).body)["parts"]
    return parts


async def look_at_flower(command: Command, said: str) -> None:
    """Fail unless Flower shows a worker to those who know the password, and to nobody else."""
    address = f"http://localhost:{command.ports['SIDEPRO_FLOWER_PORT']}/workers?json=1"
    refused = await AsyncHTTPClient().fetch(address, raise_error=False)
    assert refused.code == 401
    shown = re.search(r"user (\S+), password (\S+)", said)
    assert shown
    user, password = shown.groups()
    async with asyncio.timeout(START_SECONDS):  # it hears of a worker by its heartbeat
        page = b""
        while b"celery@" not in page:
            page = (await AsyncHTTPClient().fetch(address, auth_username=user, auth_password=password)).body
            await asyncio.sleep(0.1)


async def log_in(command: Command) -> None:
    """Log in as the demo user; fails when that isn't possible."""
    login = msgspec.json.encode({"email": "demo@sidepro.example", "password": "coffee-and-owls"})
    await AsyncHTTPClient().fetch(
        f"{command.api}/sessions", method="POST", body=login, headers={"Content-Type": "application/json"}
    )


def stop(stack: "subprocess.Popen[str]", number: signal.Signals) -> None:
    stack.send_signal(number)
    said, complaint = stack.communicate(timeout=START_SECONDS)
    assert (stack.returncode, complaint) == (0, ""), said


async def test_it_is_filled_once_stops_and_starts_again_with_everything_kept(command: Command) -> None:
    stack = command.start(SIDEPRO_DEV_DEMO="1")
    said = until_ready(stack)
    assert "Log in as demo@sidepro.example with the password coffee-and-owls." in said
    assert await parts(command) == dict.fromkeys(("mongo", "redis", "uploads", "worker", "beat"), "ok")
    await look_at_flower(command, said)
    assert "SidePro already runs with" in command.refusal()
    cards = await projects(command)
    await log_in(command)
    with Redis(port=command.ports["SIDEPRO_REDIS_PORT"]) as redis:
        redis.set("owl", "awake")
    stop(stack, signal.SIGTERM)
    assert command.processes() == set()

    stack = command.start(SIDEPRO_DEV_DEMO="1", SIDEPRO_MONGO_PORT=str(free_port()))
    assert "demo    |" not in until_ready(stack)
    assert await projects(command) == cards
    await log_in(command)
    with Redis(port=command.ports["SIDEPRO_REDIS_PORT"]) as redis:
        assert redis.get("owl") == b"awake"
    stop(stack, signal.SIGINT)
    assert command.processes() == set()


@LINUX
def test_a_store_that_is_killed_ends_all_and_is_told(command: Command, tmp_path: Path) -> None:
    stack = command.start()
    until_ready(stack)

    os.kill(command.valkey(), signal.SIGKILL)
    _, complaint = stack.communicate(timeout=START_SECONDS)

    assert stack.returncode == 1
    assert complaint.startswith("valkey was ended by signal 9 by itself.\n    ")
    assert "Ready to accept connections" in complaint
    assert command.processes() == set()


@LINUX
def test_no_store_outlives_a_kill(command: Command) -> None:
    stack = command.start()
    until_ready(stack)

    stack.kill()
    stack.communicate()

    wait_for(lambda: command.processes() == set(), otherwise=command.described)


def test_a_taken_port_is_one_sentence(command: Command) -> None:
    with socket.create_server(("127.0.0.1", command.ports["SIDEPRO_S3_PORT"])):
        assert command.refusal() == (
            f"Port {command.ports['SIDEPRO_S3_PORT']} is taken: stop what listens on it,"
            " or set SIDEPRO_S3_PORT to another.\n"
        )


def test_an_unwritable_directory_is_one_sentence(command: Command, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")

    assert command.refusal() == f"{tmp_path / 'var'} can't be written: File exists.\n"


def test_a_missing_library_is_one_sentence(command: Command, tmp_path: Path) -> None:
    mongod = tmp_path / "mongod"
    mongod.write_text("#!/bin/sh\necho 'libcurl.so.4: cannot open shared object file' >&2; exit 127\n")
    mongod.chmod(0o755)

    assert command.refusal(SIDEPRO_DEV_MONGOD=str(mongod)) == (
        "mongod can't start without libcurl.so.4: install libcurl4,"
        " or set SIDEPRO_MONGO_URL to a MongoDB that runs elsewhere.\n"
    )


def test_an_unknown_setting_is_one_sentence(command: Command) -> None:
    assert command.refusal(SIDEPRO_PROT="8001") == "SIDEPRO_PROT is not a setting of SidePro.\n"


def test_a_server_that_refuses_its_settings_is_told(command: Command) -> None:
    complaint = command.refusal(SIDEPRO_PUBLIC_URL="ftp://localhost")

    assert complaint.startswith("storage ended with exit code 1.\n")
    assert "SIDEPRO_PUBLIC_URL must be an address" in complaint
    assert command.processes() == set()
