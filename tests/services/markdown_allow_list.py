"""What may stand in a rendered story, written down a second time and apart from the renderer.

A checker that reads HTML with the standard library's parser and names everything that is not on the list.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from pygments.token import STANDARD_TYPES

IMAGES_URL = "https://img.sidepro.example/images/"

_REL = "nofollow ugc noopener noreferrer"
_VOID = {"br", "hr", "img", "input"}
_PLAIN = ("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "em", "strong", "s", "label", "table")
_ADDRESS = re.compile(r"(?:https?://[^/?#@\s]+(?:[/?#][!-~]*)?|mailto:[!-~]+@[!-~]+|/(?![/\\])[!-~]*)", re.I)
_IMAGE = re.compile(re.escape(IMAGES_URL) + r"[\w-]+(?:[./][\w-]+)*", re.ASCII)
_ANY = re.compile(r".*", re.DOTALL)
_CELL = re.compile(r"align-(?:left|center|right)")

_LIST: dict[str, Mapping[str, re.Pattern[str]]] = {
    **{tag: {} for tag in (*_PLAIN, "thead", "tbody", "tr")},
    "a": {"href": _ADDRESS, "title": _ANY, "rel": re.compile(_REL)},
    "img": {
        "src": _IMAGE,
        "alt": _ANY,
        "title": _ANY,
        "loading": re.compile("lazy"),
        "decoding": re.compile("async"),
    },
    "input": {
        "type": re.compile("checkbox"),
        "disabled": re.compile(""),
        "checked": re.compile(""),
        "class": re.compile("task-list-item-checkbox"),
    },
    "ul": {"class": re.compile("contains-task-list")},
    "ol": {"class": re.compile("contains-task-list"), "start": re.compile(r"\d{1,9}")},
    "li": {"class": re.compile("task-list-item")},
    "td": {"class": _CELL},
    "th": {"class": _CELL},
    "div": {"class": re.compile("table-scroll"), "tabindex": re.compile("0")},
    "pre": {"tabindex": re.compile("0")},
    "code": {"class": re.compile(r"language-[a-z0-9-]+")},
    "span": {"class": re.compile("|".join(map(re.escape, filter(None, STANDARD_TYPES.values()))))},
}
TAGS = frozenset(_LIST)
"""Every element that may stand in a story."""

ATTRIBUTES = {tag: frozenset(attributes) for tag, attributes in _LIST.items()}
"""The attributes that each may have."""

_NEEDED = {"a": {"rel"}, "img": {"src", "alt"}, "input": {"type", "disabled"}}


class _Checker(HTMLParser):
    """Collects what is wrong with a piece of HTML."""

    def __init__(self, needed: Mapping[str, set[str]]) -> None:
        super().__init__()
        self.needed = needed
        self.faults: list[str] = []
        self.open: list[str] = []
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = _LIST.get(tag)
        if allowed is None:
            self.faults.append(f"<{tag}>")
            return
        for name, value in attrs:
            if name not in allowed or not allowed[name].fullmatch(value or ""):
                self.faults.append(f"<{tag} {name}={value!r}>")
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names) or not self.needed.get(tag, set()) <= set(names):
            self.faults.append(f"<{tag}> with {names}")
        if tag == "a" and "a" in self.open:
            self.faults.append("a link in a link")
        if tag not in _VOID:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of place")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}>")


def faults_of(html: str, *, complete: bool = True) -> list[str]:
    """Name everything in a rendered story that is not allowed there; nothing when all is well.

    With `complete` elements must also have the attributes that they need.
    """
    checker = _Checker(_NEEDED if complete else {})
    checker.feed(html)
    checker.close()
    if checker.open:
        checker.faults.append(f"never closed: {checker.open}")
    if checker.deepest > 48:
        checker.faults.append(f"{checker.deepest} elements deep")
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", html):
        checker.faults.append("control characters")
    return checker.faults
