"""axe finds nothing on any screen or dialog, light and dark: in Korean when wide, in English when narrow."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest
from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.arriving import log_in
from tests.browser.axe import found_in_every_light
from tests.browser.coffee import room_of
from tests.browser.screens import SCREENS, Screen
from tests.browser.steps import Seat
from tests.browser.visiting import is_still, publish, unheard, visit
from tests.browser.words import Locale, words
from tests.people import Person, sign_up
from tests.uploading import Uploader

STORY = """# 왜 만들었나요

막차를 **세 번** 놓쳤어요. `leaveAt` 하나가 다 해요.

![막차 시각표]({picture})

```python
def leave_at(last, walk):  # 신발 신는 시간
    return last - walk - 3
```

| 무엇 | 언제 |
| --- | --- |
| 알림 | 막차 전 |

- [x] 알림
- [ ] 환승
"""
LANGUAGES: Final[dict[Locale, str]] = {"ko": "ko-KR", "en": "en-US"}
WIDE: Final[Any] = {"width": 1440, "height": 900}
NARROW: Final[Any] = {"width": 360, "height": 780}
PLACES: Final[Sequence[tuple[Locale, Screen]]] = [
    *(("ko", screen) for screen in SCREENS),
    # What else opens on a screen has the same parts in the other language.
    *(("en", screen) for screen in SCREENS if not screen.has_steps or screen.is_dialog),
]
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@pytest.fixture(scope="module")
async def mina(site: Api) -> Person:
    """Give somebody who uses everything that there is."""
    return await sign_up(site, skills=["Python", "Go"])


@pytest.fixture(scope="module")
async def ids(site: Api, mina: Person, uploader: Uploader) -> Mapping[str, str]:
    """Give what Mina may look at: somebody's project with comments, her own, somebody, and their room."""
    jun = await sign_up(site, skills=["Python", "Go"])
    project, own = [
        await publish(
            author,
            f"{unheard()} 막차",
            *("Python", "Go", "Svelte", "Docker"),
            content=STORY.format(picture=(await uploader.settled(author, purpose="story"))["urls"]["large"]),
        )
        for author in (jun, mina)
    ]
    for person in (mina, jun):
        await person.api.post(f"/projects/{project}/comments", {"text": "잘 쓸게요."})
    await mina.api.put(f"/projects/{project}/bookmark")
    await publish(jun, f"{unheard()} 심야버스", "Python")
    room = await room_of(mina, jun)
    for number, person in enumerate((mina, jun)):
        await person.api.post(f"/rooms/{room}/messages", {"client_id": f"c{number}", "text": "반가워요"})
    return {"project": project, "own": own, "username": jun.username, "room": room}


@pytest.mark.parametrize(
    ("locale", "screen"), PLACES, ids=[f"{screen.name}, {locale}" for locale, screen in PLACES]
)
async def test_axe_finds_nothing(
    browser: Browser, site: Api, mina: Person, ids: Mapping[str, str], locale: Locale, screen: Screen
) -> None:
    person = await log_in(site, mina.email, mina.username) if screen.is_member else None
    size = WIDE if locale == "ko" else NARROW
    visitor = await visit(
        browser, site.base, person, locale=LANGUAGES[locale], viewport=size, bypass_csp=True
    )
    page = visitor.page
    if person:
        await person.api.patch("/users/me", {"locale": locale})
    await visitor.go(screen.path.format(**ids))
    await screen.steps(Seat(page, words(locale), person or mina, ids))
    await expect(page.locator("html")).to_have_attribute("lang", locale)
    assert await found_in_every_light(page) == []
    await page.set_viewport_size(NARROW)
    await is_still(page)
    assert await page.evaluate(SIDEWAYS) == 0
    await page.context.close()
