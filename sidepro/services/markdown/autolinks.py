"""Addresses in running text become links, also when a Korean particle follows directly.

The rule of GitHub's extended autolinks (https://github.github.com/gfm/#autolinks-extension-) for `http://`,
`https://` and `www.`, with these differences, all for text as it is written here:

- a host is written in ASCII, so that `https://example.com에서` links the host and leaves the particle;
- a particle right after an ASCII path (`https://example.com/a를`) is text; other Hangul belongs to the path;
- brackets, `*` and CJK punctuation end an address, parentheses must pair within it;
- mail addresses are not linked (`git@github.com:a/b` is none); `<me@example.com>` still works.

linkify-it-py is not used: its pattern for hosts backtracks exponentially (`http://` with `xn--aa.` twenty
times took 6 s). The patterns here have one way to match each character, and see `MAX_LENGTH` characters.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from sidepro.services.markdown.addresses import MAX_LENGTH, may_lead

_SCHEME = re.compile(r"(?<![a-z0-9.+-])https?\Z", re.ASCII | re.IGNORECASE)
_BEFORE_WWW = re.compile(r"[A-Za-z0-9_./@:+-]")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,62})"
_WORD = r"[^\s<>\"`|\\*\[\]()\u2018-\u201f\u2026\u3000-\u303f\uff00-\uffef\x00-\x1f\x7f-\x9f]"
_REST = re.compile(
    rf"(?:{_LABEL}\.)+{_LABEL}(?::[0-9]{{1,5}})?(?!@)(?:[/?#]{_WORD}*(?:\({_WORD}*\){_WORD}*)*)?",
    re.IGNORECASE,
)
_STRIKE = re.compile(r"~~.*\Z", re.DOTALL)
_TRAILING = "?!.,:;'_~"
_PARTICLE = re.compile(
    r"(?<=[A-Za-z0-9/#=&%_-])"
    r"(?:은|는|이|가|을|를|의|에|와|과|도|만|로|으로|에서|에게|까지|부터|처럼|보다|에는|에도|에서는|에서도|로는|"
    r"라고|이라고|라는|이라는|이고|이며|이나|인데|이다|입니다|이에요|예요|임|등|및)\Z"
)


def autolinks(md: MarkdownIt) -> None:
    """Let a parser link addresses in running text."""
    md.inline.add_terminator_char("w")
    md.inline.ruler.after("text", "autolinks", _link_address)


def _link_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it passes it so)
    if state.linkLevel > 0:
        return False
    begun = _begun_with(state)
    if begun is None:
        return False
    rest = address_in(state.src[state.pos : min(state.posMax, state.pos + MAX_LENGTH)])
    if not rest:
        return False
    if not silent:
        _write(state, begun, rest)
    state.pos += len(rest)
    return True


def _begun_with(state: StateInline) -> str | None:
    """Give the scheme just before `://` here, an empty text for `www.` here, or None."""
    before = state.src[max(0, state.pos - 6) : state.pos]
    if state.src.startswith("www.", state.pos):
        return None if _BEFORE_WWW.match(before[-1:]) else ""
    if not state.src.startswith("://", state.pos):
        return None
    scheme = _SCHEME.search(before)
    return scheme[0] if scheme else None


def address_in(text: str) -> str:
    """Give what of `text`, which begins with `://` or `www.`, is an address; nothing when it has no host."""
    start = 3 if text.startswith("://") else 0
    found = _REST.match(text, start)
    return text[:start] + _trimmed(found[0]) if found else ""


def _trimmed(address: str) -> str:
    """Leave off what belongs to the sentence: closing marks, punctuation and a particle."""
    address = _STRIKE.sub("", address).rstrip(_TRAILING)
    return _PARTICLE.sub("", address).rstrip(_TRAILING)


def _write(state: StateInline, begun: str, rest: str) -> None:
    """Write a link, or text when the address is too long: what was read once is not read again."""
    href = state.md.normalizeLink(f"{begun or 'http://'}{rest}")
    if not may_lead(href):
        state.append_pending(rest)
        return
    if begun:
        state.pending = state.pending[: -len(begun)]
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = begun + rest
    state.push("link_close", "a", -1)
