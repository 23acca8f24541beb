"""The yardstick of the chat: a bare Tornado relay that hands a frame to both of a room and stores nothing.

Run as `python -m tests.benchmarks.relay PORT`; the path /NAME is the room of that name.
"""

import asyncio
import sys
from collections import defaultdict
from typing import Any

from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

Rooms = defaultdict[str, set["RelayHandler"]]


class RelayHandler(WebSocketHandler):
    """One socket in one room."""

    def initialize(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def check_origin(self, origin: str) -> bool:
        return True

    def open(self, *args: str, **_: str) -> None:
        self.set_nodelay(True)
        self._room = self._rooms[args[0]]
        self._room.add(self)

    async def on_message(self, message: str | bytes) -> None:
        for each in self._room:
            await each.write_message(message)

    def on_close(self) -> None:
        self._room.discard(self)


class ReadyHandler(RequestHandler):
    """Says that the relay runs."""

    def get(self) -> None:
        self.set_status(204)


async def main(port: int) -> None:
    """Serve until killed."""
    rooms: Rooms = defaultdict(set)
    routes: list[Any] = [(r"/ready", ReadyHandler), (r"/(\w+)", RelayHandler, {"rooms": rooms})]
    Application(routes).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
