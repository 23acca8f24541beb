"""The pages on which people tell of themselves: their picture."""

from typing import Any

from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.visiting import visit
from tests.people import People
from tests.pictures import quarters, written
from tests.working import Work

HAS_COME = "picture => picture.decode().then(() => picture.naturalWidth)"


async def test_a_picture_is_chosen_seen_by_others_and_taken_away(
    browser: Browser, site: Api, person: People, work: Work
) -> None:
    mina, reader = await person(skills=["Python"]), await person()
    visitor = await visit(browser, site.base, mina)
    await visitor.go("/settings")
    field = visitor.page.get_by_role("group", name="프로필 사진")
    picture = field.locator("img")
    await field.locator("input").set_input_files(
        {
            "name": "나.svg",
            "mimeType": "image/svg+xml",
            "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        }
    )
    await expect(field.get_by_text("PNG")).to_be_visible()
    await expect(picture).to_have_count(0)

    portrait: Any = {"name": "나.png", "mimeType": "image/png", "buffer": written(quarters(), "PNG")}
    await field.locator("input").set_input_files(portrait)
    await expect(picture).to_be_visible()
    await expect(field.get_by_role("progressbar")).to_have_count(0)
    await visitor.page.get_by_role("button", name="저장", exact=True).click()
    await expect(visitor.page.get_by_text("프로필을 저장했어요")).to_be_visible()

    other = await visit(browser, site.base, reader)
    await other.go(f"/users/{mina.username}")
    shown = other.page.get_by_role("region", name="프로필").locator("img")
    assert await shown.evaluate(HAS_COME) == 256
    errors = [each for each in (*visitor.faults, *other.faults) if not each.startswith(("http", "blob:"))]
    assert errors == []

    await field.get_by_role("button", name="프로필 사진 빼기").click()
    async with visitor.page.expect_response("**/users/me"):
        await visitor.page.get_by_role("button", name="저장", exact=True).click()
    await expect(field.get_by_role("button", name="사진 고르기")).to_be_visible()
    await other.page.reload()
    await expect(other.page.get_by_role("heading", name=mina.username, exact=True)).to_be_visible()
    await expect(shown).to_have_count(0)
    for one in (visitor, other):
        await one.page.context.close()
