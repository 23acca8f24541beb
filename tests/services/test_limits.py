"""Rate limits, counted in a real Redis and without it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable

import pytest

import handlers
from handlers.operation import operations_of
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.problems import TooFast
from sidepro.services.limits import PEOPLE_AN_ADDRESS, RULES, Allowance, Bucket, Limits, LoneCounter
from sidepro.services.metrics import Metrics
from sidepro.services.redis import SHUN_SECONDS, RedisDoor
from sidepro.settings import Settings, SettingsError


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.moment = 0.0

    def __call__(self) -> float:
        return self.moment


Process = Callable[..., Limits]
"""Makes limits as one process has them: `process(search="5/600")`."""


@pytest.fixture
async def process(redis_url: str) -> AsyncIterator[Process]:
    """Give the way to make limits as one process has them."""
    doors: list[RedisDoor] = []

    def make(
        url: str = redis_url, metrics: Metrics | None = None, *, enabled: bool = True, **changes: str
    ) -> Limits:
        doors.append(RedisDoor(url))
        return Limits(doors[-1], metrics or Metrics(), changes=changes, enabled=enabled)

    yield make
    for door in doors:
        await door.close()


async def spent(limits: Limits, rule: str, *spenders: str, times: int = 1) -> int:
    """Tell how many of so many attempts were let through."""
    count = 0
    for _ in range(times):
        try:
            await limits.spend(rule, spenders)
        except TooFast:
            continue
        count += 1
    return count


@pytest.fixture
def somebody() -> str:
    """Give somebody who has asked for nothing yet."""
    return f"account:{secrets.token_hex(8)}"


async def test_so_many_are_let_through_and_no_more(process: Process, somebody: str) -> None:
    strict = process(search="5/600")

    assert await spent(strict, "search", somebody, times=9) == 5


async def test_who_asks_too_much_is_told_when_to_come_again(process: Process, somebody: str) -> None:
    strict = process(search="2/600")
    await spent(strict, "search", somebody, times=2)

    with pytest.raises(TooFast) as refusal:
        await strict.spend("search", (somebody,))

    assert 299 <= int(refusal.value.headers["Retry-After"]) <= 300


async def test_an_allowance_comes_back_bit_by_bit(process: Process, somebody: str) -> None:
    strict = process(search="2/8")
    began = asyncio.get_running_loop().time()
    assert await spent(strict, "search", somebody, times=3) == 2

    await asyncio.sleep(4.1)

    came_back = await spent(strict, "search", somebody, times=3)
    assert 1 <= came_back <= 1 + (asyncio.get_running_loop().time() - began) / 8


async def test_all_processes_count_together(process: Process, somebody: str) -> None:
    one, other = process(search="4/600"), process(search="4/600")

    assert await spent(one, "search", somebody, times=3) == 3
    assert await spent(other, "search", somebody, times=3) == 1


async def test_many_at_once_get_no_more_than_one_after_the_other(process: Process, somebody: str) -> None:
    strict = process(search="7/600")

    counts = await asyncio.gather(*(spent(strict, "search", somebody) for _ in range(40)))

    assert sum(counts) == 7


async def test_a_share_that_is_no_whole_number_is_given_to_the_last(process: Process, somebody: str) -> None:
    strict = process()
    at_once = strict._redis.client.pipeline(transaction=True)  # in which the time stands still
    for _ in range(8):
        await strict._script([somebody], [600_000 / 7, 600_000], client=at_once)
    answers = await at_once.execute()

    assert answers[:7] == [0] * 7
    assert answers[7] > 80_000


async def test_what_is_refused_to_one_costs_the_other_nothing(process: Process, somebody: str) -> None:
    strict = process(search="2/600")
    other = f"{somebody}-other"
    await spent(strict, "search", somebody, times=2)

    assert await spent(strict, "search", somebody, other, times=5) == 0
    assert await spent(strict, "search", other, times=5) == 2


async def test_who_goes_on_asking_waits_longer(process: Process, somebody: str) -> None:
    strict = process(search="3/1+4/600")
    assert await spent(strict, "search", somebody, times=3) == 3
    await asyncio.sleep(1.05)

    assert await spent(strict, "search", somebody, times=3) == 1


async def test_an_address_may_ask_for_several_accounts(process: Process, somebody: str) -> None:
    strict = process(writes="2/600")
    address = f"address:{somebody}"

    counts = [
        await spent(strict, "writes", address, f"{somebody}-{number}", times=3)
        for number in range(PEOPLE_AN_ADDRESS + 1)
    ]

    assert counts == [2] * PEOPLE_AN_ADDRESS + [0]


async def test_without_redis_the_process_counts_alone(
    own_valkey: EmbeddedValkey, process: Process, somebody: str
) -> None:
    one, other = process(own_valkey.url, search="3/600"), process(own_valkey.url, search="3/600")
    await own_valkey.stop()

    assert await spent(one, "search", somebody, times=9) == 3
    assert await spent(other, "search", somebody, times=9) == 3

    await own_valkey.start()
    await asyncio.sleep(SHUN_SECONDS)
    assert await spent(one, "search", somebody, times=2) == 2
    assert await spent(other, "search", somebody, times=2) == 1


async def test_switched_off_they_let_everything_through(process: Process, somebody: str) -> None:
    off = process(search="1/600", enabled=False)

    assert await spent(off, "search", somebody, times=9) == 9


async def test_what_is_refused_is_counted(process: Process, somebody: str) -> None:
    metrics = Metrics()
    strict = process(metrics=metrics, search="1/600")

    await spent(strict, "search", somebody, times=4)

    assert b'sidepro_limits_reached_total{rule="search"} 3.0' in metrics.exposition()


@pytest.mark.parametrize(
    "text", ["", "10", "0/60", "10/0", "-1/60", "10/60+", "a/b", "10/60 20/60", "9999999/1"]
)
async def test_what_is_no_limit_is_said_plainly(process: Process, text: str) -> None:
    with pytest.raises(SettingsError, match="SIDEPRO_LIMITS: search="):
        process(search=text)


async def test_an_unknown_limit_is_said_plainly(process: Process) -> None:
    with pytest.raises(SettingsError, match="no limit named lunch"):
        process(lunch="1/60")


def test_limits_are_one_setting() -> None:
    environ = {"SIDEPRO_SECRET": "s" * 32, "SIDEPRO_PEPPER": "p" * 32}

    settings = Settings.read(environ | {"SIDEPRO_LIMITS": "log_in=10/60+50/3600, search=1/2"})

    assert settings.limits == {"log_in": "10/60+50/3600", "search": "1/2"}
    assert Settings.read(environ).limits == {}


def test_every_operation_spends_a_limit_that_exists() -> None:
    named = {
        contract.limit
        for route in handlers.OPERATIONS
        for contract in operations_of(route.handler).values()
        if contract.limit
    }

    assert named <= set(RULES)


class TestLoneCounter:
    def bucket(self, key: str, times: int = 2, seconds: int = 10) -> Bucket:
        return Bucket(key, Allowance(times, seconds).interval, seconds * 1000)

    def test_counts_as_redis_does(self) -> None:
        clock = Clock()
        counter = LoneCounter(clock)

        assert [counter.wait([self.bucket("a")]) for _ in range(3)] == [0, 0, 5000]
        clock.moment = 5
        assert [counter.wait([self.bucket("a")]) for _ in range(2)] == [0, 5000]
        assert counter.wait([self.bucket("b")]) == 0

    def test_does_not_grow_for_ever(self) -> None:
        clock = Clock()
        counter = LoneCounter(clock, most=100)
        for number in range(1000):
            clock.moment += 0.001
            counter.wait([self.bucket(str(number))])

        assert len(counter._due) <= 100
        assert counter.wait([self.bucket("999")]) == 0
        assert counter.wait([self.bucket("999")]) > 0
