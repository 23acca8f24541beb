"""Somebody who looks around the site in a real browser."""

import secrets
from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, expect

from tests.people import Person

_IS_STILL: Final = """() => document.querySelector("h1")
    && !document.querySelector("[aria-busy=true]")
    && document.getAnimations().every(({ playState, effect }) =>
        playState !== "running" || effect.getTiming().iterations === Infinity)"""


@dataclass
class Visitor:
    """A page of somebody, and everything that went wrong on it or was asked of others."""

    page: Page
    base: str
    faults: list[str]

    async def go(self, path: str) -> None:
        """Go to an address."""
        await self.page.goto(self.base + path)

    def card(self, title: str) -> Locator:
        """Find the card of a project on the list."""
        return self.page.get_by_role("article").filter(
            has=self.page.get_by_role("link", name=title, exact=True)
        )

    @property
    def titles(self) -> Locator:
        """The titles of the cards on the list."""
        return self.page.locator("article h3")

    async def sees(self, *titles: str) -> None:
        """See just these projects, in this order."""
        await expect(self.titles).to_have_text(list(titles))


async def visit(browser: Browser, base: str, person: Person | None = None, **options: Any) -> Visitor:
    """Give somebody a browser of their own: signed in, or as a guest."""
    context = await browser.new_context(**{"locale": "ko-KR", **options})
    if person:
        await context.add_init_script('localStorage.setItem("sidepro.signed-in", "1")')
        await context.add_cookies(
            [{"name": "sidepro_refresh", "value": person.refresh_token, "url": base, "sameSite": "Strict"}]
        )
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{error}"))
    page.on("request", lambda request: None if request.url.startswith(base) else faults.append(request.url))
    return Visitor(page, base, faults)


async def settings_of(browser: Browser, base: str, who: Person) -> Visitor:
    """Open the settings of somebody."""
    visitor = await visit(browser, base, who, viewport={"width": 1440, "height": 900})
    await visitor.go("/settings")
    await expect(visitor.page.get_by_role("heading", name="설정", level=1)).to_be_visible()
    return visitor


async def is_still(page: Page) -> None:
    """Wait until nothing on a page is on its way or moves any more."""
    await page.wait_for_function(_IS_STILL)


async def publish(author: Person, title: str, *skills: str, content: str = "밤에 만들었어요.") -> str:
    """Put a project on the board; gives its id."""
    draft = {
        "title": title,
        "summary": f"{title}, 한 줄로",
        "content": content,
        "skills": skills or ("Go",),
    }
    answer = await author.api.post("/projects", draft)
    assert answer.status == 201, answer
    return str(answer.json["id"])


def unheard() -> str:
    """Make a word that no other test uses."""
    return f"w{secrets.token_hex(5)}"
