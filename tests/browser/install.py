"""Sees to it that there is a browser for the tests, and fonts for Korean: `python -m tests.browser.install`.

Debian's Chromium where one is root and has apt-get, otherwise Playwright's own.
"""

import os
import shutil
import subprocess
import sys
from typing import Final

_PACKAGES: Final = ("chromium", "fonts-noto-cjk")
_QUIETLY: Final = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def main() -> None:
    """Install what is missing, and say so."""
    if shutil.which("chromium"):
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing what the tests browse with: {', '.join(_PACKAGES)} (a minute or two).", flush=True)
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-qq", "-y", "--no-install-recommends", *_PACKAGES)
    else:
        print("There is no chromium: installing Playwright's own (a minute or two).", flush=True)
        run(sys.executable, "-m", "playwright", "install", "chromium")


def run(*command: str) -> None:
    """Run a command; ends the program with its complaint when it fails."""
    done = subprocess.run(  # noqa: S603 - the commands above
        command, env=_QUIETLY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}")


if __name__ == "__main__":
    main()
