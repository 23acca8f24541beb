"""The allow-list: whatever the parser writes, only this ever leaves.

It is the second wall. The first is that raw HTML is text and that links and pictures are judged while
parsing; with this one a fault there shows ugly text but runs no script.
"""

from collections.abc import Mapping
from typing import Final

import nh3

from sidepro.services.markdown import highlighting, markup
from sidepro.services.markdown.addresses import ImageStore, may_lead

REL: Final = "nofollow ugc noopener noreferrer"
"""What every link carries: its target gets no credit, no handle on our page and no referrer."""

TAGS: Final = frozenset(
    {
        *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "pre", "div"),
        *("a", "img", "em", "strong", "s", "code", "span"),
        *("table", "thead", "tbody", "tr", "th", "td"),
        *("label", "input"),
    }
)
"""Every element. No `svg`, `math`, `style`, `script`, `form`, `iframe`, `template` or anything else."""

ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "title"}),
    "ol": frozenset({"start"}),
    "*": frozenset(),
}
"""Attributes with a value that differs; `id`, `name`, `style` and event handlers are nowhere.

Without the empty `*` nh3 would let `lang` and `title` stand everywhere.
"""

VALUES: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "img": {"loading": frozenset({"lazy"}), "decoding": frozenset({"async"})},
    "input": {"type": frozenset({"checkbox"}), "disabled": frozenset({""}), "checked": frozenset({""})},
    "pre": {"tabindex": frozenset({"0"})},
    "div": {"tabindex": frozenset({"0"})},
}
"""Attributes with one possible value."""

FORCED: Final = {"input": {"type": "checkbox", "disabled": ""}}
"""A check box that could be used, or another kind of field, cannot leave."""

CLASSES: Final[Mapping[str, frozenset[str]]] = {
    "code": frozenset(f"language-{language}" for language in highlighting.LANGUAGES),
    "div": frozenset({markup.TABLE_CLASS}),
    "input": frozenset({"task-list-item-checkbox"}),
    "li": frozenset({"task-list-item"}),
    "span": highlighting.CLASSES,
    "td": markup.ALIGNMENTS,
    "th": markup.ALIGNMENTS,
    "ul": frozenset({"contains-task-list"}),
    "ol": frozenset({"contains-task-list"}),
}
"""The classes of each element, so that a story cannot dress up as a part of the page."""

SCHEMES: Final = frozenset({"http", "https", "mailto"})
"""The schemes of addresses."""


def sanitizer(store: ImageStore) -> nh3.Cleaner:
    """Give a sanitizer that also judges every address, pictures by the store of images.

    An address that browsers cannot read (`http://b.1`) loses its `href` here; its `a` is then no link.
    """

    def judge(tag: str, attribute: str, value: str) -> str | None:
        allowed = True
        if attribute == "href":
            allowed = may_lead(value)
        elif attribute == "src":
            allowed = store.holds(value)
        return value if allowed else None

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes=ATTRIBUTES,
        tag_attribute_values=VALUES,
        set_tag_attribute_values=FORCED,
        allowed_classes=CLASSES,
        attribute_filter=judge,
        url_schemes=SCHEMES,
        link_rel=REL,
        strip_comments=True,
    )
