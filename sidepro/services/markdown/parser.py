"""Markdown as stories use it: CommonMark, GitHub's extensions, Korean emphasis, and limits."""

from typing import Final

from markdown_it import MarkdownIt

from sidepro.services.markdown.addresses import MAX_LENGTH, ImageStore
from sidepro.services.markdown.autolinks import autolinks
from sidepro.services.markdown.emphasis import CjkInline
from sidepro.services.markdown.links import links
from sidepro.services.markdown.markup import StoryMarkup, lower_headings
from sidepro.services.markdown.nesting import shallow
from sidepro.services.markdown.tables import bounded_tables
from sidepro.services.markdown.tasks import tasks

_OPTIONS: Final = {"html": False, "breaks": True, "xhtmlOut": False, "linkify": False, "typographer": False}


class StoryParser(MarkdownIt):
    """CommonMark without raw HTML, with tables, strikethrough, tasks, autolinks and line breaks."""

    def __init__(self, store: ImageStore) -> None:
        super().__init__("zero", renderer_cls=StoryMarkup)
        self.inline = CjkInline()
        self.configure("commonmark", _OPTIONS)
        self.disable(["html_block", "html_inline"])
        self.enable("strikethrough")
        for extend in (bounded_tables, shallow, lower_headings, autolinks, tasks):
            self.use(extend)
        self.use(links, store)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (markdown-it calls it so)
        """Encode an address; one longer than `MAX_LENGTH` becomes empty, since Punycode is quadratic."""
        return super().normalizeLink(url) if len(url) <= MAX_LENGTH else ""

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """Decode an address for reading, unless it is longer than `MAX_LENGTH`."""
        return super().normalizeLinkText(link) if len(link) <= MAX_LENGTH else link
