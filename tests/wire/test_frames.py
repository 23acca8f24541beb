"""Frames are read strictly from clients, and as they will be one day from servers."""

import msgspec
import pytest

from sidepro.wire.faults import InvalidInput
from sidepro.wire.frames import COMMANDS, EVENTS, IsTyping, decode_command, decode_event

ROOM, USER = "5" * 24, "6" * 24


def test_a_field_that_a_newer_server_adds_is_left_out() -> None:
    frame = msgspec.json.encode({"type": "typing", "room_id": ROOM, "user_id": USER, "mood": "good"})

    assert decode_event(frame) == IsTyping(room_id=ROOM, user_id=USER)


def test_a_field_that_no_command_has_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        decode_command(f'{{"type": "typing", "room_id": "{ROOM}", "mood": "good"}}')

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("#/mood", "unknown")]


def test_all_commands_are_strict_and_no_event_is() -> None:
    assert all(command.__struct_config__.forbid_unknown_fields for command in COMMANDS.values())
    assert not any(event.__struct_config__.forbid_unknown_fields for event in EVENTS.values())
