"""What is looked at before anything is started, so that a hindrance is told in a sentence."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from sidepro.dev import ports
from sidepro.dev.failures import CannotRunError

PACKAGES = {
    "libcrypto.so.3": "libssl3",
    "libcurl.so.4": "libcurl4",
    "libgcc_s.so.1": "libgcc-s1",
    "liblzma.so.5": "liblzma5",
    "libssl.so.3": "libssl3",
}
"""The package of Debian and Ubuntu for each library that mongod needs beside the C library."""

ELSEWHERE = "or set SIDEPRO_MONGO_URL to a MongoDB that runs elsewhere"


def check_ports(wanted: Mapping[str, tuple[str, int]]) -> None:
    """Make sure that each port, given by the name of its setting with its address, is free.

    Raises CannotRunError for the first that isn't, or that two settings name.
    """
    names = defaultdict(list)
    for name, (_, port) in wanted.items():
        names[port].append(name)
    for port, same in names.items():
        if len(same) > 1:
            raise CannotRunError(f"{' and '.join(same)} are both {port}: set one to another port.")
    for name, (address, port) in wanted.items():
        try:
            free = ports.is_free(port, address)
        except OSError as error:
            raise CannotRunError(
                f"Port {port} of {address} can't be used ({error.strerror}): set {name}."
            ) from None
        if not free:
            raise CannotRunError(f"Port {port} is taken: stop what listens on it, or set {name} to another.")


async def check_mongod(mongod: Path) -> None:
    """Run `mongod --version`; raises CannotRunError saying what this machine lacks."""
    try:
        process = await asyncio.create_subprocess_exec(
            *(str(mongod), "--version"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise CannotRunError(f"{mongod} can't be run ({error.strerror}), {ELSEWHERE}.") from None
    _, complaint = await process.communicate()
    if process.returncode:
        raise CannotRunError(lacking(complaint.decode(errors="replace"), process.returncode))


def lacking(complaint: str, code: int) -> str:
    """Say in a sentence what mongod lacks, from what it or the dynamic linker complained."""
    if missing := re.search(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object", complaint):
        library = missing[1]
        package = PACKAGES.get(library, f"the package that has {library}")
        return f"mongod can't start without {library}: install {package}, {ELSEWHERE}."
    if version := re.search(r"version `(GLIBC|GLIBCXX|OPENSSL)_([\d.]+)' not found", complaint):
        return f"mongod can't start without {version[1]} {version[2]}: use a newer system, {ELSEWHERE}."
    said = complaint.strip().splitlines()
    return f"mongod can't start ({said[0] if said else f'exit code {code}'}), {ELSEWHERE}."
