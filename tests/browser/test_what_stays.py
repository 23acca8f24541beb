"""What a browser keeps of somebody who is signed in, and what of it stays when they have logged out."""

from typing import Any, Final

from playwright.async_api import Browser, Page, Response, expect

from tests.api import Api
from tests.browser.writing import writer_in
from tests.people import People

PREFERENCES: Final = {"sidepro.theme", "sidepro.locale", "sidepro.fonts"}
"""What a browser may keep of everybody: how the site looks and speaks."""

KEPT: Final = """async () => ({
    local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
    databases: await indexedDB.databases(), caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
HAS_DRAFT: Final = """prefix => Object.entries(localStorage)
    .some(([key, value]) => key.startsWith(prefix) && value.includes("쓰다 만 이야기"))"""
HAS_NO_DRAFT: Final = """() => !Object.keys(localStorage).some(key => key.startsWith("sidepro.draft"))"""


async def kept_by(page: Page) -> dict[str, Any]:
    """Read all that scripts can read of what the browser keeps."""
    kept: dict[str, Any] = await page.evaluate(KEPT)
    return kept


async def test_tokens_are_nowhere_a_script_can_read(browser: Browser, site: Api, person: People) -> None:
    mina = await person()
    writer = await writer_in(browser, site.base, mina)
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    writer.page.on("response", keep)

    await writer.open()

    cookies = {cookie.get("name"): cookie for cookie in await writer.page.context.cookies()}
    refresh = cookies["sidepro_refresh"]
    renewed = refresh.get("value") or ""
    assert renewed not in {"", mina.refresh_token}, "it was renewed by the page"
    assert (refresh.get("httpOnly"), refresh.get("sameSite")) == (True, "Strict")

    asked = [answer for answer in answers if "/api/v1/" in answer.url]
    assert any(answer.url.endswith("/sessions/current/refresh") for answer in asked)
    for answer in asked:
        assert renewed not in await answer.text(), answer.url
        assert "eyJ" not in answer.url
    kept = repr(await kept_by(writer.page))
    assert "eyJ" not in kept
    assert mina.email not in kept
    await writer.close()


async def test_a_browser_keeps_preferences_and_drafts_of_their_writer(
    browser: Browser, site: Api, person: People
) -> None:
    mina = await person()
    writer = await writer_in(browser, site.base, mina)
    page = writer.page
    await writer.open()
    await writer.write("쓰다 만 이야기")
    await page.wait_for_function(HAS_DRAFT, arg=f"sidepro.draft.{mina.id}.new.")

    kept = await kept_by(page)
    mine = {name for name in kept["local"] if name.startswith(f"sidepro.draft.{mina.id}.")}
    assert mine
    assert set(kept["local"]) <= PREFERENCES | {"sidepro.signed-in"} | mine
    assert set(kept["session"]) <= {"sidepro.tab"}
    assert [kept["cookie"], kept["databases"], kept["caches"], kept["workers"]] == ["", [], [], 0]
    await writer.close()


async def test_a_story_half_written_goes_at_log_out(browser: Browser, site: Api, person: People) -> None:
    mina = await person()
    writer = await writer_in(browser, site.base, mina)
    await writer.open()
    await writer.write("쓰다 만 이야기")
    await writer.page.wait_for_function(HAS_DRAFT, arg=f"sidepro.draft.{mina.id}.new.")
    tab = await writer.page.context.new_page()
    await tab.goto(f"{site.base}/settings")

    await tab.get_by_role("button", name=f"{mina.username} 님의 메뉴").click()
    await tab.get_by_role("menuitem", name="로그아웃").click()

    await expect(tab.get_by_role("banner").get_by_role("link", name="로그인")).to_be_visible()
    await expect(writer.editor).to_have_count(0)
    await tab.wait_for_function(HAS_NO_DRAFT)
    cookies = [cookie.get("name") for cookie in await tab.context.cookies()]
    assert "sidepro_refresh" not in cookies
    await writer.close()
