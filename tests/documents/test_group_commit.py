"""What is asked for at the same time is committed together, and each gets its own answer."""

import asyncio
from collections.abc import Sequence

import pytest
import structlog

from documents.group_commit import LARGEST_GROUP, GroupCommit, Refused
from sidepro.problems import Conflict, NotFound


class Ledger:
    """Commits numbers: refuses negative ones, and fails on zero."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.contexts: list[object] = []
        self.under_way = 0
        self.commits: GroupCommit[int, str] = GroupCommit(self._commit)
        self.began = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def _commit(self, numbers: Sequence[int]) -> list[str]:
        assert not self.under_way
        self.under_way += 1
        self.contexts.append(structlog.contextvars.get_contextvars().get("request_id"))
        self.began.set()
        await asyncio.sleep(0.005)
        await self.may_end.wait()
        self.under_way -= 1
        if 0 in numbers:
            raise ZeroDivisionError
        refused = {at: NotFound() for at, number in enumerate(numbers) if number < 0}
        if refused:
            raise Refused(refused)
        self.groups.append(list(numbers))
        return [f"no. {number}" for number in numbers]

    async def make_all(self, *numbers: int) -> list[str | BaseException]:
        return await asyncio.gather(*map(self.commits.make, numbers), return_exceptions=True)


async def test_who_asks_while_a_group_is_on_its_way_goes_with_the_next() -> None:
    ledger = Ledger()
    ledger.may_end.clear()
    first = asyncio.create_task(ledger.commits.make(1))
    await ledger.began.wait()
    others = asyncio.create_task(ledger.make_all(2, 3, 4))
    await asyncio.sleep(0.02)
    ledger.may_end.set()

    assert await others == ["no. 2", "no. 3", "no. 4"]
    assert await first == "no. 1"
    assert ledger.groups == [[1], [2, 3, 4]]


async def test_groups_are_bounded_and_keep_the_order() -> None:
    ledger = Ledger()
    numbers = range(1, 2 * LARGEST_GROUP + 50)

    assert await ledger.make_all(*numbers) == [f"no. {number}" for number in numbers]
    assert [len(group) for group in ledger.groups] == [LARGEST_GROUP, LARGEST_GROUP, 49]
    assert [number for group in ledger.groups for number in group] == list(numbers)


async def test_what_is_refused_does_not_hinder_the_others() -> None:
    ledger = Ledger()

    answers = await ledger.make_all(1, -2, 3, -4)

    assert [type(answer) for answer in answers] == [str, NotFound, str, NotFound]
    assert ledger.groups == [[1, 3]]


async def test_an_error_befalls_the_whole_group_and_no_other() -> None:
    ledger = Ledger()

    assert [type(each) for each in await ledger.make_all(1, 0, 2)] == [ZeroDivisionError] * 3
    assert await ledger.make_all(5) == ["no. 5"]


async def test_who_does_not_wait_any_longer_does_not_hinder_the_others() -> None:
    ledger = Ledger()
    impatient = asyncio.create_task(ledger.commits.make(1))
    patient = asyncio.create_task(ledger.commits.make(2))
    ledger.may_end.clear()
    await ledger.began.wait()
    impatient.cancel()
    ledger.may_end.set()

    assert await patient == "no. 2"
    assert impatient.cancelled()


async def test_a_group_is_not_logged_as_the_request_of_one_of_them() -> None:
    ledger = Ledger()
    with structlog.contextvars.bound_contextvars(request_id="the-first"):
        await ledger.commits.make(1)

    assert ledger.contexts == [None]


def test_refusing_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="Nothing"):
        Refused({})
    assert Refused({0: Conflict()}).problems.keys() == {0}
