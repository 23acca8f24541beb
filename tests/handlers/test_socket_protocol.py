"""The page about the protocol tells what the server does."""

import re

import pytest

from documents.untold import COMMITTED_WITHIN, COPIED_WITHIN
from handlers.chat.chat import MOST_SOCKETS
from handlers.chat.conversation import MOST_SAYING, MOST_VIEWS
from handlers.chat.opening import MOST_MESSAGES
from handlers.chat.outbox import MOST_BYTES, MOST_FRAMES
from handlers.chat.pace import COMMANDS_A_SECOND, OPEN_WEIGHS
from handlers.chat.tables import renewed
from handlers.chat.timing import Timing
from sidepro.__main__ import PROTOCOL
from sidepro.server import Server, jobs
from sidepro.services.tokens import SOCKET_SECONDS
from sidepro.wire.frames import COMMANDS, EVENTS, LARGEST_FRAME
from sidepro.wire.rooms import MessageView, RoomView

PAGE = PROTOCOL.read_text()


def test_the_tables_of_frames_are_current() -> None:
    assert renewed(PAGE) == PAGE, "Run `python -m sidepro protocol`."


def test_a_changed_table_would_be_noticed() -> None:
    wrong = PAGE.replace("| `client_id` |", "| `clientId` |")

    assert wrong != PAGE
    assert renewed(wrong) == PAGE


@pytest.mark.parametrize("name", [*COMMANDS, *EVENTS])
def test_every_frame_has_its_table(name: str) -> None:
    assert f"#### `{name}`\n" in PAGE


def test_every_field_is_told() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    fields = {
        field
        for struct in (*COMMANDS.values(), *EVENTS.values(), RoomView, MessageView)
        for field in struct.__struct_fields__
    }

    assert fields <= told


@pytest.mark.parametrize(
    "sentence",
    [
        f"within {SOCKET_SECONDS} seconds",
        f"{COMMANDS_A_SECOND} a second",
        f"{LARGEST_FRAME // 1024} KiB",
        f"sockets of a user | {MOST_SOCKETS}",
        f"{MOST_FRAMES:,} frames or {MOST_BYTES // 1024**2} MiB",
        f"to be stored | {MOST_SAYING}",
        f"looks at | {MOST_VIEWS}",
        f"at most {MOST_MESSAGES} messages",
        f"ping every {Timing().ping:.0f} seconds",
        f"within {Timing().pong:.0f}.",
        f"more than {Timing().kept:.0f} seconds",
    ],
)
def test_the_figures_are_those_of_the_server(sentence: str) -> None:
    assert sentence in PAGE
    assert OPEN_WEIGHS == 5


def test_the_page_tells_how_soon_what_is_untold_is_told(server: Server) -> None:
    (job,) = [job for job in jobs(server.documents) if job.name == "messages.tell_untold"]

    assert (COPIED_WITHIN.seconds, job.seconds, COMMITTED_WITHIN.seconds) == (10, 10, 30)
    assert "behind the log ten seconds later" in PAGE
    assert "Every ten seconds each\nserver" in PAGE
    assert "over the last half minute of the log" in PAGE
    assert "told by another one, within half a minute" in PAGE
