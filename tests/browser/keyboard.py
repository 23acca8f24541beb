"""Somebody who uses the keyboard alone."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, expect

from tests.api import Api
from tests.browser.visiting import visit
from tests.people import Person

_HAS_FOCUS: Final = "element => element.getRootNode().activeElement === element"
_SHOWS_FOCUS: Final = """async (element) => {
    const moving = document.getAnimations().filter(({ effect }) => isFinite(effect.getTiming().iterations));
    await Promise.allSettled(moving.map(({ finished }) => finished));
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = "var(--focus)";
    const { color } = getComputedStyle(probe);
    probe.remove();
    for (let place = element, steps = 0; place && steps < 8; steps += 1) {
        const { boxShadow, outlineColor, borderTopColor } = getComputedStyle(place);
        if ([boxShadow, outlineColor, borderTopColor].some((look) => look.includes(color))) return true;
        place = place.parentElement ?? place.getRootNode().host;
    }
    return false;
}"""
_IS_SEEN: Final = """element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
    return element.contains(there) || there?.contains(element) || there?.shadowRoot !== null;
}"""
_FARTHEST: Final = 80
_WIDE: Final[Any] = {"width": 1440, "height": 900}


@dataclass
class Keyboard:
    """A keyboard before a page: what is reached with it is seen to have the focus."""

    page: Page

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        """Type a text to where the focus is."""
        await self.page.keyboard.type(text)

    async def reach(self, target: Locator, key: str = "Tab") -> None:
        """Go on with Tab until something has the focus, which is seen there and not covered."""
        await expect(target).to_be_visible()
        for _ in range(_FARTHEST):
            if await target.evaluate(_HAS_FOCUS):
                break
            await self.press(key)
        await self.is_at(target)

    async def is_at(self, target: Locator) -> None:
        """See that something has the focus, and that it shows."""
        await expect(target).to_be_focused()
        assert await target.evaluate(_SHOWS_FOCUS), f"{target} does not show that it has the focus"
        assert await target.evaluate(_IS_SEEN), f"{target} is covered"

    async def choose(self, target: Locator, key: str = "Tab") -> None:
        """Reach something and press Enter."""
        await self.reach(target, key)
        await self.press("Enter")


async def sit_down(browser: Browser, site: Api, path: str, person: Person | None = None) -> Keyboard:
    """Give somebody a page and a keyboard."""
    visitor = await visit(browser, site.base, person, viewport=_WIDE)
    await visitor.go(path)
    await expect(visitor.page.get_by_role("heading", level=1)).to_have_count(1)
    return Keyboard(visitor.page)


def button(page: Page | Locator, name: str) -> Locator:
    """Find a button by all that it says."""
    return page.get_by_role("button", name=name, exact=True)
