"""A fault would be seen: the comparison of the fault test tells each kind from the others."""

from collections.abc import Sequence

import msgspec
import pytest

from tests.faults.record import Kept, Key, Record, Verdict

ROOM, MINA = "room", "mina"
SAID = [Kept(seq, MINA, f"m{seq}", f"text {seq}") for seq in (1, 2, 3)]
UNANSWERED = Kept(4, MINA, "m4", "text 4")
NO_FAULT = {
    name: 0 for name in Verdict.__struct_fields__ if name not in {"stored", "acknowledged", "unknown"}
}


@pytest.fixture
def record() -> Record:
    """Give the record of three messages that were acknowledged, and one that was not."""
    record = Record()
    life = record.begin_life()
    for kept in [*SAID, UNANSWERED]:
        key = Key(ROOM, MINA, kept.client_id)
        record.texts[key] = kept.text
        life.append(key)
        if kept is not UNANSWERED:
            record.acknowledged[key] = kept
    return record


def faults(record: Record, stored: Sequence[Kept], history: Sequence[Kept] | None = None) -> dict[str, int]:
    """Name the faults that are found, with their number."""
    verdict = record.judge({ROOM: stored}, [(ROOM, stored if history is None else history)])
    found = {name: count for name, count in msgspec.structs.asdict(verdict).items() if name in NO_FAULT}
    assert verdict.is_clean == (found == NO_FAULT)
    return {name: count for name, count in found.items() if count}


def test_what_was_kept_is_clean_with_or_without_what_had_no_answer(record: Record) -> None:
    assert faults(record, SAID) == {}
    assert faults(record, [*SAID, UNANSWERED]) == {}
    assert record.judge({ROOM: [*SAID, UNANSWERED]}, []).unknown == 1


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        (SAID[:2], {"lost": 1}),
        ([*SAID[:2], SAID[2]._replace(seq=4)], {"lost": 1, "holes": 1}),
        ([*SAID, SAID[2]._replace(seq=4)], {"doubled": 1, "lost": 1}),
        ([*SAID, UNANSWERED._replace(client_id="m5")], {"foreign": 1}),
        ([*SAID, UNANSWERED._replace(text="another")], {"foreign": 1}),
        ([*SAID, UNANSWERED._replace(seq=5)], {"holes": 1}),
    ],
)
def test_a_wrong_store_is_seen(record: Record, stored: list[Kept], found: dict[str, int]) -> None:
    assert faults(record, stored) == found


def test_a_client_that_missed_something_is_seen(record: Record) -> None:
    assert faults(record, SAID, SAID[:2]) == {"differing": 1}
    assert faults(record, SAID, [SAID[1], SAID[0], SAID[2]]) == {"differing": 1}


def test_words_in_another_order_are_seen(record: Record) -> None:
    turned = [
        SAID[1]._replace(seq=1),
        SAID[0]._replace(seq=2),
        SAID[2],
    ]
    record.acknowledged = {Key(ROOM, MINA, kept.client_id): kept for kept in turned}

    assert faults(record, turned) == {"disordered": 1}


def test_a_message_that_is_told_in_two_ways_is_seen(record: Record) -> None:
    class Told(msgspec.Struct):
        seq: int = 1
        sender_id: str = MINA
        client_id: str = "m1"
        text: str = "text 1"

    for text in ("text 1", "text 1", "another"):
        record.heard(ROOM, Told(text=text))

    assert faults(record, SAID) == {"contradicted": 1}
