"""A cursor opens the list that it was sealed for, and nothing else."""

from datetime import UTC, datetime

import pytest
from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from documents.paging import LONGEST_CURSOR, Cursors, Edge
from sidepro.problems import BadCursor

SCOPE = ("projects", "views", ("python", "rust"), "all", None)
EDGE = Edge(True, False, 42, ObjectId("66f1c0ffee0000000000002a").binary)
cursors = Cursors([b"k" * 32])


@given(
    forward=st.booleans(),
    inclusive=st.booleans(),
    key=st.one_of(
        st.none(),
        st.integers(-(2**63), 2**63 - 1),
        st.datetimes(timezones=st.just(UTC), max_value=datetime(9000, 1, 1)),  # noqa: DTZ001
    ),
    own=st.binary(min_size=12, max_size=12),
)
def test_a_cursor_opens_as_it_was_sealed(
    forward: bool, inclusive: bool, key: int | datetime | None, own: bytes
) -> None:
    edge = Edge(forward, inclusive, key, own)

    assert cursors.open(SCOPE, cursors.seal(SCOPE, edge)) == edge


def test_the_longest_cursor_is_short_enough() -> None:
    assert len(cursors.seal(SCOPE, Edge(False, True, 2**63 - 1, b"\xff" * 12))) < LONGEST_CURSOR


@pytest.mark.parametrize(
    "scope",
    [
        ("comments", "views", ("python", "rust"), "all", None),
        ("projects", "newest", ("python", "rust"), "all", None),
        ("projects", "views", ("python",), "all", None),
        ("projects", "views", ("python", "rust"), "any", None),
        ("projects", "views", ("python", "rust"), "all", "mina"),
        ("projects", "views", ("python", "rust"), "all"),
    ],
)
def test_a_cursor_of_another_list_is_refused(scope: tuple[str, ...]) -> None:
    with pytest.raises(BadCursor):
        cursors.open(scope, cursors.seal(SCOPE, EDGE))


def test_no_character_of_a_cursor_can_be_changed() -> None:
    sealed = cursors.seal(SCOPE, EDGE)
    for index, own in enumerate(sealed):
        for other in "AQgw_-":
            if other != own:
                with pytest.raises(BadCursor):
                    cursors.open(SCOPE, sealed[:index] + other + sealed[index + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", "A", "====", "AAAA", "%00", "커서", "\ud800", "a b", "-" * 129, "A" * 5000, "AAAA\n", "{}"],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        cursors.open(SCOPE, text)


@pytest.mark.parametrize("decorate", ["{}=", "{}==", "{}\n", " {}", "{}A", "A{}"])
def test_a_cursor_is_written_in_one_way_only(decorate: str) -> None:
    with pytest.raises(BadCursor):
        cursors.open(SCOPE, decorate.format(cursors.seal(SCOPE, EDGE)))


def test_a_former_key_still_opens_and_no_longer_seals() -> None:
    former, current = b"a" * 32, b"b" * 32
    sealed = Cursors([former]).seal(SCOPE, EDGE)
    rotating = Cursors([current, former])

    assert rotating.open(SCOPE, sealed) == EDGE
    assert rotating.seal(SCOPE, EDGE) == Cursors([current]).seal(SCOPE, EDGE)
    with pytest.raises(BadCursor):
        Cursors([current]).open(SCOPE, sealed)
