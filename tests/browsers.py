"""A fixture with a real browser: Debian's Chromium where there is one, otherwise Playwright's own."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright, expect

expect.set_options(timeout=40_000)
"""What is expected may take long on a busy machine; what never comes costs so much only when a test fails."""


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Start a browser for the whole session of this worker; whoever is in it has a context of their own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        await browser.close()
