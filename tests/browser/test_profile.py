"""What people tell of themselves: after signing up, in the settings, and when they leave."""

import asyncio
import base64
import re

from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.api import Api
from tests.browser.arriving import arrive
from tests.browser.visiting import settings_of
from tests.people import People
from tests.pictures import quarters, written
from tests.working import Work

DROP = """(field, [name, type, data]) => {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type }));
    const terms = { bubbles: true, cancelable: true, dataTransfer };
    field.dispatchEvent(new DragEvent("dragover", terms));
    field.dispatchEvent(new DragEvent("drop", terms));
}"""
COMPLETE = "**/api/v1/uploads/*/complete"


async def save(page: Page) -> None:
    """Save the profile, and see that it was."""
    await page.get_by_role("button", name="저장", exact=True).click()
    await expect(page.get_by_text("프로필을 저장했어요").last).to_be_visible()


async def choose(page: Page, typed: str, name: str) -> None:
    """Choose a skill by typing some of it."""
    box = page.get_by_role("combobox", name="기술 스택")
    await box.fill(typed)
    await expect(page.get_by_role("option").first).to_contain_text(name)
    await box.press("Enter")
    await expect(page.get_by_role("button", name=f"{name} 빼기")).to_be_visible()


async def drop(field: Locator, name: str, kind: str, content: bytes) -> None:
    """Drop a file onto the field of the picture."""
    await field.evaluate(DROP, [name, kind, base64.b64encode(content).decode()])


async def test_a_new_member_tells_of_themselves_and_goes_on(browser: Browser, site: Api) -> None:
    guest = await arrive(browser, site, "desktop")
    page = guest.page
    await page.get_by_label("GitHub 주소").fill("gitlab.com/owl")
    await page.get_by_role("button", name="저장", exact=True).click()
    await expect(page.get_by_text("github.com/이름처럼 써 주세요.")).to_be_visible()
    await expect(page.get_by_label("GitHub 주소")).to_be_focused()

    await page.get_by_label("GitHub 주소").fill("https://github.com/owl/")
    await choose(page, "파이썬", "Python")
    await page.get_by_role("button", name="저장", exact=True).click()
    await expect(page).to_have_url(re.compile("/projects"))
    profile = (await guest.person.api.get("/users/me")).json["profile"]
    assert (profile["skills"], profile["github_url"]) == (["Python"], "https://github.com/owl")
    await guest.context.close()


async def test_a_new_member_may_tell_of_themselves_later(browser: Browser, site: Api) -> None:
    guest = await arrive(browser, site, "phone")
    await guest.page.get_by_role("link", name="나중에 할게요").tap()
    await expect(guest.page).to_have_url(re.compile("/projects"))
    assert (await guest.person.api.get("/users/me")).json["profile"]["skills"] == []
    await guest.context.close()


async def test_a_profile_is_changed_and_what_was_changed_elsewhere_stays(
    browser: Browser, site: Api, person: People
) -> None:
    mina = await person(skills=["Go"])
    visitor = await settings_of(browser, site.base, mina)
    page = visitor.page
    bio = page.get_by_label("소개")
    await bio.fill("가" * 501)
    await page.get_by_role("button", name="저장", exact=True).click()
    await expect(page.get_by_text("500자까지 쓸 수 있어요.")).to_be_visible()
    await expect(bio).to_be_focused()
    await expect(page.get_by_text("501 / 500")).to_be_visible()

    elsewhere = await mina.api.patch("/users/me", {"profile": {"region": "busan"}})
    assert elsewhere.status == 200
    await bio.fill("  밤마다 부엉이를 그려요.  ")
    await choose(page, "파이썬", "Python")
    await page.get_by_role("button", name="Go 빼기").click()
    await page.get_by_label("선호 시간").select_option("주말 선호")
    await save(page)
    profile = (await mina.api.get("/users/me")).json["profile"]
    assert (profile["skills"], profile["region"]) == (["Python"], "busan")
    assert profile["meeting_time"] == "weekends"
    await expect(bio).to_have_value(profile["bio"])
    await expect(page.get_by_label("지역")).to_have_value("busan")
    await page.context.close()


async def test_leaving_with_an_unsaved_profile_asks(browser: Browser, site: Api, person: People) -> None:
    visitor = await settings_of(browser, site.base, await person())
    page = visitor.page
    away = page.get_by_role("link", name="둘러보기", exact=True)
    asked = page.get_by_role("dialog", name="저장하지 않고 나갈까요?")
    stay = asked.get_by_role("button", name="계속 고치기")
    await page.get_by_label("소개").fill("아직 저장하지 않은 소개")
    await away.click()
    await expect(stay).to_be_focused()
    await stay.click()
    await expect(asked).to_be_hidden()
    await expect(page).to_have_url(f"{site.base}/settings")
    await expect(page.get_by_label("소개")).to_have_value("아직 저장하지 않은 소개")

    await page.get_by_role("banner").get_by_role("button", name="님의 메뉴").click()
    await page.get_by_role("menuitem", name="로그아웃").click()
    await stay.click()
    await expect(page).to_have_url(f"{site.base}/settings")

    await away.click()
    await asked.get_by_role("button", name="나가기").click()
    await expect(page).to_have_url(f"{site.base}/projects")
    await page.context.close()


async def test_leaving_a_saved_profile_asks_nothing(browser: Browser, site: Api, person: People) -> None:
    visitor = await settings_of(browser, site.base, await person())
    page = visitor.page
    await page.get_by_label("소개").fill("밤에는 부엉이예요.")
    await page.get_by_label("GitHub 주소").fill("@owl")
    await save(page)
    await page.get_by_role("link", name="둘러보기", exact=True).click()
    await expect(page).to_have_url(f"{site.base}/projects")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.context.close()


async def test_a_dropped_picture_is_seen_on_its_way_and_kept(
    browser: Browser, site: Api, person: People, work: Work
) -> None:
    mina = await person()
    visitor = await settings_of(browser, site.base, mina)
    page = visitor.page
    field = page.get_by_role("group", name="프로필 사진")
    await drop(field, "나.txt", "text/plain", b"owl")
    await expect(field.get_by_text("PNG, JPEG")).to_be_visible()
    await drop(field, "나.png", "image/png", b"this is no picture")
    await expect(field.locator("p.wrong")).to_be_visible()
    await expect(field.locator("img")).to_have_count(0)

    held: asyncio.Future[Route] = asyncio.get_running_loop().create_future()

    def hold(route: Route) -> None:
        held.set_result(route)

    await page.route(COMPLETE, hold)
    await drop(field, "나.png", "image/png", written(quarters(), "PNG"))
    await expect(field.get_by_role("progressbar")).to_be_visible()
    await expect(field.locator("img")).to_be_visible()
    await page.get_by_role("button", name="저장", exact=True).click()
    await expect(page.get_by_text("사진이 아직 올라가는 중이에요")).to_be_visible()
    await page.get_by_role("link", name="둘러보기", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="계속 고치기").click()

    await (await held).continue_()
    await expect(field.get_by_role("progressbar")).to_have_count(0)
    await save(page)
    assert (await mina.api.get("/users/me")).json["profile"]["picture_url"] is not None
    await page.context.close()
