"""Tables of GitHub's Markdown, bounded."""

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table

MAX_CELLS: Final = 10_000
"""All cells of the tables of a story; a table that would go beyond stays text.

Missing cells are filled in, so that two kilobytes of `|` can ask for 65,000 of them, again and again.
"""

_ROOM = "cells_left"


def bounded_tables(md: MarkdownIt) -> None:
    """Let a parser read tables of `MAX_CELLS` cells altogether."""
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.enable("table")


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    room = state.env.setdefault(_ROOM, MAX_CELLS)
    if room <= 0 or not table(state, start, end, True):  # noqa: FBT003
        return False
    cells = _cells_at_most(state, start, end, room)
    if cells > room:
        state.env[_ROOM] = 0
        return False
    if silent:
        return True
    state.env[_ROOM] = room - cells
    return table(state, start, end, False)  # noqa: FBT003


def _cells_at_most(state: StateBlock, start: int, end: int, enough: int) -> int:
    """Count columns times lines up to the next empty line, no further than `enough`."""
    delimiters = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    columns = max(1, delimiters.strip(" \t|").count("|") + 1)
    line = start + 1
    while line < end and (line - start) * columns <= enough and not state.isEmpty(line):
        line += 1
    return (line - start) * columns
