"""Who is signed in, as the pages know it: when the server is away, too, and on other devices."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from sidepro.dev.mongo import EmbeddedMongo
from sidepro.settings import Settings
from tests.api import Api
from tests.browser.visiting import publish, unheard, visit
from tests.built import SiteWith
from tests.people import People, sign_up

REFRESH = "**/api/v1/sessions/current/refresh"


@pytest.fixture
async def own_site(own_mongo: EmbeddedMongo, settings: Settings, front_end: Path) -> AsyncIterator[Api]:
    """Give the site on a MongoDB that belongs to this test alone."""
    site = SiteWith(msgspec.structs.replace(settings, mongo_url=own_mongo.url), front_end)
    yield await site.open()
    await site.close()


def door(page: Page) -> Locator:
    """Find the way in that guests are shown."""
    return page.get_by_role("banner").get_by_role("link", name="로그인")


async def choose_english(page: Page) -> None:
    """Have the settings in English, and the account remember it."""
    async with page.expect_response("**/users/me"):
        await page.get_by_role("radiogroup").get_by_text("English").click()
    await expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()


async def test_a_server_in_trouble_logs_nobody_out(
    browser: Browser, own_site: Api, own_mongo: EmbeddedMongo
) -> None:
    visitor = await visit(browser, own_site.base, await sign_up(own_site))
    await own_mongo.stop()
    await visitor.go("/settings")
    await expect(visitor.page.get_by_text("서버에서 문제가 생겼어요")).to_be_visible()
    await expect(door(visitor.page)).to_have_count(0)

    await own_mongo.start()
    await expect(visitor.page.get_by_role("heading", name="설정")).to_be_visible()
    await expect(visitor.page).to_have_url(f"{own_site.base}/settings")
    await visitor.page.context.close()


async def test_who_cannot_be_asked_about_is_no_guest(browser: Browser, site: Api, person: People) -> None:
    title = f"{unheard()} 막차"
    mina, author = await person(), await person()
    await publish(author, title)
    visitor = await visit(browser, site.base, mina)
    await visitor.page.route(REFRESH, lambda route: route.abort())
    await visitor.go("/projects")
    bookmark = visitor.card(title).get_by_role("button", name=f"‘{title}’ 북마크")
    await bookmark.click()
    await expect(visitor.page.get_by_text("서버에 닿지 못했어요")).to_be_visible()
    await expect(visitor.page).to_have_url(f"{site.base}/projects")
    await expect(door(visitor.page)).to_have_count(0)

    await visitor.page.unroute(REFRESH)
    menu = visitor.page.get_by_role("button", name=f"{mina.username} 님의 메뉴")
    await expect(menu).to_be_visible()
    await bookmark.click()
    await expect(bookmark).to_have_attribute("aria-pressed", "true")
    await visitor.page.context.close()


async def test_who_was_logged_out_elsewhere_is_a_guest(browser: Browser, site: Api, person: People) -> None:
    mina = await person()
    visitor = await visit(browser, site.base, mina)
    answer = await mina.api.get("/sessions")
    await mina.api.delete(f"/sessions/{answer.json['items'][0]['id']}")
    await visitor.go("/settings")
    await expect(visitor.page).to_have_url(re.compile("/log-in"))
    await expect(door(visitor.page)).to_be_visible()
    await visitor.page.context.close()


async def test_the_language_of_the_account_goes_before_that_of_the_browser(
    browser: Browser, site: Api, person: People
) -> None:
    mina = await person()
    visitor = await visit(browser, site.base, mina)
    await visitor.go("/settings")
    await choose_english(visitor.page)
    tab = await visitor.page.context.new_page()
    await tab.goto(f"{site.base}/settings")
    await expect(tab.get_by_role("heading", name="Settings", level=1)).to_be_visible()

    changed = await mina.api.patch("/users/me", {"locale": "ko"})
    assert changed.status == 200
    await tab.reload()
    await expect(tab.get_by_role("heading", name="설정", level=1)).to_be_visible()
    await expect(tab.locator("html")).to_have_attribute("lang", "ko")
    await visitor.page.context.close()


async def test_a_language_that_could_not_be_kept_is_taken_back(
    browser: Browser, site: Api, person: People
) -> None:
    mina = await person()
    visitor = await visit(browser, site.base, mina)
    await visitor.go("/settings")
    await expect(visitor.page.get_by_role("heading", name="설정", level=1)).to_be_visible()
    await visitor.page.route("**/api/v1/users/me", lambda route: route.abort())
    await visitor.page.get_by_role("radiogroup").get_by_text("English").click()
    await expect(visitor.page.get_by_role("status").get_by_text("서버에 닿지 못했어요")).to_be_visible()
    await expect(visitor.page.get_by_role("radio", name="한국어")).to_be_checked()
    await expect(visitor.page.get_by_role("heading", name="설정", level=1)).to_be_visible()
    await visitor.page.unroute("**/api/v1/users/me")

    await choose_english(visitor.page)
    await visitor.page.reload()
    await expect(visitor.page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    assert (await mina.api.get("/users/me")).json["locale"] == "en"
    await visitor.page.context.close()
