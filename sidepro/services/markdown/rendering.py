"""From Markdown to HTML: a pure function of the text and the address of our images.

Bad input of any kind gives harmless HTML, never an error. 50,000 characters take well under a second of
processor time, whatever they are; the limits that see to it stand in `nesting`, `tables`, `links`,
`autolinks`, `addresses` and `highlighting`.
"""

import re
from functools import lru_cache
from typing import Final

from sidepro.services.markdown.addresses import ImageStore
from sidepro.services.markdown.highlighting import Highlighter
from sidepro.services.markdown.markup import HIGHLIGHTER
from sidepro.services.markdown.parser import StoryParser
from sidepro.services.markdown.sanitizing import sanitizer

RENDERER_VERSION: Final = 1
"""Kept beside stored HTML; raise it with every change that makes some story look different."""

MAX_CHARACTERS: Final = 50_000
"""The longest text that is rendered."""


_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _StoryMarkdown:
    """A parser and a sanitizer for one store of images, made once because that takes milliseconds."""

    def __init__(self, images_url: str) -> None:
        store = ImageStore(images_url)
        self._parser = StoryParser(store)
        self._sanitizer = sanitizer(store)

    def render(self, text: str) -> str:
        html = self._parser.render(_encodable(text), {HIGHLIGHTER: Highlighter()})
        return _CONTROLS.sub("\ufffd", self._sanitizer.clean(html))


_markdown_for = lru_cache(maxsize=4)(_StoryMarkdown)


def render(text: str, images_url: str) -> str:
    """Turn Markdown into HTML that may be shown to anyone.

    `images_url` is the public address of published images; pictures from elsewhere become links.
    Raises ValueError for more than `MAX_CHARACTERS`.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"A story has at most {MAX_CHARACTERS} characters.")
    return _markdown_for(images_url).render(text)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which no encoding can write, by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
