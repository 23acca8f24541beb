"""What the person at the terminal sees, and how a log is followed."""

import contextlib
import io
import os
import re
from pathlib import Path

from sidepro.dev.console import Console, wants_colour
from sidepro.dev.follow import Follower
from tests.working import until


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them() -> None:
    assert wants_colour(Terminal(), {"TERM": "xterm"})
    assert not wants_colour(Terminal(), {"TERM": "xterm", "NO_COLOR": "1"})
    assert not wants_colour(Terminal(), {"TERM": "dumb"})
    assert not wants_colour(io.StringIO(), {"TERM": "xterm"})


def test_each_part_has_a_colour_of_its_own() -> None:
    screen = io.StringIO()
    console = Console(screen, coloured=True)

    for name in ("mongo", "server", "mongo"):
        console.say("hello", name=name)

    first, second, third = screen.getvalue().splitlines()
    assert first == third == "\x1b[36mmongo   |\x1b[0m hello"
    assert second == "\x1b[35mserver  |\x1b[0m hello"


async def test_a_quick_step_says_only_that_it_is_done() -> None:
    screen = io.StringIO()

    async with Console(screen, coloured=False).step("starting", "ready", name="mongo"):
        pass

    assert re.fullmatch(r"mongo   \| ready \(\d+\.\d s\)\n", screen.getvalue())


async def test_a_step_of_more_than_a_second_says_that_it_is_under_way() -> None:
    screen = io.StringIO()

    async with Console(screen, coloured=False).step("starting", "ready", name="mongo"):
        await until(lambda: bool(screen.getvalue()))

    said = r"mongo   \| starting … \d+ s\nmongo   \| ready \((\d+\.\d) s\)\n"
    (seconds,) = re.findall(said, screen.getvalue())
    assert re.fullmatch(said, screen.getvalue())
    assert float(seconds) >= 1


def test_a_terminal_that_is_gone_stops_nobody() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    screen = os.fdopen(writer, "w")

    Console(screen, coloured=False).say("hello")

    with contextlib.suppress(BrokenPipeError):
        screen.close()


async def test_lines_are_followed_as_they_are_written(tmp_path: Path) -> None:
    log = tmp_path / "log"
    lines: list[str] = []
    with log.open("wb", buffering=0) as writer:
        writer.write(b"one\ntw")
        follower = Follower(log, lines.append)
        await until(lambda: bool(lines))
        assert lines == ["one"]

        writer.write(b"o\nhalf\rdone\n\xff\nlast")
        await follower.finish()

    assert lines == ["one", "two", "done", "\ufffd", "last"]
