"""Somebody at a coffee chat in a real browser."""

import asyncio
from dataclasses import dataclass
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.people import Person

Device = Literal["desktop", "phone"]

_DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
RECONNECTING = "다시 연결하고 있어요."
_PATIENCE_SECONDS = 40
_HINT = 'localStorage.setItem("sidepro.signed-in", "1")'
_WITHOUT_SPEAKERS = """bubbles => bubbles.map(bubble => [...bubble.childNodes]
    .filter(node => !node.classList?.contains("hidden")).map(node => node.textContent).join("").trim())"""


@dataclass
class Guest:
    """A page of somebody who is signed in, and what they do in their coffee chats."""

    person: Person
    page: Page
    base: str

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def box(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="메시지")

    @property
    def talk(self) -> Locator:
        """What was said in the room."""
        return self.page.get_by_role("log", name="대화")

    async def go(self, path: str) -> None:
        """Go to an address."""
        await self.page.goto(self.base + path)

    async def open_list(self) -> None:
        """Open the list of rooms with the button that every page has."""
        await self.page.get_by_role("banner").get_by_role("button", name="커피챗").click()

    async def open_room(self, room_id: str) -> None:
        """Open a room from the list."""
        await self.page.locator(f'[data-room="{room_id}"]').click()
        await expect(self.talk).to_be_visible()

    async def lose_network(self) -> None:
        """Lose the network, and be told so: until then a page may still send."""
        await self.context.set_offline(True)
        await expect(self.page.get_by_text(RECONNECTING)).to_be_visible()

    async def say(self, text: str) -> None:
        """Type a message and send it with Enter, as one does with a keyboard."""
        await self.box.fill(text)
        await self.box.press("Enter")

    async def sees(self, text: str) -> None:
        """See a message, once."""
        await expect(self.bubble(text)).to_have_count(1)

    async def sees_state(self, state: str) -> None:
        """See how far one's last message came."""
        await expect(self.talk.locator(".stamp.is-mine").last).to_contain_text(state)

    def bubble(self, text: str) -> Locator:
        """Find the messages with a text."""
        return self.talk.locator(".bubble").filter(has_text=text)

    async def said(self) -> list[str]:
        """List what was said, as it is read."""
        texts: list[str] = await self.talk.locator(".bubble").evaluate_all(_WITHOUT_SPEAKERS)
        return texts

    async def another_tab(self) -> "Guest":
        """Open another tab of the same browser."""
        return Guest(self.person, await self.context.new_page(), self.base)


class Ear:
    """Everything that the sockets of a page hear."""

    def __init__(self, page: Page) -> None:
        self.frames: list[str] = []
        self._first = asyncio.Event()
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def _take(self, frame: str | bytes) -> None:
        self.frames.append(str(frame))
        self._first.set()

    async def hears(self) -> None:
        """Wait until anything has been heard."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self._first.wait()


async def seat(
    browser: Browser, base: str, person: Person, device: Device = "desktop", **options: Any
) -> Guest:
    """Give somebody a browser of their own, signed in."""
    context = await browser.new_context(**{"locale": "ko-KR", **_DEVICES[device], **options})
    await context.add_init_script(_HINT)
    await context.add_cookies(
        [{"name": "sidepro_refresh", "value": person.refresh_token, "url": base, "sameSite": "Strict"}]
    )
    return Guest(person, await context.new_page(), base)


async def seat_new(browser: Browser, device: Device) -> Page:
    """Give somebody who is new a browser of their own."""
    context = await browser.new_context(locale="ko-KR", **_DEVICES[device])
    return await context.new_page()


async def room_of(one: Person, other: Person) -> str:
    """Open the room of two people."""
    answer = await one.api.post("/rooms", {"username": other.username})
    assert answer.status == 200, answer
    return str(answer.json["id"])


async def both_in(mina: Guest, jun: Guest) -> str:
    """Bring both into their room: one in the drawer, the other one on the page of a phone."""
    room_id = await room_of(mina.person, jun.person)
    await mina.go("/projects")
    await mina.open_list()
    await mina.open_room(room_id)
    await jun.go(f"/chat/{room_id}")
    await expect(jun.talk).to_be_visible()
    return room_id
