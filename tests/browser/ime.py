"""A Korean input method: each syllable grows before it is committed."""

from playwright.async_api import CDPSession, Page


class InputMethod:
    """Types into whatever has the focus, as an input method does."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    @classmethod
    async def of(cls, page: Page) -> "InputMethod":
        """Give a page an input method."""
        return cls(await page.context.new_cdp_session(page))

    async def compose(self, *steps: str) -> None:
        """Let a syllable grow, without ending it."""
        for step in steps:
            where = {"selectionStart": len(step), "selectionEnd": len(step)}
            await self._session.send("Input.imeSetComposition", {"text": step, **where})

    async def commit(self, text: str) -> None:
        """End the syllable."""
        await self._session.send("Input.insertText", {"text": text})

    async def syllable(self, *steps: str) -> None:
        """Let a syllable grow, and end it with its last step."""
        await self.compose(*steps)
        await self.commit(steps[-1])

    async def enter(self, *, ends_syllable: bool = False) -> None:
        """Press Enter; an input method that composes a syllable takes it, and the page is told 229."""
        code = 229 if ends_syllable else 13
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
        text = {} if ends_syllable else {"text": "\r"}
        kind = "rawKeyDown" if ends_syllable else "keyDown"
        await self._session.send("Input.dispatchKeyEvent", {"type": kind, **key, **text})
        await self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
