"""Emphasis that works in Korean.

CommonMark decides whether a run of `*` or `~~` opens or closes by the characters beside it, and supposes
spaces between words. Korean particles follow the emphasised word directly, so `**한국어(괄호)**입니다` would
keep its stars. The rule is loosened as the "CommonMark CJK-friendly Amendments" say, section 6.2:
https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md (of CommonMark issue 650).
Text without CJK characters is read as before, and `_` never works inside a word. Variation selectors,
which the amendments also treat, do not matter for Korean and are left out.
"""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

_CJK = re.compile(
    "["
    "\u1100-\u11ff"  # Hangul Jamo
    "\u2e80-\u33ff"  # radicals, CJK punctuation, Kana, Bopomofo, Hangul compatibility Jamo, enclosed, squared
    "\u3400-\u4dbf\u4e00-\u9fff"  # Han
    "\ua960-\ua97f\uac00-\ud7ff"  # Hangul syllables and Jamo extensions
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"  # compatibility, half-width and full-width forms
    "\U00020000-\U0003ffff"  # Han extensions
    "]"
)


def is_cjk(character: str) -> bool:
    """Tell whether a character belongs to Korean, Chinese or Japanese writing, punctuation included."""
    return _CJK.match(character) is not None


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


class CjkState(StateInline):
    """The state of inline parsing, with flanking loosened next to CJK characters."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803
        """Measure the run of markers at `start` and tell whether it can open or close emphasis.

        `canSplitWord` is true for `*` and `~`, false for `_`. The edges of the text count as whitespace.
        """
        end = self._end_of_run(start)
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        left = self._flanks(inner=after, outer=before)
        right = self._flanks(inner=before, outer=after)
        can_open = left and (canSplitWord or not right or _is_punctuation(before))
        can_close = right and (canSplitWord or not left or _is_punctuation(after))
        return Scanned(can_open, can_close, end - start)

    def _end_of_run(self, start: int) -> int:
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        return end

    @staticmethod
    def _flanks(*, inner: str, outer: str) -> bool:
        """Tell whether a run hugs the text on its `inner` side."""
        if isWhiteSpace(ord(inner)):
            return False
        if not _is_punctuation(inner) or is_cjk(inner):
            return True
        return isWhiteSpace(ord(outer)) or _is_punctuation(outer) or is_cjk(outer)


class CjkInline(ParserInline):
    """The inline parser of markdown-it, working on a `CjkState`."""

    def skipToken(self, state: StateInline) -> None:  # noqa: N802
        """Go to the end of the token at hand, looking first where it ended the last time.

        Text of nothing but `[` asks a million times for the same ends.
        """
        known = state.cache.get(state.pos)
        if known is None:
            super().skipToken(state)
        else:
            state.pos = known

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Parse the text of one block into `tokens`, which are also returned."""
        state = CjkState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens
