"""What Lighthouse says of the pages that people see first, on a phone: `make bench ONLY=lighthouse`.

The site is served by Tornado alone, hence over HTTP/1.1; behind nginx it would be HTTP/2.
"""

import asyncio
import os
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any, Final

import msgspec
from playwright.async_api import async_playwright

from tests.api import Api
from tests.benchmarks.demo_site import demo_site

PACKAGE: Final = Path(__file__).parent / "lighthouse"
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
LEAST: Final = 95
ROUNDS: Final = 3

_COSTLY: Final = 0.9
"""An audit under this score is named."""

Report = dict[str, Any]


async def main() -> int:
    """Print the table; gives 1 when a page is under the figure in one of the categories."""
    await _install()
    missed = 0
    print(f"\n{'Lighthouse, of 100':30}" + "".join(f"{name:>16}" for name in CATEGORIES), flush=True)
    async with demo_site() as base:
        for name, path in (await _pages(base)).items():
            reports = [await _report(base + path) for _ in range(ROUNDS)]
            scores = [_median(reports, category) for category in CATEGORIES]
            print(f"{name:30}" + "".join(f"{score:16.0f}" for score in scores), flush=True)
            if min(scores) < LEAST:
                missed += 1
                print("  " + "\n  ".join(_costs(reports[-1])), flush=True)
    print(f"Each is the median of {ROUNDS}, and at least {LEAST}; over HTTP/1.1.")
    return min(1, missed)


async def _pages(base: str) -> dict[str, str]:
    api = Api(base)
    popular = await api.get("/projects?sort=popular&limit=1")
    api.close()
    return {"landing": "/", "board": "/projects", "project": f"/projects/{popular.json['items'][0]['id']}"}


async def _install() -> None:
    """Install Lighthouse when it is not what its lock file says."""
    installed, locked = PACKAGE / "node_modules" / ".package-lock.json", PACKAGE / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= locked.stat().st_mtime:
        return
    print("Installing Lighthouse (half a minute).", flush=True)
    await _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


async def _report(address: str) -> Report:
    """Measure a page once, as a middling phone on a slow network sees it."""
    told = await _run(
        *("node", "node_modules/lighthouse/cli/index.js", address, "--quiet", "--output=json"),
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
    )
    return dict(msgspec.json.decode(told))


async def _run(program: str, *arguments: str) -> bytes:
    beside = str(Path(sys.executable).parent)
    search = f"{os.environ['PATH']}{os.pathsep}{beside}"
    found = shutil.which(program, path=search)
    if not found:
        raise SystemExit(f"{program} is missing: install the extra sidepro[embedded].")
    process = await asyncio.create_subprocess_exec(
        *(found, *arguments),
        cwd=PACKAGE,
        env=os.environ | {"PATH": search, "CHROME_PATH": await _chromium()},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"`{program} {arguments[0]}` failed.")
    return told


async def _chromium() -> str:
    if found := shutil.which("chromium"):
        return found
    async with async_playwright() as playwright:
        return playwright.chromium.executable_path


def _median(reports: list[Report], category: str) -> float:
    scores = [report["categories"][category]["score"] or 0 for report in reports]
    return 100 * statistics.median(scores)


def _costs(report: Report) -> list[str]:
    """Name what costs points."""
    return [
        f"{audit['id']}: {audit.get('displayValue') or audit['title']}"
        for audit in report["audits"].values()
        if audit["score"] is not None and audit["score"] < _COSTLY
    ]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
