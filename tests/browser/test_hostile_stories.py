"""Stories that mean harm run nothing: not in the story, not in the preview, not in the editor."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Locator, expect

from sidepro.wire.patterns import TEXT
from tests.api import Api
from tests.browser.writing import Writer, writer_in
from tests.people import sign_up
from tests.services.hostile_markdown import ADDRESSES, HOSTILE, Hostile

WATCH: Final = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "open", "print"])
    window[name] = (...given) => ran.push([name, ...given]);
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
    ran.push(["kept from running by the policy alone", violatedDirective, blockedURI, sample]));
// That layout goes on in the next frame is told as an error, too.
addEventListener("error", ({ message }) =>
    message && !message.startsWith("ResizeObserver loop") && ran.push(["error", message]));
"""
SUSPECTS: Final = """place => [...place.querySelectorAll("*")].filter(element => !element.matches(".cm-gap"))
.filter(element =>
    element.namespaceURI !== "http://www.w3.org/1999/xhtml"
    || /^(script|style|i?frame|object|embed|form|base|link|meta|template|button|video|audio)$/
        .test(element.localName)
    || (element.localName === "a" && element.href && !/^(https?|mailto):$/.test(element.protocol))
    || [...element.attributes].some(({ name }) => /^(on.*|style|id|name|srcdoc|formaction)$/.test(name))
).map(({ outerHTML }) => outerHTML.slice(0, 200))"""
FOLLOW: Final = """address => {
    const link = document.body.appendChild(document.createElement("a"));
    link.href = address;
    link.click();
    link.remove();
}"""


def vectors() -> Iterator[Hostile]:
    """Give what a story may hold at all: every vector, and the addresses in each of their forms in turn."""
    addresses = set(ADDRESSES)
    for each in (*(one for one in HOSTILE if one not in addresses), *ADDRESSES[::7]):
        if re.match(TEXT, each.text) and is_encodable(each.text):
            yield each


def stories(together: int) -> list[str]:
    """Put some vectors together into each story, which tells at its beginning which it is."""
    given = [each.text for each in vectors()]
    assert len(given) >= 150
    parts: Sequence[Sequence[str]] = [given[at : at + together] for at in range(0, len(given), together)]
    return ["\n\n".join((mark(number), *part)) for number, part in enumerate(parts)]


def is_encodable(text: str) -> bool:
    """Tell whether a text can travel as UTF-8: lone surrogates can't."""
    return text.encode("utf-8", "ignore").decode() == text


def mark(number: int) -> str:
    return f"{number}번째 이야기예요."


@pytest.fixture
async def writer(browser: Browser, site: Api) -> AsyncIterator[Writer]:
    """Seat somebody, and watch whatever runs in their page."""
    writer = await writer_in(browser, site.base, await sign_up(site))
    await writer.page.context.add_init_script(WATCH)
    yield writer
    await writer.close()


async def holds_no_suspects(place: Locator) -> None:
    """See that nothing stands there that could run, load or disturb the page."""
    found: list[str] = await place.evaluate(SUSPECTS)
    assert found == []


async def nothing_ran(writer: Writer) -> None:
    """See that nothing ran, and nothing tried to."""
    ran: list[Any] = await writer.page.evaluate("ran")
    assert ran == []


async def test_nothing_runs_in_the_editor_and_its_preview(writer: Writer) -> None:
    await writer.open()
    await writer.editor.click()
    for number, story in enumerate(stories(together=16)):
        await writer.page.keyboard.press("Control+a")
        await writer.page.keyboard.insert_text(story)

        await expect(writer.preview).to_contain_text(mark(number))
        await holds_no_suspects(writer.preview)
        await holds_no_suspects(writer.editor)
    await nothing_ran(writer)


async def test_nothing_runs_in_a_story(writer: Writer) -> None:
    await writer.page.goto(writer.base + "/projects")
    await expect(writer.page.get_by_role("heading", level=1)).to_be_visible()
    for number, story in enumerate(stories(together=7)):
        draft = {"title": f"<img src=x onerror=alert({number})>", "summary": "<svg onload=alert(1)>"}
        answer = await writer.person.api.post("/projects", {**draft, "content": story, "skills": ["Svelte"]})
        assert answer.status == 201, answer
        await writer.page.evaluate(FOLLOW, f"/projects/{answer.json['id']}")

        shown = writer.page.locator(".story")
        await expect(shown).to_contain_text(mark(number))
        await holds_no_suspects(shown)
    await nothing_ran(writer)
