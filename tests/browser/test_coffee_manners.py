"""Coffee chat for everyone: by screen reader, on a small phone, in both languages, light and dark."""

from collections.abc import AsyncIterator
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api import Api
from tests.browser.coffee import Guest, room_of, seat
from tests.browser.visiting import is_still
from tests.built import STATIC
from tests.people import Person, sign_up

AXE = STATIC / "node_modules" / "axe-core" / "axe.min.js"
FAULTS = """async () => {
  const { violations } = await axe.run({ include: [[".chat-page, .drawer"]] });
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(" "))].join("; "));
}"""
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
KEPT = "Object.keys(localStorage).filter(key => /^sidepro\\.(draft|saying)\\./.test(key))"
BOTTOM_OF_COMPOSER = 'document.querySelector("form.composer").getBoundingClientRect().bottom'
LONG = "막차요정" * 450


@pytest.fixture
async def talkers(site: Api) -> tuple[Person, Person, str]:
    """Give two people with a room in which both have said something."""
    one, other = await sign_up(site), await sign_up(site)
    room_id = await room_of(one, other)
    for number, person in enumerate((one, other, other, one)):
        said = {
            "client_id": f"c{number}",
            "text": f"{number}번째로 하는 말이에요 https://sidepro.example/{number}",
        }
        await person.api.post(f"/rooms/{room_id}/messages", said)
    return one, other, room_id


@pytest.fixture
async def phone(browser: Browser, site: Api, talkers: tuple[Person, Person, str]) -> AsyncIterator[Guest]:
    """Seat the first of them at a small phone, in the room."""
    one, _, room_id = talkers
    guest = await seat(browser, site.base, one, "phone", viewport={"width": 360, "height": 740})
    await guest.go(f"/chat/{room_id}")
    await expect(guest.box).to_be_visible()
    yield guest
    await guest.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
async def test_axe_finds_nothing(
    browser: Browser,
    site: Api,
    talkers: tuple[Person, Person, str],
    scheme: Literal["light", "dark"],
    locale: str,
) -> None:
    one, other, room_id = talkers
    guest = await seat(browser, site.base, one, "phone", color_scheme=scheme, locale=locale)
    await guest.go("/chat")
    row = guest.page.locator(f'[data-room="{room_id}"]')
    await expect(row).to_be_visible()
    assert await faults(guest.page) == []
    await row.tap()
    await expect(guest.page.locator(".bubble")).to_have_count(4)
    assert await faults(guest.page) == []
    await other.api.delete(f"/rooms/{room_id}")
    await expect(guest.page.locator("section.pending")).to_be_visible()
    assert await faults(guest.page) == []
    await guest.context.close()


async def test_nothing_scrolls_sideways_and_a_keyboard_covers_nothing(phone: Guest) -> None:
    assert await phone.page.evaluate(SIDEWAYS) == 0
    await phone.box.tap()
    await phone.page.set_viewport_size({"width": 360, "height": 380})

    await expect(phone.box).to_be_in_viewport(ratio=1)
    await expect(phone.page.locator(".bubble").last).to_be_in_viewport()
    assert await phone.page.evaluate(BOTTOM_OF_COMPOSER) <= 380


async def test_the_box_grows_to_six_lines_and_counts_near_the_end(phone: Guest) -> None:
    lower = await height_of(phone)
    await phone.box.fill("\n".join("둘째줄"))
    higher = await height_of(phone)
    await phone.box.fill("\n".join("여섯줄까지만자라요"))
    highest = await height_of(phone)
    assert lower < higher < highest < 7 * 24 + 20

    await phone.box.fill(LONG[:1799])
    await expect(phone.page.get_by_text("2,000자 중")).to_have_count(0)
    await phone.box.fill(LONG)
    await expect(phone.page.get_by_text("2,000자 중 1,800자")).to_be_visible()
    await phone.box.fill(LONG + LONG)
    await expect(phone.page.get_by_text("2,000자까지 보낼 수 있어요. 지금 3,600자예요.")).to_be_visible()
    await expect(phone.page.get_by_role("button", name="보내기")).to_be_disabled()


async def test_on_a_phone_enter_is_a_new_line(phone: Guest) -> None:
    await phone.box.fill("한 줄")
    await phone.box.press("Enter")
    await phone.page.keyboard.type("두 줄")
    await expect(phone.box).to_have_value("한 줄\n두 줄")
    await phone.page.get_by_role("button", name="보내기").tap()
    await phone.sees_state("보냄")
    assert (await phone.said())[-1] == "한 줄\n두 줄"


async def test_back_leads_from_the_room_to_the_list(phone: Guest) -> None:
    await phone.page.get_by_role("button", name="목록으로").tap()
    await expect(phone.page).to_have_url(f"{phone.base}/chat")
    await expect(phone.page.get_by_role("heading", name="커피챗")).to_be_visible()
    await expect(phone.page.locator("[data-room]")).to_have_count(1)


async def test_logging_out_forgets_what_was_written_in_every_tab(phone: Guest) -> None:
    tab = await phone.another_tab()
    await tab.page.set_viewport_size({"width": 1200, "height": 800})
    await tab.go("/projects")
    await phone.box.fill("쓰다 만 글")
    assert len(await phone.page.evaluate(KEPT)) == 1

    await tab.page.get_by_role("button", name="님의 메뉴").click()
    await tab.page.get_by_role("menuitem", name="로그아웃").click()
    await expect(phone.box).to_have_count(0)
    await expect(tab.page.get_by_role("banner").get_by_role("button", name="커피챗")).to_have_count(0)
    assert await phone.page.evaluate(KEPT) == []


async def faults(page: Page) -> list[str]:
    """List what axe finds wrong with the chat, once nothing moves any more."""
    await page.emulate_media(reduced_motion="reduce")
    await is_still(page)
    await page.evaluate(AXE.read_text())
    found: list[str] = await page.evaluate(FAULTS)
    return found


async def height_of(guest: Guest) -> int:
    """Measure the box in which one writes."""
    box: Any = await guest.box.bounding_box()
    return int(box["height"])
