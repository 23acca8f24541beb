"""What the front end may weigh, and what it may load and run."""

from collections import Counter
from typing import Any, Final

from playwright.async_api import Browser, Response, expect

from tests.api import Api
from tests.browser.coffee import room_of
from tests.browser.screens import SCREENS
from tests.browser.visiting import is_still, publish, unheard, visit
from tests.people import sign_up

PHONE: Final[Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
MOST_SCRIPT: Final = 100_000
MOST_STYLE: Final = 60_000
"""Bytes as they travel."""
WATCH: Final = """
window.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
    violations.push([violatedDirective, blockedURI, sample]));
"""


async def test_the_board_is_light(browser: Browser, site: Api) -> None:
    await publish(await sign_up(site), f"{unheard()} 가벼움", "Python")
    visitor = await visit(browser, site.base, **PHONE)
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    visitor.page.on("response", keep)

    await visitor.go("/projects")
    await expect(visitor.titles.first).to_be_visible()
    await visitor.page.wait_for_load_state("networkidle")

    weights: Counter[str] = Counter()
    for answer in answers:
        weights[answer.request.resource_type] += (await answer.request.sizes())["responseBodySize"]
    assert 0 < weights["script"] <= MOST_SCRIPT
    assert 0 < weights["stylesheet"] <= MOST_STYLE
    assert not [answer.url for answer in answers if "ditor" in answer.url]
    await visitor.page.context.close()


async def test_every_page_keeps_to_its_policy(browser: Browser, site: Api) -> None:
    mina, jun = await sign_up(site, skills=["Python"]), await sign_up(site, skills=["Python"])
    ids = {
        "project": await publish(jun, f"{unheard()} 정책", "Python"),
        "own": await publish(mina, f"{unheard()} 정책", "Python"),
        "username": jun.username,
        "room": await room_of(mina, jun),
    }
    member, guest = await visit(browser, site.base, mina), await visit(browser, site.base)
    for visitor in (member, guest):
        await visitor.page.add_init_script(WATCH)

    for path, is_member in sorted({(screen.path, screen.is_member) for screen in SCREENS}):
        visitor = member if is_member else guest
        answer = await visitor.page.goto(site.base + path.format(**ids))
        await is_still(visitor.page)

        assert answer is not None
        policy = await answer.header_value("Content-Security-Policy") or ""
        assert "require-trusted-types-for 'script'" in policy, path
        assert "unsafe" not in policy, path
        assert await visitor.page.evaluate("violations") == [], path
        assert visitor.faults == [], path
    for visitor in (member, guest):
        await visitor.page.context.close()
