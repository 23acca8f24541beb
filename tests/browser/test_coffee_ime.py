"""Korean by input method in the chat box: the exact text, nothing doubled, nothing sent half."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.coffee import Guest, room_of, seat
from tests.browser.ime import InputMethod
from tests.people import sign_up

HAN = ("ㅎ", "하", "한")
GEUL = ("ㄱ", "그", "글")
AS_SAFARI = """box => {
    const terms = { bubbles: true, cancelable: true };
    const key = { ...terms, key: "Enter", code: "Enter", keyCode: 229, which: 229, isComposing: false };
    box.dispatchEvent(new CompositionEvent("compositionstart", terms));
    box.dispatchEvent(new CompositionEvent("compositionend", { ...terms, data: "글" }));
    box.dispatchEvent(new KeyboardEvent("keydown", key));
    box.dispatchEvent(new KeyboardEvent("keyup", { ...key, keyCode: 13, which: 13 }));
}"""
"""The composition ends before the key is told, which isn't said to be part of it."""


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
async def keyboard(mina: Guest) -> InputMethod:
    """Give them an input method."""
    return await InputMethod.of(mina.page)


async def test_enter_that_ends_a_syllable_sends_nothing(mina: Guest, keyboard: InputMethod) -> None:
    await keyboard.compose(*HAN)
    await keyboard.enter(ends_syllable=True)
    assert await mina.said() == []
    await keyboard.commit("한")
    await keyboard.compose(*GEUL)
    await keyboard.commit("글")
    await expect(mina.box).to_have_value("한글")

    await keyboard.enter(ends_syllable=False)
    await mina.sees_state("보냄")
    assert await mina.said() == ["한글"]
    await expect(mina.box).to_have_value("")


async def test_safari_tells_of_the_key_that_ended_a_syllable_only_by_its_number(
    mina: Guest, keyboard: InputMethod
) -> None:
    await mina.box.fill("한글")
    await mina.box.evaluate(AS_SAFARI)
    await expect(mina.box).to_have_value("한글")

    await keyboard.enter(ends_syllable=False)
    await mina.sees_state("보냄")
    assert await mina.said() == ["한글"]


async def test_the_button_sends_the_syllable_that_is_being_composed(
    mina: Guest, keyboard: InputMethod
) -> None:
    await keyboard.compose(*HAN)
    await keyboard.commit("한")
    await keyboard.compose(*GEUL)
    await mina.page.get_by_role("button", name="보내기").click()
    await mina.sees_state("보냄")
    assert await mina.said() == ["한글"]
    await expect(mina.box).to_have_value("")

    await keyboard.compose(*HAN)
    await keyboard.commit("한")
    await keyboard.enter(ends_syllable=False)
    await mina.sees("한글")
    await expect(mina.talk.locator(".bubble")).to_have_count(2)
    assert await mina.said() == ["한글", "한"]


async def test_syllables_go_where_the_cursor_is(mina: Guest, keyboard: InputMethod) -> None:
    await mina.box.fill("막차 요정")
    await mina.box.evaluate("box => box.setSelectionRange(3, 3)")
    await keyboard.compose(*HAN)
    await keyboard.commit("한")
    await expect(mina.box).to_have_value("막차 한요정")

    await mina.box.evaluate("box => box.setSelectionRange(0, 2)")
    await keyboard.compose(*GEUL)
    await keyboard.commit("글")
    await mina.page.keyboard.press("Backspace")
    await keyboard.compose("ㄱ", "구")
    await keyboard.commit("구")
    await expect(mina.box).to_have_value("구 한요정")
