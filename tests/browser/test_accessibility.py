"""axe finds nothing on the pages that everyone sees, light and dark, in both languages."""

from typing import Any, Literal

import pytest
from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.visiting import publish, unheard, visit
from tests.built import STATIC
from tests.people import People

AXE = STATIC / "node_modules" / "axe-core" / "axe.min.js"
STORY = """# 왜 만들었나요

막차를 **세 번** 놓쳤어요. `leaveAt` 하나가 다 해요.

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


@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing(
    browser: Browser, site: Api, person: People, theme: Literal["light", "dark"], locale: str
) -> None:
    author, reader = await person(skills=["Python"]), await person(skills=["Python"])
    project_id = await publish(author, f"{unheard()} 막차", "Python", "Go", content=STORY)
    await reader.api.post(f"/projects/{project_id}/comments", {"text": "잘 쓸게요."})
    options: dict[str, Any] = {"color_scheme": theme, "locale": locale, "bypass_csp": True}
    for who, paths in ((None, ("/", "/projects")), (reader, ("/projects", f"/projects/{project_id}"))):
        visitor = await visit(browser, site.base, who, **options)
        for path in paths:
            await visitor.go(path)
            await expect(visitor.page.locator("article").first).to_be_visible()
            assert await found_by_axe(visitor.page) == [], path
        await visitor.page.context.close()


async def found_by_axe(page: Any) -> list[str]:
    """List what axe finds, each with the element in which it found it."""
    await page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    result = await page.evaluate("axe.run()")
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
