"""What axe finds wrong with a page."""

from typing import Any, Final

from playwright.async_api import Page

from tests.browser.visiting import is_still
from tests.built import STATIC

_AXE: Final = STATIC / "node_modules" / "axe-core" / "axe.min.js"
_BESIDES: Final = ("label-content-name-mismatch", "target-size", "css-orientation-lock", "p-as-heading")
"""Rules that axe does not ask for by itself."""

_COLOURS: Final = ("color-contrast", "link-in-text-block")
"""Rules whose answer changes with the light."""


async def found_by_axe(page: Page) -> list[str]:
    """List what axe finds, each with the element in which it found it."""
    return await _found(page, {"rules": {rule: {"enabled": True} for rule in _BESIDES}})


async def found_in_every_light(page: Page) -> list[str]:
    """List what axe finds in the light, and what it finds in the dark besides, where only colours differ."""
    await page.emulate_media(color_scheme="light")
    found = await found_by_axe(page)
    await page.emulate_media(color_scheme="dark")
    return found + [f"dark: {each}" for each in await _found(page, {"runOnly": list(_COLOURS)})]


async def _found(page: Page, options: dict[str, Any]) -> list[str]:
    """Ask axe once nothing is on its way or moves any more; what comes while it looks is there at once."""
    await page.emulate_media(reduced_motion="reduce")
    await is_still(page)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE.read_text(encoding="utf-8"))
    result = await page.evaluate("options => axe.run({ ...options, resultTypes: ['violations'] })", options)
    return [
        f"{violation['id']}: {node['html'][:200]} ({' '.join(map(str, node['target']))[:200]})"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
