"""Somebody who writes a story in a real browser."""

import asyncio
import base64
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, CDPSession, Locator, Page, expect

from tests.browser.ime import InputMethod
from tests.people import Person

_LOOKS = 400
_SIGNED_IN = 'localStorage.setItem("sidepro.signed-in", "1")'
_LINES = """lines => lines.map(line => [...line.childNodes]
    .filter(node => !node.classList?.contains("cm-placeholder"))
    .map(node => node.textContent).join("")).join("\\n")"""
_GIVE = """(content, [name, data, kind]) => {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], name, { type: "image/png" }));
    const { left, top } = content.getBoundingClientRect();
    const terms = { bubbles: true, cancelable: true, composed: true };
    content.dispatchEvent(kind === "paste"
        ? new ClipboardEvent("paste", { ...terms, clipboardData: files })
        : new DragEvent("drop", { ...terms, dataTransfer: files, clientX: left + 40, clientY: top + 30 }));
}"""


@dataclass
class Writer:
    """A page of somebody who is signed in, and what they do on the page for writing."""

    person: Person
    page: Page
    base: str
    keys: CDPSession

    @property
    def editor(self) -> Locator:
        """Where the story is written."""
        return self.page.get_by_role("textbox", name="이야기")

    @property
    def preview(self) -> Locator:
        return self.page.locator(".beside .story")

    @property
    def tags(self) -> Locator:
        return self.page.get_by_role("combobox", name="기술 스택")

    def field(self, name: str) -> Locator:
        """Find a field of one line by its label."""
        return self.page.get_by_role("textbox", name=name, exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def open(self, path: str = "/write") -> None:
        """Open a page for writing, and wait for its editor."""
        await self.page.goto(self.base + path)
        await expect(self.editor).to_be_visible()

    async def write(self, story: str) -> None:
        """Type into the editor as a whole."""
        await self.editor.click()
        await self.page.keyboard.insert_text(story)

    async def text(self) -> str:
        """Read the Markdown that stands in the editor."""
        text: str = await self.editor.locator(".cm-line").evaluate_all(_LINES)
        return text

    async def has(self, text: str) -> None:
        """See that the editor holds a text, to the letter."""
        await expect(self.editor).to_be_visible()
        for _ in range(_LOOKS):
            if await self.text() == text:
                return
            await asyncio.sleep(0.05)
        assert await self.text() == text

    async def fill(self, title: str = "막차요정", story: str = "금요일 밤 11시.") -> None:
        """Fill in what a project needs."""
        await self.field("제목").fill(title)
        await self.field("한 줄 소개").fill("막차를 놓치지 않게")
        await self.choose("kotlin", "Kotlin")
        await self.write(story)

    async def choose(self, typed: str, name: str) -> None:
        """Choose a skill by typing some of it."""
        await self.tags.fill(typed)
        await expect(self.page.get_by_role("option").first).to_contain_text(name)
        await self.tags.press("Enter")
        await expect(self.button(f"{name} 빼기")).to_be_visible()

    async def give(self, content: bytes, kind: str, name: str = "막차 지도.png") -> None:
        """Paste or drop a picture into the editor."""
        data = base64.b64encode(content).decode()
        await self.editor.evaluate(_GIVE, [name, data, kind])

    async def compose(self, *steps: str) -> None:
        """Let a syllable grow by input method, without ending it."""
        await InputMethod(self.keys).compose(*steps)

    async def syllable(self, *steps: str) -> None:
        """Let a syllable grow, and end it with its last step."""
        await InputMethod(self.keys).syllable(*steps)

    async def close(self) -> None:
        await self.page.context.close()


async def writer_in(browser: Browser, base: str, person: Person, **options: Any) -> Writer:
    """Give somebody a browser of their own, signed in."""
    terms: dict[str, Any] = {"locale": "ko-KR", "viewport": {"width": 1440, "height": 900}, **options}
    context = await browser.new_context(**terms)
    await context.add_init_script(_SIGNED_IN)
    cookie: Any = {"name": "sidepro_refresh", "value": person.refresh_token, "url": base}
    cookie |= {"httpOnly": True, "sameSite": "Strict"}
    await context.add_cookies([cookie])
    page = await context.new_page()
    return Writer(person, page, base, await context.new_cdp_session(page))
