"""Loads a server with wrk, from this machine to this machine, for a bounded time."""

import asyncio
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

CONNECTIONS: Final = 16
_SCRIPT: Final = Path(__file__).with_name("requests.lua")
_RATE: Final = re.compile(r"Requests/sec:\s+([\d.]+)")
_P99: Final = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_FAILED: Final = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")
_MILLISECONDS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class Request(msgspec.Struct, frozen=True):
    """One request of a load."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = {}
    body: str = ""

    def line(self) -> str:
        """Write the request as a line for wrk's script."""
        headers = "|".join(f"{name}={value}" for name, value in self.headers.items())
        return f"{self.method}\t{self.path}\t{headers}\t{self.body}"


class Measured(msgspec.Struct, frozen=True):
    """What a load showed; `p99` is in milliseconds."""

    rate: float
    p99: float
    failed: str


def write_requests(path: Path, requests: Iterable[Request]) -> Path:
    """Write the requests of a load into a file."""
    path.write_text("".join(f"{request.line()}\n" for request in requests))
    return path


async def load(base: str, requests: Path, *, seconds: float, connections: int = CONNECTIONS) -> Measured:
    """Send requests as fast as they are answered, `connections` at a time."""
    process = await asyncio.create_subprocess_exec(
        *("wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", "-s", str(_SCRIPT), base),
        *("--", str(requests)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode()
    rate, p99 = _RATE.search(output), _P99.search(output)
    if process.returncode or not rate or not p99:
        raise RuntimeError(f"wrk failed: {output}")
    failed = _FAILED.search(output)
    return Measured(
        float(rate[1]), float(p99[1]) * _MILLISECONDS[p99[2]], (failed[1] or failed[2]) if failed else ""
    )


async def install_wrk() -> None:
    """Install wrk from Debian's packages when it is missing."""
    if shutil.which("wrk"):
        return
    print("Installing wrk …", flush=True)
    for command in (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "wrk")):
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
        if await process.wait():
            raise SystemExit("wrk is missing and could not be installed; install it and try again.")
