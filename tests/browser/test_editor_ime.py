"""Korean by input method in the editor and in the tag box: the exact text, nothing doubled, nothing lost."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.writing import Writer, writer_in
from tests.people import sign_up

HAN = ("ㅎ", "하", "한")
GEUL = ("ㄱ", "그", "글")


@pytest.fixture
async def writer(browser: Browser, site: Api) -> AsyncIterator[Writer]:
    """Seat somebody before an empty page, in the editor."""
    writer = await writer_in(browser, site.base, await sign_up(site))
    await writer.open()
    await writer.editor.click()
    yield writer
    await writer.close()


async def test_syllables_at_the_start(writer: Writer) -> None:
    await writer.syllable(*HAN)
    await writer.syllable(*GEUL)

    await writer.has("한글")


async def test_syllables_in_the_middle_of_a_line(writer: Writer) -> None:
    await writer.page.keyboard.insert_text("막차를 놓쳤어요")
    for _ in range(4):
        await writer.page.keyboard.press("ArrowLeft")

    await writer.syllable(*HAN)
    await writer.syllable(*GEUL)

    await writer.has("막차를 한글놓쳤어요")


async def test_syllables_after_enter(writer: Writer) -> None:
    await writer.syllable(*HAN)
    await writer.page.keyboard.press("Enter")
    await writer.page.keyboard.press("Enter")
    await writer.syllable(*GEUL)

    await writer.has("한\n\n글")


async def test_syllables_in_a_list_that_goes_on_by_itself(writer: Writer) -> None:
    await writer.page.keyboard.type("- ")
    await writer.syllable(*HAN)
    await writer.page.keyboard.press("Enter")
    await writer.syllable(*GEUL)
    await writer.page.keyboard.press("Tab")
    await writer.syllable(*HAN)

    await writer.has("- 한\n  - 글한")


async def test_syllables_in_tasks_and_quotes(writer: Writer) -> None:
    await writer.button("할 일").click()
    await writer.syllable(*HAN)
    await writer.page.keyboard.press("Enter")
    await writer.syllable(*GEUL)
    await writer.page.keyboard.press("Control+End")
    await writer.page.keyboard.press("Enter")
    await writer.page.keyboard.press("Enter")
    await writer.button("인용").click()
    await writer.syllable(*HAN)

    await expect(writer.editor).to_contain_text("> 한")
    assert (await writer.text()).replace("\n\n", "\n") == "- [ ] 한\n- [ ] 글\n> 한"


async def test_syllables_over_a_selection(writer: Writer) -> None:
    await writer.page.keyboard.insert_text("첫 줄\n둘째 줄\n셋째 줄")
    await writer.page.keyboard.press("Control+a")
    await writer.syllable(*HAN)
    await writer.syllable(*GEUL)

    await writer.has("한글")


async def test_a_syllable_that_is_taken_back_letter_by_letter(writer: Writer) -> None:
    await writer.syllable(*GEUL)
    await writer.syllable(*HAN, "하", "ㅎ", "하")
    await writer.has("글하")

    await writer.page.keyboard.press("Backspace")
    await writer.page.keyboard.press("Backspace")
    await writer.syllable(*HAN)

    await writer.has("한")


async def test_a_syllable_that_is_given_up(writer: Writer) -> None:
    await writer.syllable(*GEUL)
    await writer.compose(*HAN, "")

    await writer.has("글")


async def test_syllables_between_marks(writer: Writer) -> None:
    await writer.page.keyboard.press("Control+b")
    await writer.syllable(*HAN)
    await writer.syllable(*GEUL)

    await writer.has("**한글**")


async def test_a_syllable_goes_on_while_the_preview_and_the_draft_are_renewed(writer: Writer) -> None:
    await writer.syllable(*GEUL)
    await writer.compose("ㅎ", "하")
    await expect(writer.preview).to_contain_text("글")
    await expect(writer.page.get_by_text("임시 저장됨")).to_be_visible()
    await writer.syllable("한")

    await writer.has("글한")
    await expect(writer.preview).to_have_text("글한")


async def test_undo_and_redo_both_ways(writer: Writer) -> None:
    await writer.syllable(*HAN)
    await writer.page.keyboard.press("Control+a")
    await writer.page.keyboard.press("Control+b")
    await writer.has("**한**")

    await writer.page.keyboard.press("Control+z")
    await writer.has("한")
    await writer.page.keyboard.press("Control+y")
    await writer.has("**한**")
    await writer.page.keyboard.press("Control+z")
    await writer.page.keyboard.press("Control+Shift+Z")
    await writer.has("**한**")


async def test_tab_leaves_the_editor_except_from_a_list(writer: Writer) -> None:
    await writer.page.keyboard.type("- a")
    await writer.page.keyboard.press("Tab")
    await expect(writer.editor).to_be_focused()
    await writer.page.keyboard.press("Escape")
    await writer.page.keyboard.press("Tab")
    await expect(writer.editor).not_to_be_focused()

    await writer.editor.click()
    await writer.page.keyboard.press("Enter")
    await writer.page.keyboard.press("Enter")
    await writer.page.keyboard.press("Tab")
    await expect(writer.editor).not_to_be_focused()


async def test_a_skill_by_its_first_consonants(writer: Writer) -> None:
    await writer.tags.click()
    await writer.compose("ㅍ")
    await writer.syllable("ㅍ", "파")
    await writer.syllable("ㅇ", "이")
    await writer.syllable("ㅆ", "써", "썬")
    await expect(writer.tags).to_have_value("파이썬")

    await expect(writer.page.get_by_role("option").first).to_contain_text("Python")
    await writer.tags.press("Enter")

    await expect(writer.button("Python 빼기")).to_be_visible()
    await expect(writer.tags).to_have_value("")


async def test_enter_that_ends_a_syllable_chooses_no_skill(writer: Writer) -> None:
    await writer.tags.click()
    await writer.syllable("ㅍ", "파")
    await writer.compose("ㅇ", "이")
    await expect(writer.page.get_by_role("option").first).to_contain_text("Python")
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
    await writer.keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    await writer.keys.send("Input.insertText", {"text": "이"})
    await writer.keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})

    await expect(writer.tags).to_have_value("파이")
    await expect(writer.button("Python 빼기")).to_have_count(0)

    await writer.tags.press("Enter")
    await expect(writer.button("Python 빼기")).to_be_visible()
