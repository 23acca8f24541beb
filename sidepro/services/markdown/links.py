"""Judges every link and picture of a parsed story.

A link that may not lead where it points keeps its words and loses its address. A picture that is not in our
own store is never fetched by readers: it becomes a link to where it lies, or inside a link just its words.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sidepro.services.markdown.addresses import ImageStore, may_lead

MAX_ATTRIBUTES = 200_000
"""All addresses and titles of a story together, in characters; later links only keep their words.

Without it one long definition that is referred to thousands of times grows 50,000 characters to 100 MB.
"""


def links(md: MarkdownIt, store: ImageStore) -> None:
    """Let a parser judge links and pictures by `may_lead` and the store of images."""

    def judge(state: StateCore) -> None:
        room = MAX_ATTRIBUTES
        for token in state.tokens:
            if token.type == "inline" and token.children:
                judged = _Judged(store, room)
                for child in token.children:
                    judged.add(child)
                token.children, room = judged.tokens, judged.room

    md.core.ruler.after("inline", "links", judge)


class _Judged:
    """The inline tokens of one block, with the links and pictures that may stay.

    `room` is how many characters of attributes the story may still have.
    """

    def __init__(self, store: ImageStore, room: int) -> None:
        self.tokens: list[Token] = []
        self.room = room
        self._store = store
        self._kept: list[bool] = []

    def add(self, token: Token) -> None:
        """Take the next token, changed or dropped as the rules have it."""
        if token.type == "link_open":
            self._open(token)
        elif token.type == "link_close":
            if self._kept.pop():
                self.tokens.append(token)
        elif token.type == "image":
            self._picture(token)
        else:
            self.tokens.append(token)

    def _open(self, token: Token) -> None:
        kept = may_lead(str(token.attrGet("href") or "")) and self._affords(token)
        self._kept.append(kept)
        if kept:
            self.tokens.append(token)

    def _picture(self, token: Token) -> None:
        src = str(token.attrGet("src") or "")
        if self._store.holds(src) and self._affords(token):
            token.attrs |= {"loading": "lazy", "decoding": "async"}
            self.tokens.append(token)
            return
        link = Token("link_open", "a", 1, attrs={"href": src})
        linked = may_lead(src) and not any(self._kept) and self._affords(link)
        words = Token("text", "", 0, content=_words_of(token) or (src if linked else ""))
        self.tokens += [link, words, Token("link_close", "a", -1)] if linked else [words]

    def _affords(self, token: Token) -> bool:
        cost = sum(len(str(value)) for value in token.attrs.values())
        if cost > self.room:
            return False
        self.room -= cost
        return True


def _words_of(picture: Token) -> str:
    """Give the plain text of a picture's description."""
    parts: list[str] = []
    waiting = list(reversed(picture.children or []))
    while waiting:
        token = waiting.pop()
        if token.type == "image":
            waiting.extend(reversed(token.children or []))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        else:
            parts.append(token.content)
    return "".join(parts).strip()
