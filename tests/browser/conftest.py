"""What the tests of the site in a browser share."""

from collections.abc import AsyncIterator, Iterable

import pytest
from playwright.async_api import Browser

from sidepro.server import Server
from tests.api import Api
from tests.browser.coffee import Guest, seat
from tests.people import People, Person, sign_up


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
