"""The page of a project."""

from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.visiting import visit


async def test_where_no_project_is_the_page_says_so(browser: Browser, site: Api) -> None:
    guest = await visit(browser, site.base)
    reply = await guest.page.goto(f"{site.base}/projects/{'0' * 24}")

    assert reply is not None
    assert reply.status == 404
    await expect(guest.page.get_by_role("heading", level=1)).to_have_text("고개를 끝까지 돌려 봐도 없어요")
