"""Cuts text into the tokens by which projects are searched by words.

What is cut, in documents and queries alike, from NFKC text without letter case:

- words of letters and digits whole, with the marks that make a name of them (`c++`, `c#`, `.net`);
- Hangul, and likewise Han and kana, in pairs of neighbouring syllables, because Korean joins words: 감정일기
  is 감정, 정일, 일기, so 일기 finds it;
- a word of one syllable as it is.

A document also keeps the beginnings of the words of its title: their first 2 to 8 letters, or their first
syllable, so that a query of one syllable finds it as a word anywhere and as a beginning in titles. Korean
words of the title and words of a skill's name are kept joined as well, since people write 감정 일기 and
감정일기, Spring Boot and SpringBoot.

Every token of a query must be among those of a document. Pairs match some words that aren't there (일기장
also finds 일기 and 기장 apart), so what was found is sifted with `matches`. All of it takes time linear in
the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

MOST_DOCUMENT_TOKENS: Final = 400
MOST_QUERY_TOKENS: Final = 16
MOST_QUERY_WORDS: Final = 8
LONGEST_QUERY: Final = 64
"""In code points; what is longer is cut after the last whole word."""

_LONGEST_TEXT: Final = 1_000
_PREFIXES: Final = range(2, 9)

_SYLLABLE: Final = "가-힣぀-ヿ㐀-䶿一-鿿"
_LETTER: Final = rf"[^\W_{_SYLLABLE}]"
_PIECE: Final = re.compile(rf"(\.(?=[^\W\d_]))?({_LETTER}{{1,64}})([+#]{{0,2}})|([{_SYLLABLE}]+)")
"""Groups: a dot before, a word, the marks after it; or a run of syllables. Longer words are cut up."""

_Piece = tuple[str, str, str, str]
_QUERY_PIECE: Final = re.compile(
    rf"(?<!\w)\.(?=[^\W\d_]){_LETTER}{{1,64}}+(?![+#])|{_LETTER}{{1,64}}[+#]{{0,2}}|[{_SYLLABLE}]+"
)
"""A dot counts where a word of the query begins (`.net`), not inside (`node.js`)."""

_GAP: Final = re.compile(rf"(?<=[{_SYLLABLE}])\s+(?=[{_SYLLABLE}])")
_BEGINS_WITH_SYLLABLE: Final = re.compile(f"[{_SYLLABLE}]")


def document_tokens(title: str, summary: str, author: str, skills: Iterable[str]) -> list[str]:
    """Give the tokens of a project, each once, at most `MOST_DOCUMENT_TOKENS`.

    `skills` are names, aliases and slugs. What doesn't fit is left out from the end: the title comes first,
    then the author, the summary and the skills in the order given.
    """
    beginnings = (_beginnings(piece) for piece in _pieces(title))
    texts = (title, _join_syllables(title), author, summary, *_spellings(skills))
    words = (_piece_tokens(piece) for text in texts for piece in _pieces(text))
    tokens = chain.from_iterable(chain(beginnings, words))
    return list(islice(dict.fromkeys(tokens), MOST_DOCUMENT_TOKENS))


def document_text(title: str, summary: str, author: str, skills: Iterable[str]) -> str:
    """Join what `document_tokens` was made of, as `matches` wants it."""
    return "\n".join((title, _join_syllables(title), author, summary, *_spellings(skills)))


def query_words(query: str) -> list[str]:
    """Give the words of a query, each once, for `matches`; letters and syllables that touch are two words."""
    folded = " ".join(_fold(_cut(query)).split()[:MOST_QUERY_WORDS])
    return list(dict.fromkeys(_QUERY_PIECE.findall(folded)))


def query_tokens(query: str) -> list[str]:
    """Give the tokens that a project must have to be found, each once, at most `MOST_QUERY_TOKENS`.

    None when the query has no letters, syllables or digits: then nothing is asked.
    """
    tokens = chain.from_iterable(
        _pairs(word) if _BEGINS_WITH_SYLLABLE.match(word) else (word,) for word in query_words(query)
    )
    return list(islice(dict.fromkeys(tokens), MOST_QUERY_TOKENS))


def matches(words: Iterable[str], text: str) -> bool:
    """Tell whether each of the words is somewhere in the text, also inside another word.

    Meant to sift what tokens found, not to search by itself.
    """
    folded = _fold(text)
    return all(word in folded for word in words)


def _pieces(text: str) -> list[_Piece]:
    return _PIECE.findall(_fold(text[:_LONGEST_TEXT]))


def _beginnings(piece: _Piece) -> list[str]:
    _, word, _, run = piece
    return [run[0]] if run else [word[:length] for length in _PREFIXES if length < len(word)]


def _piece_tokens(piece: _Piece) -> list[str]:
    """Give the tokens of a piece; a letter with marks isn't one without them, since `C++` is no `C`."""
    dot, word, marks, run = piece
    if run:
        return _pairs(run)
    tokens = [word] if not marks or len(word) > 1 else []
    return tokens + ([word + marks] if marks else []) + ([dot + word] if dot else [])


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _join_syllables(text: str) -> str:
    return _GAP.sub("", _fold(text[:_LONGEST_TEXT]))


def _spellings(names: Iterable[str]) -> Iterator[str]:
    """Give names as written, and with their words joined where there are several."""
    for name in names:
        yield name
        pieces = _pieces(name)
        if len(pieces) > 1:
            yield "".join(word + marks + run for _, word, marks, run in pieces)


def _cut(query: str) -> str:
    if len(query) <= LONGEST_QUERY:
        return query
    return query[: LONGEST_QUERY + 1].rpartition(" ")[0] or query[:LONGEST_QUERY]


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
