"""What cuts people off: a server of their own that ends, sockets that end, and a lid that is shut."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import CDPSession, Page, Request

from handlers.chat.conversation import Conversation
from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from tests.api import Api
from tests.browser.coffee import Guest
from tests.chatting import chat_of

CODES = """(() => {
  window.codes = [];
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", ({ code }) => window.codes.push(code));
    }
  };
})()"""
"""Notes how the sockets of a page end, which only the page is told."""


class OwnSite:
    """The site by a server that can be replaced."""

    def __init__(self, settings: Settings, front_end: Path) -> None:
        port = free_port()
        address = f"http://localhost:{port}"
        self._settings = msgspec.structs.replace(
            settings, port=port, public_url=address, static_directory=str(front_end)
        )
        self.api = Api(address)

    async def start(self) -> None:
        """Begin to serve, as a new process does."""
        self.server = Server(self._settings)
        await self.server.documents.apply_indexes()
        await self.server.start()

    async def stop(self) -> None:
        """End as a deployment ends a process."""
        await self.server.stop()


class Lid:
    """The lid of a laptop: while it is shut none of the code of a page runs, and its clock goes on.

    The debugger holds the page: Chromium without a head ignores `Page.setWebLifecycleState`.
    """

    def __init__(self, devtools: CDPSession) -> None:
        self._devtools = devtools
        self._is_shut = asyncio.Event()
        devtools.on("Debugger.paused", lambda _: self._is_shut.set())

    @classmethod
    async def of(cls, guest: Guest) -> "Lid":
        """Take hold of the lid of somebody."""
        lid = cls(await guest.context.new_cdp_session(guest.page))
        await lid._devtools.send("Debugger.enable")
        return lid

    async def shut(self) -> None:
        """Have the page stand still, at a step that it makes for this."""
        self._is_shut.clear()
        await self._devtools.send("Debugger.pause")
        self._step = asyncio.ensure_future(self._devtools.send("Runtime.evaluate", {"expression": "0"}))
        await self._is_shut.wait()

    async def open(self) -> None:
        """Have the page go on."""
        await self._devtools.send("Debugger.resume")
        await self._step


async def socket_of(own: OwnSite, guest: Guest) -> Conversation:
    """Give the server's end of the only socket of somebody, when it has been welcomed."""
    for _ in range(800):
        found = [
            each
            for each in chat_of(own.server).hub
            if each.user_id == guest.person.id and not each.outbox._held
        ]
        if found:
            (socket,) = found
            return socket
        await asyncio.sleep(0.05)
    pytest.fail("There is no socket.")


def is_ticket(request: Request) -> bool:
    """Tell whether a page asks for a socket token."""
    return request.url.endswith("/sessions/current/socket")


async def ends(page: Page) -> list[int]:
    """List how the sockets of a page ended."""
    codes: list[int] = await page.evaluate("window.codes")
    return codes


async def ended_with(page: Page, code: int) -> None:
    """Wait until a socket of a page has ended with a code."""
    for _ in range(400):
        if code in await ends(page):
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"No socket ended with {code}.")
