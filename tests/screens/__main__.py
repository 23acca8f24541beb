"""Takes the pictures of docs/screens from the demo community: `make screens`.

Everything is real but the clock of the browser, which stands still, so that the pictures stay the same.
"""

import asyncio
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from sidepro.demo.community import PASSWORD
from tests.api import Api
from tests.benchmarks.demo_site import DAY, demo_site
from tests.screens.shots import SHOTS, Locale, Shot, Theme

HOME: Final = Path("docs/screens")
MEMBER: Final = "demo@sidepro.example"
FAVOURITE: Final = "막차요정"
"""The project that is shown."""

_THEMES: Final[tuple[Theme, ...]] = ("light", "dark")
_HOURS: Final[dict[Theme, int]] = {"light": 1, "dark": 14}
"""The hour in UTC: in the morning in Seoul, and late in the evening."""

_LANGUAGES: Final[dict[Locale, str]] = {"ko": "ko-KR", "en": "en-US"}
_DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
_PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
_QUALITY: Final = 82
_IS_SEEN: Final = """() =>
    [...document.images].every(({ complete, loading }) => complete || loading === "lazy")
    && document.fonts.status === "loaded"
    && document.getAnimations().every(({ playState }) => playState !== "running")"""


async def main() -> None:
    """Take every screen in both themes."""
    HOME.mkdir(parents=True, exist_ok=True)
    async with demo_site() as base, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        camera = Camera(browser, base)
        for shot in SHOTS:
            for locale in shot.locales:
                for theme in _THEMES:
                    print(await camera.take(shot, locale, theme), flush=True)
        camera.api.close()
        await browser.close()


class Camera:
    """A browser before the site."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base
        self.api = Api(base)

    async def take(self, shot: Shot, locale: Locale, theme: Theme) -> Path:
        """Take a picture of a screen; gives its file."""
        context = await self.browser.new_context(
            locale=_LANGUAGES[locale],
            timezone_id="Asia/Seoul",
            color_scheme=theme,
            reduced_motion="reduce",
            **(_PHONE if shot.is_phone else _DESKTOP),
        )
        await context.add_init_script('localStorage.setItem("sidepro.fonts", "1")')  # a later visit
        if shot.is_member:
            await context.add_init_script('localStorage.setItem("sidepro.signed-in", "1")')
            await context.add_cookies([await self._cookie(locale)])
        page = await context.new_page()
        await page.clock.set_fixed_time(datetime.fromisoformat(DAY).replace(hour=_HOURS[theme], tzinfo=UTC))
        await page.goto(self.base + await self._address(shot.path))
        await self._settle(page)
        await shot.steps(page)
        await self._settle(page)
        suffix = "" if locale == "ko" else f"-{locale}"
        file = HOME / f"{shot.name}{suffix}-{theme}.webp"
        picture = Image.open(io.BytesIO(await page.screenshot()))
        picture.convert("RGB").save(file, "WEBP", quality=_QUALITY, method=6)
        await context.close()
        return file

    async def _settle(self, page: Page) -> None:
        """Wait until everything that is seen is there."""
        await page.wait_for_load_state("networkidle")
        await page.wait_for_function("!document.querySelector('[aria-busy=true]')")
        await page.wait_for_function(_IS_SEEN)

    async def _cookie(self, locale: Locale) -> Any:
        """Log the member in, who reads the language."""
        answer = await self.api.post("/sessions", {"email": MEMBER, "password": PASSWORD})
        member = self.api.with_token(answer.json["access_token"])
        await member.patch("/users/me", {"locale": locale})
        token = answer.cookies["sidepro_refresh"].value
        return {"name": "sidepro_refresh", "value": token, "url": self.base, "sameSite": "Strict"}

    async def _address(self, path: str) -> str:
        """Give the address of a screen, with the project that is shown in it."""
        if "{project}" not in path:
            return path
        found = await self.api.get(f"/projects?q={FAVOURITE}&sort=popular")
        return path.format(project=f"/projects/{found.json['items'][0]['id']}")


if __name__ == "__main__":
    asyncio.run(main())
