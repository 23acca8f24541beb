"""Task lists: `- [ ]` and `- [x]` become check boxes that nobody can click.

markdown-it recognises the items; the box stands inside a label with the item's words, so that it has a name.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_NAMED_BY = frozenset({"paragraph_open", "heading_open"})


def tasks(md: MarkdownIt) -> None:
    """Let a parser turn items that begin with `[ ]` or `[x]` into tasks."""
    md.options["tasklists"] = True
    md.core.ruler.after("inline", "tasks", _label_tasks)


def _label_tasks(state: StateCore) -> None:
    for index, token in enumerate(state.tokens):
        if token.type != "list_item_open" or "checked" not in token.meta:
            continue
        checked = token.meta.pop("checked")
        if state.tokens[index + 1].type in _NAMED_BY:
            words = state.tokens[index + 2]
            words.children = [*_box(checked=checked), *(words.children or []), _html("</label>")]


def _box(*, checked: bool) -> list[Token]:
    state = ' checked=""' if checked else ""
    box = f'<input class="task-list-item-checkbox" type="checkbox" disabled=""{state}>'
    return [_html("<label>"), _html(box), _html(" ")]


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
