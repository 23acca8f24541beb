"""Which screens are taken, and how one comes to them."""

from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple

from playwright.async_api import Page, expect

Theme = Literal["light", "dark"]
Locale = Literal["ko", "en"]
Steps = Callable[[Page], Awaitable[None]]

STORY = """## 왜 만들었나요

출근길 버스에서 늘 해가 드는 쪽에 앉아요. 노선과 시각을 알면 **어느 쪽 창가가 그늘인지** 미리 알 수 있어요.

- [x] 노선의 방향
- [x] 해의 높이
- [ ] 옆자리에 앉는 사람

```python
def shady_side(bearing: float, azimuth: float) -> str:
    return "왼쪽" if (azimuth - bearing) % 360 < 180 else "오른쪽"
```
"""
"""What is written on the page for writing."""


async def _stay(_: Page) -> None:
    """Nothing is done on the page."""


class Shot(NamedTuple):
    """A screen: what it is called, where it is, and what is done there."""

    name: str
    path: str
    is_member: bool = True
    is_phone: bool = False
    locales: tuple[Locale, ...] = ("ko",)
    steps: Steps = _stay


async def _write(page: Page) -> None:
    """Write the beginning of a project."""
    await page.get_by_role("textbox", name="제목", exact=True).fill("버스 창가 자리")
    await page.get_by_role("textbox", name="한 줄 소개").fill(
        "출근길 버스에서 해가 안 드는 쪽 창가를 알려 줘요."
    )
    tags = page.get_by_role("combobox", name="기술 스택")
    for typed, name in (("파이썬", "Python"), ("스벨트", "Svelte"), ("fastapi", "FastAPI")):
        await tags.fill(typed)
        await expect(page.get_by_role("option").first).to_contain_text(name)
        await tags.press("Enter")
        await expect(page.get_by_role("button", name=f"{name} 빼기")).to_be_visible()
    await page.get_by_role("textbox", name="이야기").click()
    await page.keyboard.insert_text(STORY)
    await expect(page.locator(".beside .story h3").first).to_be_visible()
    await page.evaluate("scrollTo(0, 0)")


async def _open_drawer(page: Page) -> None:
    """Open the talk that goes on, beside the board."""
    await page.get_by_role("banner").get_by_role("button", name="커피챗").click()
    await page.locator("[data-room]").first.click()
    await expect(page.get_by_role("log", name="대화").locator(".bubble").first).to_be_visible()


async def _open_room(page: Page) -> None:
    """Open the newest talk on a phone."""
    await page.locator("[data-room]").first.click()
    await expect(page.get_by_role("log", name="대화").locator(".bubble").first).to_be_visible()


SHOTS = (
    Shot("landing", "/", is_member=False),
    Shot("board", "/projects", locales=("ko", "en")),
    Shot("project", "{project}", locales=("ko", "en")),
    Shot("write", "/write", steps=_write),
    Shot("my-page", "/me"),
    Shot("settings", "/settings"),
    Shot("chat-drawer", "/projects", steps=_open_drawer),
    Shot("board-phone", "/projects", is_phone=True),
    Shot("chat-phone", "/chat", is_phone=True, steps=_open_room),
)
