"""The yardstick: a bare Tornado handler that writes given bytes, and nothing else.

Run as `python -m tests.benchmarks.bare PORT DIRECTORY`; the path /NAME.STATUS answers with that status and
the bytes of that file.
"""

import asyncio
import sys
from pathlib import Path

from tornado.web import Application, RequestHandler


class BareHandler(RequestHandler):
    """Writes the bytes of a file that was read at the start."""

    def initialize(self, replies: dict[str, bytes]) -> None:
        self.replies = replies

    def get(self, name: str, status: str) -> None:
        self.set_status(int(status))
        if status in {"204", "304"}:
            return
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.write(self.replies[name])

    post = put = delete = get


async def main(port: int, replies: dict[str, bytes]) -> None:
    """Serve until killed."""
    Application([(r"/(\w+)\.(\d+)", BareHandler, {"replies": replies})]).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    files = {path.name: path.read_bytes() for path in Path(sys.argv[2]).iterdir()}
    asyncio.run(main(int(sys.argv[1]), files))
