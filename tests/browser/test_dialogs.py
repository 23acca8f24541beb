"""What opens over a page gives the keyboard back to where it came from."""

from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.keyboard import button, sit_down
from tests.browser.visiting import publish, unheard
from tests.people import People
from tests.uploading import Uploader


async def test_a_picture_that_was_enlarged_has_the_focus_again(
    browser: Browser, site: Api, person: People, uploader: Uploader
) -> None:
    author = await person()
    picture = (await uploader.settled(author, purpose="story"))["urls"]["large"]
    story = f"막차는 23시 40분.\n\n![막차 시각표]({picture})"
    project_id = await publish(author, f"{unheard()} 막차", content=story)
    keyboard = await sit_down(browser, site, f"/projects/{project_id}")
    page = keyboard.page
    shown = page.get_by_role("dialog", name="막차 시각표")
    small = button(page, "그림 크게 보기: 막차 시각표")
    await keyboard.choose(small)
    await expect(shown.get_by_role("img")).to_be_visible()
    await keyboard.press("Escape")
    await expect(shown).to_be_hidden()
    await keyboard.is_at(small)

    await keyboard.press("Space")
    await keyboard.is_at(button(shown, "닫기"))
    await keyboard.press("Enter")
    await expect(shown).to_be_hidden()
    await keyboard.is_at(small)
    await page.context.close()


async def test_a_draft_is_kept_or_discarded_by_keyboard(browser: Browser, site: Api, person: People) -> None:
    keyboard = await sit_down(browser, site, "/write", await person())
    page = keyboard.page
    title = page.get_by_role("textbox", name="제목", exact=True)
    await keyboard.reach(title)
    await keyboard.type("버릴 글")
    await expect(page.get_by_text("임시 저장됨")).to_be_visible()
    await page.reload()
    opener, dialog = button(page, "버리고 새로 쓰기"), page.get_by_role("dialog")
    await keyboard.choose(opener)
    await keyboard.is_at(dialog.get_by_role("button").first)
    await keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await keyboard.is_at(opener)
    await expect(title).to_have_value("버릴 글")

    await keyboard.press("Enter")
    await keyboard.choose(button(dialog, "버리기"))
    await expect(opener).to_have_count(0)
    await expect(title).to_have_value("")
    await keyboard.is_at(title)
    await page.context.close()
