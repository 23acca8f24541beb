"""The HTML of a story: what markdown-it writes, made fit for a page.

Headings begin at `h2`, since the page has its own `h1`. Code and tables scroll sideways by themselves and can
be reached by keyboard for it. Alignment is a class, never a style.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from sidepro.services.markdown.highlighting import Highlighter, language_of

ALIGNMENTS: Final = frozenset({"align-left", "align-center", "align-right"})
"""The classes of table cells."""

TABLE_CLASS: Final = "table-scroll"
"""The class of the box that a table scrolls in."""

HIGHLIGHTER: Final = "highlighter"
"""Where the environment of a parse holds the `Highlighter` of the story."""

_HEADINGS: Final = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}
_ALIGNED = re.compile(r"text-align:(left|center|right)")


def lower_headings(md: MarkdownIt) -> None:
    """Let a parser lower every heading by one level, the sixth staying."""
    md.core.ruler.after("block", "lower_headings", _lower)


def _lower(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = _HEADINGS[token.tag]


class StoryMarkup(RendererHTML):
    """Writes the tokens of a story as HTML. markdown-it finds the methods by the types of tokens."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Write fenced code, coloured when its language is known."""
        token = tokens[idx]
        language = language_of(unescapeAll(token.info).strip())
        if language is None:
            return _code(escapeHtml(token.content))
        highlighter: Highlighter = env[HIGHLIGHTER]
        coloured = highlighter.highlight(token.content, language)
        return _code(coloured or escapeHtml(token.content), f' class="language-{language}"')

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Write indented code."""
        return _code(escapeHtml(tokens[idx].content))

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Begin a table inside a box that scrolls."""
        return f'<div class="{TABLE_CLASS}" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """End a table and its box."""
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Begin a cell of the head."""
        return f"<th{_alignment(tokens[idx])}>"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Begin a cell of the body."""
        return f"<td{_alignment(tokens[idx])}>"


def _code(inner: str, attributes: str = "") -> str:
    return f'<pre tabindex="0"><code{attributes}>{inner}</code></pre>\n'


def _alignment(cell: Token) -> str:
    aligned = _ALIGNED.fullmatch(str(cell.attrGet("style") or ""))
    return f' class="align-{aligned[1]}"' if aligned else ""
