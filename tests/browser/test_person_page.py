"""One's own page, and those of others: who they are, what they made and what they marked."""

import re

from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.visiting import publish, unheard, visit
from tests.people import People, Person

PROFILE = {
    "bio": "낮에는 결제 서버를, 밤에는 막차 알림을 만들어요.",
    "skills": ["Python", "Go"],
    "github_url": "https://github.com/night-owl",
    "region": "seoul",
    "meeting_time": "weekends",
}


async def mark(reader: Person, project_id: str) -> None:
    """Bookmark a project."""
    answer = await reader.api.put(f"/projects/{project_id}/bookmark")
    assert answer.status < 300, answer


async def test_ones_own_page_shows_what_one_made_and_marked(
    browser: Browser, site: Api, person: People
) -> None:
    mina, author = await person(), await person()
    own, marked = f"{unheard()} 막차", f"{unheard()} 도시락"
    await publish(mina, own)
    await mark(mina, await publish(author, marked))
    await mina.api.patch("/users/me", {"profile": PROFILE})
    visitor = await visit(browser, site.base, mina)
    page = visitor.page
    await visitor.go("/me")
    profile = page.get_by_role("region", name="프로필")
    await expect(profile.get_by_role("heading", name=mina.username)).to_be_visible()
    for told in (PROFILE["bio"], "Python", "서울특별시", "주말 선호"):
        await expect(profile.get_by_text(str(told))).to_be_visible()
    await expect(profile.get_by_role("link", name="github.com/night-owl")).to_have_attribute(
        "href", "https://github.com/night-owl"
    )
    await visitor.sees(own)
    await expect(visitor.card(own).get_by_role("link", name="고치기")).to_be_visible()

    tabs = page.get_by_role("navigation", name="내 것")
    await expect(tabs.get_by_role("link", name="프로젝트 1")).to_have_attribute("aria-current", "page")
    await tabs.get_by_role("link", name="북마크 1").click()
    await visitor.sees(marked)
    await page.go_back()
    await visitor.sees(own)
    await page.go_forward()
    await page.reload()
    await visitor.sees(marked)
    await profile.get_by_role("link", name="프로필 고치기").click()
    await expect(page).to_have_url(f"{site.base}/settings")
    await page.context.close()


async def test_an_empty_page_says_how_to_begin(browser: Browser, site: Api, person: People) -> None:
    visitor = await visit(browser, site.base, await person())
    page = visitor.page
    await visitor.go("/me")
    await expect(page.get_by_text("아직 소개가 없어요.")).to_be_visible()
    await expect(page.get_by_role("heading", name="아직 올린 프로젝트가 없어요")).to_be_visible()
    await page.get_by_role("link", name="북마크 0").click()
    await expect(page.get_by_role("heading", name="북마크가 비어 있어요")).to_be_visible()
    await page.get_by_role("link", name="프로젝트 0").click()
    await page.get_by_role("link", name="첫 프로젝트 올리기").click()
    await expect(page).to_have_url(f"{site.base}/write")
    await page.context.close()


async def test_a_page_of_somebody_shows_what_is_shared_and_the_way_to_a_chat(
    browser: Browser, site: Api, person: People
) -> None:
    mina, reader = await person(skills=["Python", "Go"]), await person(skills=["Go", "Rust"])
    own, marked = f"{unheard()} 막차", f"{unheard()} 도시락"
    await publish(mina, own)
    await mark(mina, await publish(reader, marked))
    visitor = await visit(browser, site.base, reader)
    page = visitor.page
    await visitor.go(f"/users/{mina.username.upper()}")
    await visitor.sees(own)
    skills = page.get_by_role("list", name="기술 스택").first
    await expect(skills.locator(".shared")).to_have_text(["Go"])
    await page.get_by_role("navigation", name=f"{mina.username}님이 모은 것").get_by_text("북마크").click()
    await visitor.sees(marked)
    await page.get_by_role("region", name="프로필").get_by_role("button", name="커피챗 신청").click()
    await expect(page.get_by_role("textbox", name="메시지")).to_be_visible()
    await page.context.close()


async def test_a_guest_sees_people_and_is_led_to_the_door(
    browser: Browser, site: Api, person: People
) -> None:
    mina = await person()
    visitor = await visit(browser, site.base)
    page = visitor.page
    await visitor.go(f"/users/{mina.username}")
    await expect(page.get_by_role("heading", name=f"{mina.username}님은 아직 준비 중이에요")).to_be_visible()
    await page.get_by_role("button", name="커피챗 신청").click()
    await expect(page).to_have_url(re.compile(f"/sign-up.*{mina.username}"))
    await page.context.close()


async def test_a_page_of_nobody_says_so(browser: Browser, site: Api) -> None:
    visitor = await visit(browser, site.base)
    await visitor.go(f"/users/{unheard()}")
    await expect(visitor.page.get_by_text("고개를 끝까지 돌려 봐도 없어요")).to_be_visible()
    await visitor.page.context.close()


async def test_the_bookmarks_of_somebody_go_on_over_pages(
    browser: Browser, site: Api, person: People
) -> None:
    mina, author = await person(), await person()
    titles = [f"{unheard()} {number}번째" for number in range(13)]
    for title in titles:
        await mark(mina, await publish(author, title))
    newest = titles[::-1]
    visitor = await visit(browser, site.base, mina)
    page = visitor.page
    await visitor.go("/me?tab=bookmarks")
    await visitor.sees(*newest[:12])
    await page.get_by_role("link", name="다음").click()
    await visitor.sees(newest[12])
    await page.reload()
    await visitor.sees(newest[12])
    await page.get_by_role("link", name="이전").click()
    await visitor.sees(*newest[:12])

    await visitor.go("/me?tab=bookmarks&cursor=broken")
    await expect(page).to_have_url(re.compile(r"/me\?tab=bookmarks$"))
    await visitor.sees(*newest[:12])
    await page.context.close()
