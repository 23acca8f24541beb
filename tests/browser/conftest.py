"""A real browser: Debian's Chromium where there is one, otherwise Playwright's own."""

import shutil
from collections.abc import AsyncIterator, Iterable

import pytest
from playwright.async_api import Browser, async_playwright

from sidepro.server import Server
from tests.api import Api
from tests.browser.coffee import Guest, seat
from tests.people import People, Person, sign_up


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Start a browser for the whole session of this worker; whoever is in it has a context of their own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def site(built_site: Api, server: Server) -> Api:
    """Give the site with its front end; the other server has made the indexes of its stores."""
    return built_site


@pytest.fixture
def person(site: Api) -> People:
    """Give the way to make people who are known to the site that is browsed: its sessions are its own."""

    async def make(username: str | None = None, skills: Iterable[str] = ()) -> Person:
        return await sign_up(site, username, skills)

    return make


@pytest.fixture
async def mina(browser: Browser, site: Api) -> AsyncIterator[Guest]:
    """Seat one who talks."""
    guest = await seat(browser, site.base, await sign_up(site))
    yield guest
    await guest.context.close()


@pytest.fixture
async def jun(browser: Browser, site: Api) -> AsyncIterator[Guest]:
    """Seat the other one who talks, on a phone."""
    guest = await seat(browser, site.base, await sign_up(site), "phone")
    yield guest
    await guest.context.close()


@pytest.fixture
async def third(browser: Browser, site: Api) -> AsyncIterator[Guest]:
    """Seat somebody who is none of the two."""
    guest = await seat(browser, site.base, await sign_up(site))
    yield guest
    await guest.context.close()
