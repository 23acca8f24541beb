"""Totals are counted once for all who ask, and never kept past a change."""

import asyncio

import pytest

from documents.totals import Totals


class Counting:
    """Counts how often it is asked to count."""

    def __init__(self) -> None:
        self.times = 0
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self) -> int:
        self.times += 1
        number = self.times
        await self.go.wait()
        return number


async def test_a_total_is_kept_for_a_few_seconds() -> None:
    moment = 100.0
    totals: Totals[int] = Totals(seconds=3, clock=lambda: moment)
    counting = Counting()

    assert [await totals.get("a", counting) for _ in range(3)] == [1, 1, 1]
    moment = 102.9
    assert await totals.get("a", counting) == 1
    moment = 103.0
    assert await totals.get("a", counting) == 2
    assert await totals.get("b", counting) == 3


async def test_who_asks_at_the_same_time_shares_one_counting() -> None:
    totals: Totals[int] = Totals()
    counting = Counting()
    counting.go.clear()
    asked = [asyncio.create_task(totals.get("a", counting)) for _ in range(5)]
    await asyncio.sleep(0)
    asked[0].cancel()  # somebody who goes away takes nothing from the others
    counting.go.set()

    assert await asyncio.gather(*asked[1:]) == [1, 1, 1, 1]
    assert counting.times == 1


async def test_what_was_being_counted_when_something_changed_is_not_kept() -> None:
    totals: Totals[int] = Totals()
    counting = Counting()
    counting.go.clear()
    before = asyncio.create_task(totals.get("a", counting))
    await asyncio.sleep(0)
    totals.forget()
    after = asyncio.create_task(totals.get("a", counting))
    await asyncio.sleep(0)
    counting.go.set()

    assert [await before, await after] == [1, 2]
    assert await totals.get("a", counting) == 2


async def test_a_counting_that_fails_is_tried_again() -> None:
    totals: Totals[int] = Totals()

    async def fail() -> int:
        raise OSError(5)

    with pytest.raises(OSError, match="5"):
        await totals.get("a", fail)
    assert await totals.get("a", Counting()) == 1


async def test_only_so_many_are_kept() -> None:
    totals: Totals[int] = Totals(most=10)
    for number in range(1000):
        await totals.get(number, Counting())

    assert len(totals._kept) == 10
    assert not totals._counting
