"""What people set about their account: name, password, language, theme, devices, and its end."""

import re
import secrets

from playwright.async_api import Browser, Locator, Page, expect

from tests.api import Api
from tests.browser.visiting import publish, settings_of, unheard, visit
from tests.devices import CHROME, log_in
from tests.people import People

NEW_PASSWORD = "첫차는 다섯 시 이십 분"


def part(page: Page, name: str) -> Locator:
    """Find a section of the settings."""
    return page.get_by_role("region", name=name)


async def test_a_name_is_changed_unless_it_is_taken(browser: Browser, site: Api, person: People) -> None:
    mina, other = await person(), await person()
    visitor = await settings_of(browser, site.base, mina)
    page, new = visitor.page, f"u{secrets.token_hex(6)}"
    field = page.get_by_label("사용자 이름")
    change = page.get_by_role("button", name="이름 바꾸기")
    await expect(change).to_be_disabled()
    await field.fill(other.username)
    await expect(field).to_have_accessible_description("다른 분이 쓰는 이름이에요.")
    await change.click()
    await expect(field).to_be_focused()
    assert (await site.get(f"/users/{mina.username}")).status == 200

    await field.fill(new)
    await expect(field).to_have_accessible_description("쓸 수 있는 이름이에요.")
    await change.click()
    await expect(page.get_by_text("사용자 이름을 바꿨어요")).to_be_visible()
    await expect(page.get_by_role("button", name=f"{new} 님의 메뉴")).to_be_visible()
    assert (await site.get(f"/users/{mina.username}")).status == 404
    await page.context.close()


async def test_a_new_password_logs_the_other_devices_out(browser: Browser, site: Api, person: People) -> None:
    mina = await person()
    visitor = await settings_of(browser, site.base, mina)
    other = await visit(browser, site.base)
    await other.go("/log-in?next=/settings")
    await other.page.get_by_label("이메일").fill(mina.email)
    await other.page.get_by_role("textbox", name="비밀번호").fill(mina.password)
    await other.page.get_by_role("textbox", name="비밀번호").press("Enter")
    await expect(other.page.get_by_role("heading", name="설정", level=1)).to_be_visible()

    page = visitor.page
    present = page.get_by_role("textbox", name="지금 비밀번호")
    wanted = page.get_by_role("textbox", name="새 비밀번호")
    change = page.get_by_role("button", name="비밀번호 바꾸기")
    await present.fill("막차는 열두 시 오 분")
    await wanted.fill("password1")
    await change.click()
    await expect(present).to_have_accessible_description("지금 쓰는 비밀번호가 아니에요.")
    await expect(wanted).to_have_accessible_description(re.compile("많은 사람이 쓰는 비밀번호예요."))
    await expect(present).to_be_focused()

    await present.fill(mina.password)
    await wanted.fill(NEW_PASSWORD)
    await change.click()
    await expect(page.get_by_text("비밀번호를 바꿨어요.")).to_be_visible()
    await expect(present).to_have_value("")
    await expect(part(page, "로그인 기기").get_by_role("listitem")).to_have_count(1)
    await expect(other.page).to_have_url(re.compile("/log-in"))
    await page.reload()
    await expect(page.get_by_role("heading", name="설정", level=1)).to_be_visible()
    answer = await site.post("/sessions", {"email": mina.email, "password": NEW_PASSWORD})
    assert answer.status == 201
    for one in (visitor, other):
        await one.page.context.close()


async def test_a_device_is_logged_out_and_then_all_others(
    browser: Browser, site: Api, person: People
) -> None:
    mina = await person()
    phone = await log_in(site, mina, **{"User-Agent": "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1"})
    for _ in range(2):
        await log_in(site, mina, **{"User-Agent": CHROME})
    visitor = await settings_of(browser, site.base, mina)
    page = visitor.page
    devices = part(page, "로그인 기기").get_by_role("list", name="로그인 기기")
    await expect(devices.get_by_role("listitem")).to_have_count(4)
    own = devices.get_by_role("listitem").filter(has_text="이 기기")
    await expect(own).to_have_count(1)
    await expect(own.get_by_role("button")).to_have_count(0)

    await page.route("**/api/v1/sessions/*", lambda route: route.abort())
    out = devices.get_by_role("button", name="Safari · iPhone 로그아웃")
    await out.click()
    await expect(page.get_by_text("서버에 닿지 못했어요")).to_be_visible()
    await expect(devices.get_by_role("listitem")).to_have_count(4)
    await page.unroute("**/api/v1/sessions/*")
    await out.click()
    await expect(devices.get_by_role("listitem")).to_have_count(3)
    await expect(devices).to_be_focused()
    assert (await site.with_token(phone.json["access_token"]).get("/users/me")).status == 401

    await page.get_by_role("button", name="다른 기기 모두 로그아웃").click()
    await expect(devices.get_by_role("listitem")).to_have_count(1)
    await expect(page.get_by_role("button", name="다른 기기 모두 로그아웃")).to_have_count(0)
    await page.reload()
    await expect(devices.get_by_role("listitem")).to_have_count(1)
    await page.context.close()


async def test_the_theme_stays_until_the_device_shall_choose_again(
    browser: Browser, site: Api, person: People
) -> None:
    visitor = await settings_of(browser, site.base, await person())
    page = visitor.page
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = await page.evaluate(ground)
    themes = page.get_by_role("radiogroup", name="화면")
    await themes.get_by_text("어둡게").click()
    dark = await page.evaluate(ground)
    assert dark != light
    await page.reload()
    await expect(themes.get_by_role("radio", name="어둡게")).to_be_checked()
    assert await page.evaluate(ground) == dark

    await page.get_by_role("button", name="밝은 화면으로").click()
    await expect(themes.get_by_role("radio", name="밝게")).to_be_checked()
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate(ground) == light
    await themes.get_by_text("기기 설정대로").click()
    assert await page.evaluate(ground) == dark
    await page.context.close()


async def test_an_account_is_deleted_only_with_its_password(
    browser: Browser, site: Api, person: People
) -> None:
    mina, title = await person(), f"{unheard()} 막차"
    project_id = await publish(mina, title)
    visitor = await settings_of(browser, site.base, mina)
    page = visitor.page
    await page.get_by_label("소개").fill("저장하지 않은 소개")
    asked = page.get_by_role("dialog", name="정말 떠나시나요?")
    await page.get_by_role("button", name="계정 삭제…").click()
    stay = asked.get_by_role("button", name="떠나지 않기")
    await expect(stay).to_be_focused()
    await expect(asked.get_by_text("프로젝트 1개")).to_be_visible()
    await stay.click()
    await expect(asked).to_be_hidden()

    await page.get_by_role("button", name="계정 삭제…").click()
    password = asked.get_by_role("textbox", name="비밀번호")
    remove = asked.get_by_role("button", name="계정 삭제", exact=True)
    await remove.click()
    await expect(password).to_have_accessible_description("비밀번호를 써 주세요.")
    await password.fill("막차는 열두 시 오 분")
    await remove.click()
    await expect(password).to_have_accessible_description("지금 쓰는 비밀번호가 아니에요.")
    assert (await site.get(f"/users/{mina.username}")).status == 200

    await password.fill(mina.password)
    await remove.click()
    await expect(page.get_by_text("계정을 삭제했어요.")).to_be_visible()
    await expect(page).to_have_url(f"{site.base}/")
    await expect(page.get_by_role("banner").get_by_role("link", name="로그인")).to_be_visible()
    assert (await site.get(f"/users/{mina.username}")).status == 404
    assert (await site.get(f"/projects/{project_id}")).status == 404
    answer = await site.post("/sessions", {"email": mina.email, "password": mina.password})
    assert answer.status == 401
    await page.context.close()
