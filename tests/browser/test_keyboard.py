"""Everything is done by keyboard alone, with a focus that is seen and comes back when a dialog closes."""

import re
import secrets

from playwright.async_api import Browser, Locator, Page, expect

from tests.api import Api
from tests.browser.coffee import room_of
from tests.browser.keyboard import Keyboard, button, sit_down
from tests.browser.visiting import publish, unheard
from tests.people import PASSWORD, People, sign_up


def link(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


async def test_one_signs_up_logs_out_and_logs_in(browser: Browser, site: Api) -> None:
    keyboard = await sit_down(browser, site, "/")
    page, banner = keyboard.page, keyboard.page.get_by_role("banner")
    name, email = f"u{secrets.token_hex(6)}", f"{secrets.token_hex(8)}@sidepro.example"
    await keyboard.choose(link(banner, "가입하기"))
    await keyboard.reach(page.get_by_label("이메일"))
    await keyboard.type(email)
    await keyboard.press("Tab")
    await keyboard.is_at(page.get_by_label("사용자 이름"))
    await keyboard.type(name)
    await keyboard.press("Tab")
    await keyboard.is_at(page.get_by_role("textbox", name="비밀번호"))
    await keyboard.type(PASSWORD)
    await keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/welcome"))
    await keyboard.choose(link(page, "나중에 할게요"))
    await expect(page).to_have_url(f"{site.base}/projects")

    await use_the_menu(keyboard, button(banner, f"{name} 님의 메뉴"))
    await expect(page).to_have_url(f"{site.base}/")
    await keyboard.choose(link(banner, "로그인"))
    await keyboard.reach(page.get_by_label("이메일"))
    await keyboard.type(email)
    await keyboard.press("Tab")
    await keyboard.type(PASSWORD)
    await keyboard.press("Enter")
    await expect(page).to_have_url(f"{site.base}/projects")
    await expect(button(banner, f"{name} 님의 메뉴")).to_be_visible()
    await page.context.close()


async def use_the_menu(keyboard: Keyboard, opener: Locator) -> None:
    """Walk through the menu, leave it with Escape and with Tab, and log out with it at last."""
    items = keyboard.page.get_by_role("menuitem")
    await keyboard.choose(opener)
    await expect(items.first).to_be_focused()
    await keyboard.press("ArrowUp")
    await expect(items.last).to_be_focused()
    await keyboard.press("ArrowDown", "ArrowDown")
    await expect(items.nth(1)).to_be_focused()
    await keyboard.press("Escape")
    await expect(items).to_have_count(0)
    await keyboard.is_at(opener)

    await keyboard.press("Enter", "Tab")
    await expect(items).to_have_count(0)
    await keyboard.reach(opener, "Shift+Tab")
    await keyboard.press("Enter", "End", "Enter")


async def test_the_first_stop_skips_to_the_content(browser: Browser, site: Api) -> None:
    keyboard = await sit_down(browser, site, "/projects")
    skip = link(keyboard.page, "본문으로 건너뛰기")
    await keyboard.press("Tab")
    await keyboard.is_at(skip)
    await expect(skip).to_be_in_viewport(ratio=1)

    await keyboard.press("Enter")
    await expect(keyboard.page.locator("#main")).to_be_focused()
    await keyboard.press("Tab")
    assert await keyboard.page.evaluate("!!document.activeElement.closest('#main')")
    await keyboard.page.context.close()


async def test_a_project_is_found_marked_and_talked_about(
    browser: Browser, site: Api, person: People
) -> None:
    title = f"{unheard()} 막차"
    await publish(await person(), title, "Kotlin")
    reader = await person()
    keyboard = await sit_down(browser, site, "/projects", reader)
    page = keyboard.page
    await keyboard.reach(page.get_by_role("combobox"))
    await keyboard.type("코틀")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("Kotlin")
    await keyboard.press("ArrowDown", "ArrowUp", "Enter")
    await expect(page).to_have_url(re.compile(r"skill=Kotlin"))
    await keyboard.is_at(page.get_by_role("combobox"))
    card = link(page.get_by_role("region", name="프로젝트 둘러보기"), title)
    await keyboard.reach(card)
    await keyboard.reach(page.get_by_role("button", name=f"‘{title}’ 북마크"))
    await keyboard.press("Space")
    await expect(page.get_by_role("button", name=f"‘{title}’ 북마크 1")).to_have_attribute(
        "aria-pressed", "true"
    )
    await keyboard.choose(card, "Shift+Tab")
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.locator("#main")).to_be_focused()

    await keyboard.reach(page.get_by_role("textbox", name="댓글"))
    await keyboard.type("저도 놓쳤어요")
    await keyboard.press("Control+Enter")
    await expect(page.get_by_role("heading", name="댓글 1")).to_be_visible()
    await change_ones_mind(keyboard)
    await page.context.close()


async def change_ones_mind(keyboard: Keyboard) -> None:
    """Begin to edit a comment and stop; remove it and take that back."""
    page = keyboard.page
    await keyboard.choose(button(page, "댓글 고치기"), "Shift+Tab")
    await keyboard.is_at(page.get_by_role("textbox", name="댓글 고치기"))
    await keyboard.press("Escape")
    await keyboard.is_at(button(page, "댓글 고치기"))
    await keyboard.choose(button(page, "댓글 지우기"))
    await expect(page.get_by_text("저도 놓쳤어요")).to_have_count(0)
    heading = page.get_by_role("heading", name="댓글 0")
    await expect(heading).to_be_focused()
    await keyboard.press("Control+z")
    await expect(page.get_by_text("저도 놓쳤어요")).to_be_visible()
    await expect(page.get_by_role("heading", name="댓글 1")).to_be_focused()


async def test_a_project_is_written_and_removed_and_is_back(
    browser: Browser, site: Api, person: People
) -> None:
    keyboard = await sit_down(browser, site, "/projects", await person())
    page = keyboard.page
    title = f"{unheard()} 막차"
    await keyboard.choose(link(page.get_by_role("banner"), "프로젝트 올리기"))
    await expect(page.get_by_role("textbox", name="이야기")).to_be_visible()
    await keyboard.reach(page.get_by_role("textbox", name="제목", exact=True))
    await keyboard.type(title)
    await keyboard.press("Tab")
    await keyboard.type("막차를 놓치지 않게")
    await keyboard.press("Tab")
    await keyboard.is_at(page.get_by_role("combobox", name="기술 스택"))
    await keyboard.type("kotlin")
    await expect(page.get_by_role("option").first).to_contain_text("Kotlin")
    await keyboard.press("Enter")
    await expect(button(page, "Kotlin 빼기")).to_be_visible()
    await write_with_the_toolbar(keyboard)
    await stay_after_all(keyboard)
    await keyboard.choose(button(page, "올리기"), "Shift+Tab")
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.locator(".story strong")).to_have_text("세 번")
    await remove_and_undo(keyboard, title)
    await page.context.close()


async def write_with_the_toolbar(keyboard: Keyboard) -> None:
    """Write bold words; the toolbar is one stop, and a list lets go of Tab after Escape."""
    page, editor = keyboard.page, keyboard.page.get_by_role("textbox", name="이야기")
    toolbar = page.get_by_role("toolbar")
    await keyboard.reach(button(toolbar, "제목"))
    await keyboard.press("ArrowRight")
    await keyboard.is_at(toolbar.get_by_role("button", name="굵게"))
    await keyboard.press("ArrowRight", "End", "Home", "ArrowRight", "Enter")
    await keyboard.is_at(editor)
    await keyboard.type("세 번")
    await keyboard.press("Control+End", "Enter", "Enter")
    await keyboard.type("- 알림")
    await keyboard.press("Tab")
    await keyboard.is_at(editor)
    await keyboard.press("Escape", "Shift+Tab")
    await keyboard.is_at(toolbar.get_by_role("button", name="굵게"))


async def stay_after_all(keyboard: Keyboard) -> None:
    """Begin to leave what is written, and stay."""
    page = keyboard.page
    await keyboard.choose(button(page, "나가기"), "Shift+Tab")
    dialog = page.get_by_role("dialog", name="그만 쓸까요?")
    await keyboard.is_at(button(dialog, "계속 쓰기"))
    await keyboard.press("Tab")
    await keyboard.is_at(button(dialog, "나가기"))
    await keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await keyboard.is_at(button(page, "나가기"))
    await keyboard.reach(page.get_by_role("textbox", name="이야기"))


async def remove_and_undo(keyboard: Keyboard, title: str) -> None:
    """Ask for a removal and stop; remove, and take it back."""
    page = keyboard.page
    dialog = page.get_by_role("dialog")
    await keyboard.choose(button(page, "지우기"))
    await keyboard.is_at(button(dialog, "그만두기"))
    await keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.locator("dialog .panel")).to_have_count(0)  # told of it a moment later
    await keyboard.is_at(button(page, "지우기"))
    await keyboard.press("Enter")
    await keyboard.choose(button(dialog, "지우기"))
    await expect(page.get_by_text("프로젝트를 지웠어요")).to_be_visible()
    await expect(link(page, title)).to_have_count(0)
    await keyboard.press("Control+z")
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def test_settings_are_changed(browser: Browser, site: Api, person: People) -> None:
    keyboard = await sit_down(browser, site, "/settings", await person())
    page = keyboard.page
    await keyboard.reach(page.get_by_label("소개"))
    await keyboard.type("밤에 만들어요")
    await keyboard.choose(button(page, "저장"))
    await expect(page.get_by_text("프로필을 저장했어요")).to_be_visible()
    await keyboard.is_at(button(page, "저장"))
    await keyboard.reach(page.get_by_role("radio", name="한국어"))
    await keyboard.press("ArrowRight")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    await keyboard.press("ArrowLeft")
    await expect(page.get_by_role("heading", level=1)).to_have_text("설정")
    await keyboard.reach(page.get_by_role("radio", name="기기 설정대로"))
    await keyboard.press("ArrowLeft")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    await keyboard.choose(button(page, "계정 삭제…"))
    dialog = page.get_by_role("dialog")
    await keyboard.is_at(button(dialog, "떠나지 않기"))
    await keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await keyboard.is_at(button(page, "계정 삭제…"))
    await page.context.close()


async def test_one_chats_and_does_not_leave(browser: Browser, site: Api, person: People) -> None:
    mina, jun = await person(), await sign_up(site)
    room = await room_of(mina, jun)
    await jun.api.post(f"/rooms/{room}/messages", {"client_id": "c1", "text": "반가워요"})
    keyboard = await sit_down(browser, site, "/projects", mina)
    page = keyboard.page
    opener = page.get_by_role("banner").get_by_role("button", name="커피챗")
    await keyboard.choose(opener)
    row = page.locator(f'[data-room="{room}"]')
    await keyboard.choose(row)
    await expect(page.get_by_role("textbox", name="메시지")).to_be_focused()
    await keyboard.type("저도요")
    await keyboard.press("Enter")
    await expect(page.get_by_role("log", name="대화")).to_contain_text("저도요")
    await keyboard.choose(button(page, "방 나가기"), "Shift+Tab")
    dialog = page.get_by_role("dialog")
    await keyboard.is_at(button(dialog, "그만두기"))
    await keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await keyboard.is_at(button(page, "방 나가기"))
    await keyboard.press("Escape")
    await expect(page.get_by_role("log", name="대화")).to_have_count(0)
    await keyboard.is_at(opener)
    await page.context.close()
