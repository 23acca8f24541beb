"""The board: everything that shapes the list stands in the address."""

import asyncio
import re

from playwright.async_api import Browser, Route, expect

from tests.api import Api
from tests.browser.visiting import publish, unheard, visit
from tests.people import People


async def test_a_project_is_found_by_an_alias_of_its_stack(
    browser: Browser, site: Api, person: People
) -> None:
    word = unheard()
    author = await person()
    await publish(author, f"{word} 하나", "Kubernetes", "Go")
    await publish(author, f"{word} 둘", "Kubernetes")
    guest = await visit(browser, site.base)
    await guest.go(f"/projects?q={word}")
    await guest.sees(f"{word} 둘", f"{word} 하나")

    box = guest.page.get_by_role("combobox")
    await box.fill("쿠버")
    await expect(guest.page.get_by_role("option", name="Kubernetes")).to_have_attribute(
        "aria-selected", "true"
    )
    await box.press("Enter")
    await expect(guest.page).to_have_url(re.compile(r"/projects\?skill=Kubernetes$"))
    await guest.go(f"/projects?q={word}&skill=Kubernetes&skill=Go")
    await guest.sees(f"{word} 둘", f"{word} 하나")
    await guest.page.get_by_text("모두 쓰는").click()
    await guest.sees(f"{word} 하나")

    await guest.page.go_back()
    await guest.sees(f"{word} 둘", f"{word} 하나")
    assert guest.faults == []


async def test_enter_means_what_is_typed_however_late_suggestions_come(browser: Browser, site: Api) -> None:
    guest = await visit(browser, site.base)
    page, box = guest.page, guest.page.get_by_role("combobox")
    await guest.go("/projects")
    await box.fill("쿠버")
    await expect(page.get_by_role("option", name="Kubernetes")).to_be_visible()
    held: asyncio.Future[Route] = asyncio.get_running_loop().create_future()

    def hold(route: Route) -> None:
        held.set_result(route)

    await page.route("**/api/v1/skills?*", hold)
    await box.fill("쿠버 없는 막차")
    await box.press("Enter")
    await (await held).continue_()
    await expect(page).to_have_url(re.compile(r"/projects\?q=[^&]+$"))
    await page.context.close()


async def test_what_is_being_removed_is_neither_shown_nor_counted(
    browser: Browser, site: Api, person: People
) -> None:
    word = unheard()
    author = await person()
    await publish(author, f"{word} 하나")
    going = await publish(author, f"{word} 둘")
    visitor = await visit(browser, site.base, author, viewport={"width": 1440, "height": 900})
    page = visitor.page
    await visitor.go(f"/projects?q={word}")
    listed = page.get_by_role("region", name="프로젝트 둘러보기").locator("article h3")
    await listed.filter(has_text="둘").get_by_role("link").click()
    await page.get_by_role("button", name="지우기", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="지우기", exact=True).click()
    undo = page.get_by_role("button", name="되돌리기")
    await undo.hover()  # it stays for as long as somebody is at it
    await page.get_by_role("combobox").fill(word)
    await page.get_by_role("combobox").press("Enter")
    await expect(page.get_by_text("프로젝트 1개", exact=True)).to_be_visible()
    await expect(listed).to_have_text([f"{word} 하나"])

    await undo.click()
    await expect(page).to_have_url(f"{site.base}/projects/{going}")
    await page.go_back()
    await expect(listed).to_have_text([f"{word} 둘", f"{word} 하나"])
    await expect(page.get_by_text("프로젝트 2개", exact=True)).to_be_visible()
    await page.context.close()
