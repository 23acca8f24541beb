"""The last results, kept while they fit."""

from collections import OrderedDict


class Recent:
    """HTML by text, the least recently used forgotten first.

    `room` is how many characters of text and HTML are kept altogether; a larger pair is not kept at all.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._html: OrderedDict[str, str] = OrderedDict()

    def get(self, text: str) -> str | None:
        """Give what was kept for a text, if it still is."""
        html = self._html.get(text)
        if html is not None:
            self._html.move_to_end(text)
        return html

    def keep(self, text: str, html: str) -> None:
        """Keep a result that is not kept yet, forgetting others where it needs room."""
        self._html[text] = html
        self._room -= len(text) + len(html)
        while self._room < 0:
            self._room += sum(map(len, self._html.popitem(last=False)))
