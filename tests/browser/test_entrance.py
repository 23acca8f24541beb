"""Signing up and logging in: what is told while one types, what is wrong, and where one comes out."""

import re
import secrets

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.api import Api
from tests.browser.visiting import publish, unheard, visit
from tests.people import PASSWORD, People, Person


class Entrance:
    """The page on which one signs up or logs in."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.email = page.get_by_label("이메일")
        self.username = page.get_by_label("사용자 이름")
        self.password = page.get_by_role("textbox", name="비밀번호")

    async def send(self, name: str) -> None:
        """Press the button that sends the form."""
        await self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    async def log_in(self, who: Person) -> None:
        """Fill in the form of the log-in, and send it."""
        await self.email.fill(who.email)
        await self.password.fill(who.password)
        await self.send("로그인")

    async def is_told(self, field: Locator, text: str) -> None:
        """See that a field is wrong, and read beside it what is wrong; some spaces there break no line."""
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_have_accessible_description(re.compile(text.replace(" ", r"\s")))


@pytest.fixture
async def entrance(browser: Browser, site: Api) -> Entrance:
    """Open a browser of somebody who is not signed in."""
    visitor = await visit(browser, site.base)
    return Entrance(visitor.page)


async def test_what_is_wrong_stands_at_each_field(entrance: Entrance, site: Api) -> None:
    page = entrance.page
    await page.goto(f"{site.base}/sign-up")
    await entrance.send("가입하기")
    await entrance.is_told(entrance.email, "이메일을 써 주세요.")
    await entrance.is_told(entrance.username, "사용자 이름을 써 주세요.")
    await entrance.is_told(entrance.password, "비밀번호를 써 주세요.")
    await expect(entrance.email).to_be_focused()

    await entrance.email.fill("bamdori@")
    await entrance.username.fill("밤 도리")
    await entrance.password.fill("막차")
    await entrance.is_told(entrance.email, "@ 뒤에 주소가 더 필요해요.")
    await entrance.is_told(entrance.username, "한글, 영문, 숫자와 _, -만 쓸 수 있어요.")
    await entrance.is_told(entrance.password, "8자 이상이어야 해요. 지금은 2자예요.")
    await page.context.close()


async def test_what_is_taken_is_told_while_one_types(entrance: Entrance, site: Api, person: People) -> None:
    mina, page = await person(), entrance.page
    await page.goto(f"{site.base}/sign-up")
    await entrance.email.fill(mina.email.upper())
    await entrance.is_told(entrance.email, "이미 가입한 이메일이에요.")
    await entrance.username.fill(mina.username.upper())
    await entrance.is_told(entrance.username, "다른 분이 쓰는 이름이에요.")
    await expect(entrance.username).to_be_focused()

    await entrance.username.fill("admin")
    await entrance.is_told(entrance.username, "쓸 수 없는 이름이에요.")
    await entrance.username.fill(f"u{secrets.token_hex(6)}")
    await expect(entrance.username).to_have_accessible_description("쓸 수 있는 이름이에요.")
    await page.get_by_role("link", name="로그인할까요?").click()
    await expect(page).to_have_url(re.compile("/log-in"))
    await page.context.close()


async def test_a_name_that_was_taken_meanwhile_is_told_after_sending(
    entrance: Entrance, site: Api, person: People
) -> None:
    page, username = entrance.page, f"u{secrets.token_hex(6)}"
    await page.goto(f"{site.base}/sign-up")
    await entrance.username.fill(username)
    await expect(entrance.username).to_have_accessible_description("쓸 수 있는 이름이에요.")
    await person(username)
    await entrance.email.fill(f"{username}@sidepro.example")
    await entrance.password.fill(PASSWORD)
    await entrance.send("가입하기")
    await entrance.is_told(entrance.username, "다른 사람이 쓰고 있어요.")
    await expect(entrance.username).to_be_focused()
    await page.context.close()


async def test_a_weak_password_is_refused_and_a_strong_one_opens(entrance: Entrance, site: Api) -> None:
    page, username = entrance.page, f"u{secrets.token_hex(6)}"
    await page.goto(f"{site.base}/sign-up")
    await entrance.email.fill(f"{username}@sidepro.example")
    await entrance.username.fill(username)
    for weak, told in (
        ("abcabcabc", "같은 글자가 되풀이되면"),
        (f"{username}2026", "너무 비슷해요"),
        ("password1", "많은 사람이 쓰는 비밀번호예요."),
    ):
        await entrance.password.fill(weak)
        await entrance.send("가입하기")
        await entrance.is_told(entrance.password, told)
        await expect(page).to_have_url(f"{site.base}/sign-up")

    show = page.get_by_role("button", name="비밀번호 보기")
    await show.click()
    await expect(entrance.password).to_have_attribute("type", "text")
    await show.click()
    await expect(entrance.password).to_have_attribute("type", "password")
    await entrance.password.fill(PASSWORD)
    await entrance.password.press("Enter")
    await expect(page).to_have_url(re.compile("/welcome"))
    assert (await site.get(f"/users/{username}")).status == 200
    await page.context.close()


async def test_a_wrong_password_is_told_without_saying_what_is_wrong(
    entrance: Entrance, site: Api, person: People
) -> None:
    mina, page = await person(), entrance.page
    await page.goto(f"{site.base}/log-in")
    await entrance.send("로그인")
    await entrance.is_told(entrance.password, "비밀번호를 써 주세요.")
    for email in (mina.email, f"{secrets.token_hex(8)}@sidepro.example"):
        await entrance.email.fill(email)
        await entrance.password.fill("막차는 열두 시 오 분")
        async with page.expect_response("**/sessions"):
            await entrance.send("로그인")
        problem = page.get_by_role("main").get_by_role("alert")
        await expect(problem).to_have_text("이메일이나 비밀번호가 맞지 않아요.")
        await expect(entrance.password).to_have_value("막차는 열두 시 오 분")

    await entrance.log_in(mina)
    await expect(page).to_have_url(f"{site.base}/projects")
    await expect(menu_of(page, mina)).to_be_visible()
    await page.context.close()


async def test_logging_in_leads_back_to_where_one_was(entrance: Entrance, site: Api, person: People) -> None:
    mina, title, page = await person(), f"{unheard()} 막차", entrance.page
    address = f"{site.base}/projects/{await publish(await person(), title)}"
    await page.goto(address)
    await page.get_by_role("banner").get_by_role("link", name="로그인").click()
    await expect(page.get_by_text("로그인하면 보던 곳으로 돌아가요.")).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="가입하기").click()
    await page.get_by_role("main").get_by_role("link", name="로그인").click()
    await entrance.email.fill(mina.email)
    await entrance.password.fill(mina.password)
    await entrance.password.press("Enter")
    await expect(page).to_have_url(address)
    await expect(page.get_by_role("heading", name=title)).to_be_visible()
    await page.context.close()


async def test_nobody_is_led_to_a_foreign_place(entrance: Entrance, site: Api, person: People) -> None:
    mina, page = await person(), entrance.page
    await page.goto(f"{site.base}/log-in?next=//sidepro.example/settings")
    await entrance.log_in(mina)
    await expect(page).to_have_url(f"{site.base}/projects")
    await page.context.close()


async def test_a_guest_at_a_page_for_members_comes_back_to_it(
    entrance: Entrance, site: Api, person: People
) -> None:
    mina, page = await person(), entrance.page
    await page.goto(f"{site.base}/me?tab=bookmarks")
    await expect(page).to_have_url(re.compile("/log-in"))
    await entrance.log_in(mina)
    await expect(page).to_have_url(f"{site.base}/me?tab=bookmarks")
    await page.context.close()


async def test_logging_in_and_out_reaches_the_other_tab(
    entrance: Entrance, site: Api, person: People
) -> None:
    mina, page = await person(), entrance.page
    other = await page.context.new_page()
    await other.goto(f"{site.base}/projects")
    await page.goto(f"{site.base}/log-in")
    await entrance.log_in(mina)
    await expect(menu_of(other, mina)).to_be_visible()

    await other.goto(f"{site.base}/settings")
    await menu_of(page, mina).click()
    await page.get_by_role("menuitem", name="로그아웃").click()
    await expect(page).to_have_url(f"{site.base}/")
    await expect(page.get_by_role("banner").get_by_role("link", name="로그인")).to_be_visible()
    await expect(other).to_have_url(re.compile("/log-in"))
    await other.goto(f"{site.base}/me")
    await expect(other).to_have_url(re.compile("/log-in"))
    assert (await mina.api.get("/sessions")).status == 200, "the other device stays"
    await page.context.close()


def menu_of(page: Page, who: Person) -> Locator:
    """Find the menu that shows who is signed in."""
    return page.get_by_role("banner").get_by_role("button", name=f"{who.username} 님의 메뉴")
