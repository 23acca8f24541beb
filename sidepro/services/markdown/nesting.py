"""Keeps stories shallow: no one writes deeper, and depth is what makes parsing and browsers slow.

markdown-it drops blocks beneath its own limit of nesting; the limits here are reached first and keep them.
"""

from collections.abc import Callable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_QUOTES: Final = 6
"""A block quote deeper than this is a paragraph that begins with `>`; each level is a pass over its lines."""

MAX_LISTS: Final = 12
"""A list deeper than this is a paragraph; a list and its item count one each, so six lists may nest."""

MAX_EMPHASIS: Final = 8
"""Emphasis deeper than this has no effect."""

MAX_LEVELS: Final = 14
"""The limit of markdown-it: two more than blocks reach, and how deep brackets within brackets are tried."""

MAX_LINES_AGAIN: Final = 100_000
"""How many lines block quotes may read in vain before later ones are paragraphs that begin with `>`.

A quote first reads all lines that could continue it, up to an empty one, and then keeps only those that its
paragraphs really take; the others are read again by the next quote, which is quadratic in `>---` and `a` in
turns. Each such line costs about a microsecond. Stories with empty lines in them never notice.
"""

_LEFT: Final = "lines_left"

_Rule = Callable[[StateBlock, int, int, bool], bool]
_EMPHASIS = frozenset({"em", "strong", "s"})


def shallow(md: MarkdownIt) -> None:
    """Limit how deep quotes, lists and emphasis nest."""
    md.options["maxNesting"] = MAX_LEVELS
    interrupts = ["paragraph", "reference", "blockquote"]
    md.block.ruler.at(
        "blockquote", _until(MAX_QUOTES, _thrifty_quote), RuleOptionsType(alt=[*interrupts, "list"])
    )
    md.block.ruler.at("list", _until(MAX_LISTS, list_block), RuleOptionsType(alt=interrupts))
    md.core.ruler.after("inline", "shallow", _flatten_emphasis)


def _until(level: int, rule: _Rule) -> _Rule:
    def limited(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        return state.level < level and rule(state, start, end, silent)

    return limited


def _thrifty_quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read a block quote unless too many lines were read in vain; those of this one are counted."""
    left: int = state.env.setdefault(_LEFT, MAX_LINES_AGAIN)
    if left <= 0 or not blockquote(state, start, end, True):  # noqa: FBT003
        return False
    if silent:
        return True
    last = min(end, start + left)
    reach = next((line for line in range(start, last) if state.isEmpty(line)), last)
    if reach == start + left:
        state.env[_LEFT] = 0
        return False
    blockquote(state, start, end, False)  # noqa: FBT003
    state.env[_LEFT] = left - max(0, reach - state.line)
    return True


def _flatten_emphasis(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _flat(token.children)


def _flat(tokens: list[Token]) -> list[Token]:
    """Leave out the emphasis that stands deeper than `MAX_EMPHASIS`."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        if token.tag not in _EMPHASIS:
            kept.append(token)
            continue
        depth += token.nesting == 1
        if depth <= MAX_EMPHASIS:
            kept.append(token)
        depth -= token.nesting == -1
    return kept
