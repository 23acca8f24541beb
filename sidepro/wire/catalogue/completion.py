"""Completes the name of a skill while somebody types it, in Latin letters, Hangul or 초성.

Names are kept folded, as keystrokes, in sorted lists, so that what begins as typed lies together.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from msgspec import Struct

from sidepro.wire.catalogue import hangul, keyboard
from sidepro.wire.catalogue.names import LONGEST_NAME, fold, inner_syllables, inner_words, normalize
from sidepro.wire.catalogue.skill import Skill

_LAST_CHARACTER: Final = "\U0010ffff"
_SHORTEST_INNER: Final = 2
"""A single letter begins a word somewhere in nearly everything."""


class Match(Struct, frozen=True):
    """A skill that may be meant, and the alias that matched, or None when its own name did."""

    skill: Skill
    alias: str | None


class _Rank(IntEnum):
    EXACT = 0
    NAME = 1
    ALIAS = 2
    INITIALS = 3
    INNER = 4


class _Entry(Struct, frozen=True, eq=False):
    """A place in a name at which what is typed may begin; `order` is the name's place among the skill's."""

    skill: Skill
    alias: str | None
    order: int
    text: str
    rank: _Rank


class _Hit(NamedTuple):
    """An entry found; loosely when its last syllable was still to be finished."""

    rank: _Rank
    loosely: bool
    entry: _Entry

    def order_in_skill(self) -> tuple[int, bool, int]:
        return self.rank, self.loosely, self.entry.order

    def order(self) -> tuple[int, bool, int, int, str]:
        skill = self.entry.skill
        return self.rank, self.loosely, skill.tier, len(self.entry.text), skill.slug


class _Sorted:
    """Entries in the order of their keys, found by how the key begins."""

    def __init__(self, entries: Iterable[tuple[str, _Entry]]) -> None:
        ordered = sorted(entries, key=lambda pair: pair[0])
        self._keys = [key for key, _ in ordered]
        self._entries = [entry for _, entry in ordered]

    def beginning(self, key: str) -> list[_Entry]:
        """Give the entries whose key begins so, in time logarithmic in all and linear in what it gives."""
        first = bisect_left(self._keys, key)
        return self._entries[first : bisect_left(self._keys, key + _LAST_CHARACTER, first)]


class Completion:
    """The index over a catalogue that answers `search`."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        kept = tuple(skills)
        words = [entry for skill in kept for entry in _words_of(skill)]
        syllables = [entry for skill in kept for entry in _syllables_of(skill)]
        self._by_strokes = _Sorted((hangul.strokes(entry.text), entry) for entry in words + syllables)
        self._by_initials = _Sorted((hangul.strokes(hangul.initials(entry.text)), entry) for entry in words)

    def search(self, query: str, limit: int) -> list[Match]:
        """Give at most `limit` skills that the query may mean, the most likely first.

        In this order: the name, an alias or the slug itself; a name that begins so; an alias that begins so;
        an alias by its 초성; something that begins so inside a name or alias. Within each, what is used more
        and what is shorter come first. When nothing is found, the query is read as typed with the other
        keyboard layout. Nothing is found for a query longer than `names.LONGEST_NAME`.
        """
        if len(query) > LONGEST_NAME:
            return []
        best: dict[str, _Hit] = {}
        for hit in self._hits(fold(query)) or self._hits(fold(_other_layout(query))):
            known = best.setdefault(hit.entry.skill.slug, hit)
            if hit.order_in_skill() < known.order_in_skill():
                best[hit.entry.skill.slug] = hit
        hits = sorted(best.values(), key=_Hit.order)[: max(limit, 0)]
        return [Match(hit.entry.skill, hit.entry.alias) for hit in hits]

    def _hits(self, typed: str) -> list[_Hit]:
        if not typed:
            return []
        hits = [*self._hits_by_strokes(typed)]
        if len(hangul.strokes(typed)) > 1 and hangul.has_loose_consonant(typed):
            hits.extend(self._hits_by_initials(typed))
        return hits

    def _hits_by_strokes(self, typed: str) -> Iterator[_Hit]:
        for entry in self._by_strokes.beginning(hangul.strokes(typed)):
            if entry.rank is not _Rank.INNER:
                rank = _Rank.EXACT if entry.text == typed else entry.rank
                yield _Hit(rank, not entry.text.startswith(typed), entry)
            elif len(typed) >= _SHORTEST_INNER:
                yield _Hit(entry.rank, not entry.text.startswith(typed), entry)

    def _hits_by_initials(self, typed: str) -> Iterator[_Hit]:
        only_initials = hangul.is_initials(typed)
        for entry in self._by_initials.beginning(hangul.strokes(hangul.initials(typed))):
            if only_initials or hangul.abbreviates(typed, entry.text):
                yield _Hit(max(entry.rank, _Rank.INITIALS), loosely=False, entry=entry)


def _words_of(skill: Skill) -> Iterator[_Entry]:
    for order, alias, name in _names_of(skill):
        rank = _Rank.ALIAS if order else _Rank.NAME
        yield _Entry(skill, alias, order, fold(name), rank)
        for text in inner_words(name):
            yield _Entry(skill, alias, order, text, _Rank.INNER)


def _syllables_of(skill: Skill) -> Iterator[_Entry]:
    for order, alias, name in _names_of(skill):
        for text in inner_syllables(name):
            yield _Entry(skill, alias, order, text, _Rank.INNER)


def _names_of(skill: Skill) -> Iterator[tuple[int, str | None, str]]:
    """Give everything that a skill is called, in order, with what a match names."""
    yield 0, None, skill.name
    for order, alias in enumerate(skill.aliases, 1):
        yield order, alias, alias
    yield len(skill.aliases) + 1, None, skill.slug


def _other_layout(query: str) -> str:
    text = normalize(query)
    return keyboard.to_hangul(text) if text.isascii() else keyboard.to_latin(text)
