"""Somebody who comes to the site for the first time, in a real browser."""

import re
import secrets

from playwright.async_api import Browser, Page, expect

from tests.api import Api
from tests.browser.coffee import Device, Guest, seat_new
from tests.people import PASSWORD, Person


async def arrive(browser: Browser, site: Api, device: Device) -> Guest:
    """Sign somebody up on the page for it; they stand before the questions about themselves then."""
    page = await seat_new(browser, device)
    username, email = f"u{secrets.token_hex(6)}", f"{secrets.token_hex(8)}@sidepro.example"
    await page.goto(site.base)
    await page.get_by_role("banner").get_by_role("link", name="로그인").click()
    await page.get_by_role("main").get_by_role("link", name="가입하기").click()
    await page.get_by_label("이메일").fill(email)
    await page.get_by_label("사용자 이름").fill(username)
    await page.get_by_role("textbox", name="비밀번호").fill(PASSWORD)
    await page.get_by_role("main").get_by_role("button", name="가입하기").click()
    await expect(page).to_have_url(re.compile("/welcome"))
    return Guest(await log_in(site, email, username), page, site.base)


async def log_in(site: Api, email: str, username: str) -> Person:
    """Log somebody in on another device, which asks the API for them."""
    answer = await site.post("/sessions", {"email": email, "password": PASSWORD})
    assert answer.status == 201, answer
    return Person(
        api=site.with_token(answer.json["access_token"]),
        id=answer.json["user"]["id"],
        username=username,
        email=email,
        password=PASSWORD,
        refresh_token=answer.cookies["sidepro_refresh"].value,
    )


async def tell_of_oneself(page: Page, skill: str, name: str) -> None:
    """Fill in the first profile, with a skill by some of its name."""
    await page.get_by_label("소개").fill("낮에는 회사원, 밤에는 부엉이예요.")
    await page.get_by_role("combobox", name="기술 스택").fill(skill)
    await expect(page.get_by_role("option").first).to_contain_text(name)
    await page.get_by_role("combobox", name="기술 스택").press("Enter")
    await expect(page.get_by_role("button", name=f"{name} 빼기")).to_be_visible()
    await page.get_by_label("GitHub 주소").fill("github.com/night-owl")
    await page.get_by_label("지역").select_option(index=1)
    await page.get_by_label("선호 시간").select_option(index=1)
    await page.get_by_role("button", name="저장").click()
    await expect(page).to_have_url(re.compile("/projects"))
