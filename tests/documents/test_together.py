"""Who asks at the same time is answered by one command, each with what they asked for."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from documents.together import Together


class Reader:
    """Doubles numbers, when it is let; knows nothing of 0 and fails at 13."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.busy = asyncio.Event()
        self.gate = asyncio.Event()

    async def __call__(self, numbers: Sequence[int]) -> Mapping[int, int]:
        self.asked.append(list(numbers))
        self.busy.set()
        await self.gate.wait()
        if 13 in numbers:
            raise ConnectionError("away")
        return {number: 2 * number for number in numbers if number}


async def test_who_asks_while_a_command_is_on_its_way_goes_with_the_next() -> None:
    reader = Reader()
    together = Together(reader, most=3)
    first = asyncio.create_task(together.find(1))
    await reader.busy.wait()

    later = [asyncio.create_task(together.find(number)) for number in (2, 2, 0, 3)]
    await asyncio.sleep(0)
    reader.gate.set()

    assert await asyncio.gather(first, *later) == [2, 4, 4, None, 6]
    assert reader.asked == [[1], [2, 0], [3]]


async def test_an_error_befalls_those_who_asked_together_and_nobody_else() -> None:
    reader = Reader()
    together = Together(reader, most=2)
    asked = [asyncio.create_task(together.find(number)) for number in (13, 1, 2)]
    reader.gate.set()

    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(answer) for answer in answers] == [ConnectionError, ConnectionError, int]
    with pytest.raises(ConnectionError):
        await together.find(13)
    assert await together.find(4) == 8


async def test_who_gives_up_harms_nobody_who_asked_with_them() -> None:
    reader = Reader()
    together = Together(reader, most=2)
    impatient, patient = (asyncio.create_task(together.find(number)) for number in (1, 2))
    await asyncio.sleep(0)

    impatient.cancel()
    reader.gate.set()

    assert await patient == 4
