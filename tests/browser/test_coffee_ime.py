"""Korean by input method in the chat box: the exact text, nothing doubled, nothing sent half."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, CDPSession, expect

from tests.api import Api
from tests.browser.coffee import Guest, room_of, seat
from tests.people import sign_up

HAN = ["ㅎ", "하", "한"]
GEUL = ["ㄱ", "그", "글"]


class Keyboard:
    """Types as a Korean input method does: each syllable grows before it is committed."""

    def __init__(self, guest: Guest, session: CDPSession) -> None:
        self._guest = guest
        self._session = session

    async def compose(self, steps: list[str]) -> None:
        """Let a syllable grow."""
        for step in steps:
            where = {"selectionStart": len(step), "selectionEnd": len(step)}
            await self._session.send("Input.imeSetComposition", {"text": step, **where})

    async def commit(self, text: str) -> None:
        """End the syllable."""
        await self._session.send("Input.insertText", {"text": text})

    async def enter(self, *, ends_syllable: bool) -> None:
        """Press Enter; an input method that composes a syllable takes it, and the page is told 229."""
        code = 229 if ends_syllable else 13
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
        await self._session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        await self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


@pytest.fixture
async def mina(browser: Browser, site: Api) -> AsyncIterator[Guest]:
    """Seat somebody in a room."""
    one, other = await sign_up(site), await sign_up(site)
    guest = await seat(browser, site.base, one)
    await guest.go(f"/chat/{await room_of(one, other)}")
    await guest.box.click()
    yield guest
    await guest.context.close()


@pytest.fixture
async def keyboard(mina: Guest) -> Keyboard:
    """Give them an input method."""
    return Keyboard(mina, await mina.context.new_cdp_session(mina.page))


async def test_enter_that_ends_a_syllable_sends_nothing(mina: Guest, keyboard: Keyboard) -> None:
    await keyboard.compose(HAN)
    await keyboard.enter(ends_syllable=True)
    assert await mina.said() == []
    await keyboard.commit("한")
    await keyboard.compose(GEUL)
    await keyboard.commit("글")
    await expect(mina.box).to_have_value("한글")

    await keyboard.enter(ends_syllable=False)
    await mina.sees_state("보냄")
    assert await mina.said() == ["한글"]
    await expect(mina.box).to_have_value("")


async def test_the_button_sends_the_syllable_that_is_being_composed(mina: Guest, keyboard: Keyboard) -> None:
    await keyboard.compose(HAN)
    await keyboard.commit("한")
    await keyboard.compose(GEUL)
    await mina.page.get_by_role("button", name="보내기").click()
    await mina.sees_state("보냄")
    assert await mina.said() == ["한글"]
    await expect(mina.box).to_have_value("")

    await keyboard.compose(HAN)
    await keyboard.commit("한")
    await keyboard.enter(ends_syllable=False)
    await mina.sees("한글")
    await expect(mina.talk.locator(".bubble")).to_have_count(2)
    assert await mina.said() == ["한글", "한"]


async def test_syllables_go_where_the_cursor_is(mina: Guest, keyboard: Keyboard) -> None:
    await mina.box.fill("막차 요정")
    await mina.box.evaluate("box => box.setSelectionRange(3, 3)")
    await keyboard.compose(HAN)
    await keyboard.commit("한")
    await expect(mina.box).to_have_value("막차 한요정")

    await mina.box.evaluate("box => box.setSelectionRange(0, 2)")
    await keyboard.compose(GEUL)
    await keyboard.commit("글")
    await mina.page.keyboard.press("Backspace")
    await keyboard.compose(["ㄱ", "구"])
    await keyboard.commit("구")
    await expect(mina.box).to_have_value("구 한요정")
