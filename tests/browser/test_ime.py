"""Korean by input method in the fields of one line: the exact text, and nothing done with half a syllable."""

import re
import secrets

from playwright.async_api import Browser, Locator, expect

from tests.api import Api
from tests.browser.ime import InputMethod
from tests.browser.visiting import Visitor, publish, unheard, visit
from tests.people import People

MAK = ("ㅁ", "마", "막")
CHA = ("ㅊ", "차")
HAN = ("ㅎ", "하", "한")
GEUL = ("ㄱ", "그", "글")


async def at(visitor: Visitor, box: Locator) -> InputMethod:
    """Go into a field with an input method."""
    await box.click()
    return await InputMethod.of(visitor.page)


async def test_words_are_searched_for_whole(browser: Browser, site: Api, person: People) -> None:
    word = unheard()
    await publish(await person(), f"{word} 막차", "Go")
    guest = await visit(browser, site.base)
    await guest.go("/projects")
    box = guest.page.get_by_role("combobox")
    ime = await at(guest, box)
    await guest.page.keyboard.type(f"{word} ")
    await ime.syllable(*MAK)
    await ime.compose(*CHA)
    await ime.enter(ends_syllable=True)
    await ime.commit("차")
    await expect(box).to_have_value(f"{word} 막차")
    await expect(guest.page).to_have_url(f"{site.base}/projects")

    await ime.enter()
    await expect(guest.page).to_have_url(re.compile(r"\?q="))
    await guest.sees(f"{word} 막차")
    await expect(box).to_have_value(f"{word} 막차")
    await guest.page.context.close()


async def test_a_skill_of_the_board_is_chosen_whole(browser: Browser, site: Api) -> None:
    guest = await visit(browser, site.base)
    await guest.go("/projects")
    box = guest.page.get_by_role("combobox")
    ime = await at(guest, box)
    await write_python(guest, box, ime)
    await expect(guest.page).to_have_url(f"{site.base}/projects")

    await ime.enter()
    await expect(guest.page).to_have_url(f"{site.base}/projects?skill=Python")
    await expect(box).to_have_value("")
    await ime.syllable(*HAN)
    await ime.syllable(*GEUL)
    await expect(box).to_have_value("한글")
    await guest.page.context.close()


async def test_a_skill_that_is_clicked_leaves_no_half_syllable(browser: Browser, site: Api) -> None:
    guest = await visit(browser, site.base)
    await guest.go("/projects")
    box = guest.page.get_by_role("combobox")
    ime = await at(guest, box)
    await ime.syllable("ㅍ", "파")
    await ime.compose("ㅇ", "이")
    await guest.page.get_by_role("option", name="Python").click()

    await expect(guest.page).to_have_url(f"{site.base}/projects?skill=Python")
    await expect(box).to_have_value("")
    await ime.syllable(*HAN)
    await expect(box).to_have_value("한")
    await guest.page.context.close()


async def test_a_skill_of_the_profile_is_chosen_whole(browser: Browser, site: Api, person: People) -> None:
    mina = await person()
    visitor = await visit(browser, site.base, mina)
    await visitor.go("/welcome")
    box = visitor.page.get_by_role("combobox", name="기술 스택")
    ime = await at(visitor, box)
    await write_python(visitor, box, ime)
    await expect(visitor.page.get_by_role("button", name="Python 빼기")).to_have_count(0)

    await ime.enter()
    await expect(visitor.page.get_by_role("button", name="Python 빼기")).to_have_count(1)
    await expect(box).to_have_value("")
    await expect(visitor.page).to_have_url(f"{site.base}/welcome")
    assert (await mina.api.get("/users/me")).json["profile"]["skills"] == []
    await visitor.page.context.close()


async def write_python(visitor: Visitor, box: Locator, ime: InputMethod) -> None:
    """Write 파이썬; the Enter that ends its last syllable is the input method's."""
    await ime.syllable("ㅍ", "파")
    await ime.syllable("ㅇ", "이")
    await ime.compose("ㅆ", "써", "썬")
    await expect(visitor.page.get_by_role("option").first).to_contain_text("Python")
    await ime.enter(ends_syllable=True)
    await ime.commit("썬")
    await expect(box).to_have_value("파이썬")
    await expect(visitor.page.get_by_role("option").first).to_contain_text("Python")


async def test_a_name_is_signed_up_with_whole(browser: Browser, site: Api) -> None:
    guest = await visit(browser, site.base)
    await guest.go("/sign-up")
    page = guest.page
    tail = secrets.token_hex(4)
    await page.get_by_label("이메일").fill(f"{tail}@sidepro.example")
    await page.get_by_role("textbox", name="비밀번호").fill("막차는 열한 시 사십 분")
    box = page.get_by_label("사용자 이름")
    ime = await at(guest, box)
    await ime.syllable(*HAN)
    await page.keyboard.type(tail)
    await ime.compose(*GEUL)
    await ime.enter(ends_syllable=True)
    await ime.commit("글")
    await expect(box).to_have_value(f"한{tail}글")
    await expect(page).to_have_url(f"{site.base}/sign-up")

    await expect(page.get_by_text("쓸 수 있는 이름이에요.")).to_be_visible()
    await ime.enter()
    await expect(page).to_have_url(re.compile("/welcome"))
    await expect(page.get_by_role("button", name=f"한{tail}글 님의 메뉴")).to_be_visible()
    await page.context.close()


async def test_a_name_is_changed_whole(browser: Browser, site: Api, person: People) -> None:
    mina = await person()
    visitor = await visit(browser, site.base, mina)
    await visitor.go("/settings")
    page = visitor.page
    tail = secrets.token_hex(4)
    box = page.get_by_label("사용자 이름")
    ime = await at(visitor, box)
    await page.keyboard.press("Control+a")
    await page.keyboard.type(tail)
    await ime.syllable(*HAN)
    await ime.compose(*GEUL)
    await expect(box).not_to_have_attribute("aria-invalid", "true")
    await ime.enter(ends_syllable=True)
    await ime.commit("글")
    await expect(box).to_have_value(f"{tail}한글")
    assert (await mina.api.get("/users/me")).json["username"] == mina.username

    await ime.enter()
    await expect(page.get_by_text("사용자 이름을 바꿨어요")).to_be_visible()
    assert (await mina.api.get("/users/me")).json["username"] == f"{tail}한글"
    await page.context.close()


async def test_a_comment_is_sent_whole(browser: Browser, site: Api, person: People) -> None:
    project_id = await publish(await person(), f"{unheard()} 막차")
    visitor = await visit(browser, site.base, await person())
    await visitor.go(f"/projects/{project_id}")
    box = visitor.page.get_by_role("textbox", name="댓글")
    ime = await at(visitor, box)
    await ime.syllable(*HAN)
    await ime.enter()
    await ime.syllable(*GEUL)
    await expect(box).to_have_value("한\n글")

    await visitor.page.keyboard.press("Control+Enter")
    await expect(visitor.page.locator("li p").filter(has_text="글")).to_have_text("한\n글")
    await expect(box).to_have_value("")
    await visitor.page.context.close()
