"""Neighbours are exactly those that comparing everybody by hand would find, however they are found."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.mending import GONE, mended
from tasks.neighbours import NOBODY, Crowd, Lists, rarity

SKILLS = 9
MOST = 6
SHOWN = 4

stacks = st.lists(st.sets(st.integers(0, SKILLS - 1), max_size=6), min_size=0, max_size=24)
weights = st.lists(st.integers(1, 200), min_size=SKILLS, max_size=SKILLS)


def by_hand(stacks: list[set[int]], weights: list[int], most: int) -> list[list[tuple[int, float]]]:
    """Compare everybody with everybody else."""
    return [_of(person, stacks, weights, most) for person in range(len(stacks))]


def _of(person: int, stacks: list[set[int]], weights: list[int], most: int) -> list[tuple[int, float]]:
    found = []
    for other, stack in enumerate(stacks):
        shared = sum(weights[skill] for skill in stacks[person] & stack)
        either = sum(weights[skill] for skill in stacks[person] | stack)
        score = np.float32(shared) / np.float32(either or 1)
        if other != person and score >= np.float32(0.1):
            found.append((other, float(score)))
    return sorted(found, key=lambda each: (-each[1], each[0]))[:most]


def crowd(stacks: list[set[int]], weights: list[int]) -> Crowd:
    return Crowd([np.array(sorted(stack), np.int64) for stack in stacks], np.array(weights))


def everybody(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int32)


def read(lists: Lists, most: int) -> list[list[tuple[int, float]]]:
    return [
        [(int(who), float(score)) for who, score in zip(members, scores, strict=True) if who != NOBODY][:most]
        for members, scores in zip(lists.members, lists.scores, strict=True)
    ]


@settings(deadline=None)
@given(stacks, weights)
def test_they_are_those_that_comparing_by_hand_finds(stacks: list[set[int]], weights: list[int]) -> None:
    lists = crowd(stacks, weights).nearest(everybody(len(stacks)), MOST)

    assert read(lists, MOST) == by_hand(stacks, weights, MOST)


@settings(deadline=None)
@given(stacks)
def test_with_equal_weights_scores_are_those_of_jaccard(stacks: list[set[int]]) -> None:
    for person, others in enumerate(by_hand(stacks, [1] * SKILLS, MOST)):
        for other, score in others:
            both, either = stacks[person] & stacks[other], stacks[person] | stacks[other]
            assert score == np.float32(Fraction(len(both), len(either)))


@settings(deadline=None)
@given(st.data(), stacks, weights)
def test_after_changes_they_are_as_if_all_were_found_anew(
    data: st.DataObject, stacks: list[set[int]], weights: list[int]
) -> None:
    """Some people change their skills, again and again, and some leave; lists are only mended."""
    lists = crowd(stacks, weights).nearest(everybody(len(stacks)), MOST)
    for _ in range(3):
        gone = data.draw(st.sets(st.integers(0, max(0, len(stacks) - 1)), max_size=2)) if stacks else set()
        lists, stacks = without(lists, stacks, gone)
        changed = np.zeros(len(stacks), bool)
        for person in data.draw(st.sets(st.integers(0, max(0, len(stacks) - 1)), max_size=5)):
            if person < len(stacks):
                changed[person] = True
                stacks[person] = data.draw(st.sets(st.integers(0, SKILLS - 1), max_size=6))

        for rows, different in mended(crowd(stacks, weights), lists, changed, shown=SHOWN):
            lists.put(rows, different)

        assert read(lists, SHOWN) == by_hand(stacks, weights, SHOWN)


def without(lists: Lists, stacks: list[set[int]], gone: set[int]) -> tuple[Lists, list[set[int]]]:
    """Let some people leave: those who stay move together, and lists name them by their new places."""
    stay = [person for person in range(len(stacks)) if person not in gone]
    place = np.full(len(stacks) + 1, GONE, np.int32)
    place[stay] = range(len(stay))
    place[-1] = NOBODY
    kept = Lists(place[lists.members[stay]], lists.scores[stay].copy(), lists.complete[stay].copy())
    return kept, [stacks[person] for person in stay]


def test_only_lists_that_are_different_are_given() -> None:
    stacks = [{0, 1}, {0, 1}, {5, 6}, {5, 6}]
    lists = crowd(stacks, [1] * SKILLS).nearest(everybody(4), MOST)
    stacks[0] = {0}

    given = mended(crowd(stacks, [1] * SKILLS), lists, np.array([True, False, False, False]), shown=SHOWN)

    assert sorted(row for rows, _ in given for row in rows) == [0, 1]


def test_nobody_and_one_person_have_no_neighbours() -> None:
    assert read(crowd([], [1] * SKILLS).nearest(everybody(0), MOST), MOST) == []
    assert read(crowd([{1, 2}], [1] * SKILLS).nearest(everybody(1), MOST), MOST) == [[]]


def test_where_nobody_shares_anything_nobody_has_a_neighbour() -> None:
    lists = crowd([{skill} for skill in range(SKILLS)], [1] * SKILLS).nearest(everybody(SKILLS), MOST)

    assert read(lists, MOST) == [[]] * SKILLS


@pytest.mark.parametrize("count", [10_000])
def test_ten_thousand_who_are_the_same_have_the_first_ones(count: int) -> None:
    lists = Crowd([np.array([1, 2, 3])] * count, np.ones(SKILLS, np.int64)).nearest(everybody(count), 64)

    assert (lists.scores == 1).all()
    assert lists.members[count - 1].tolist() == list(range(64))
    assert lists.members[3].tolist() == [*range(3), *range(4, 65)]
    assert not lists.complete.any()


def test_a_rare_skill_weighs_more() -> None:
    weights = rarity(np.array([1, 100, 1000]), 1000)

    assert weights[0] > weights[1] > weights[2] == 16
