"""Leases tell what is held, across processes, and run out by themselves."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from sidepro.dev.valkey import EmbeddedValkey
from sidepro.services.pipelining import Pipelining
from sidepro.services.presence import Held, Leases
from sidepro.services.redis import RedisDoor


class Clock:
    """A clock that a test puts forward."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Two:
    """The leases of two processes."""

    here: Leases
    there: Leases
    clock: Clock
    room: str


@pytest.fixture
async def two(redis_url: str) -> AsyncIterator[Two]:
    redis, clock = RedisDoor(redis_url), Clock()
    here, there = (Leases(Pipelining(redis), "test", clock=clock) for _ in "12")
    yield Two(here, there, clock, secrets.token_hex(8))
    await redis.close()


async def held(leases: Leases, *places: str) -> dict[str, list[str]]:
    """Tell who holds places, where that is known of all processes."""
    found = await leases.held(places)
    return {place: sorted(each.holders) for place, each in found.items() if each.is_whole}


async def test_a_lease_is_known_everywhere(two: Two) -> None:
    before = await held(two.there, two.room)
    await two.here.begin(two.room, "mina:1")

    assert before == {two.room: []}
    assert await held(two.here, two.room) == await held(two.there, two.room) == {two.room: ["mina:1"]}


async def test_a_lease_that_is_not_renewed_runs_out(two: Two) -> None:
    await two.here.begin(two.room, "mina:1")
    two.clock.now += 29.9
    still = await held(two.there, two.room)
    two.clock.now += 0.2
    over = await held(two.there, two.room)

    assert (still, over) == ({two.room: ["mina:1"]}, {two.room: []})
    assert await held(two.here, two.room) == {two.room: ["mina:1"]}


async def test_renewing_prolongs_what_was_not_released(two: Two) -> None:
    await two.here.begin(two.room, "mina:1")
    for _ in range(10):
        two.clock.now += 10
        await two.here.renew()

    assert await held(two.there, two.room) == {two.room: ["mina:1"]}


async def test_a_released_lease_holds_for_the_grace_only(two: Two) -> None:
    await two.here.begin(two.room, "mina:1")
    await two.here.release(two.room, "mina:1")
    await two.here.renew()
    two.clock.now += 9.9
    still = [await held(leases, two.room) for leases in (two.here, two.there)]
    two.clock.now += 0.2
    over = [await held(leases, two.room) for leases in (two.here, two.there)]

    assert still == [{two.room: ["mina:1"]}] * 2
    assert over == [{two.room: []}] * 2


async def test_an_ended_lease_is_over_at_once(two: Two) -> None:
    await two.here.begin(two.room, "mina:1")
    await two.here.end(two.room, "mina:1")
    await two.here.release(two.room, "mina:1")

    assert await held(two.there, two.room) == {two.room: []}


async def test_one_tab_never_ends_the_presence_of_another(two: Two) -> None:
    await two.here.begin(two.room, "mina:1")
    await two.there.begin(two.room, "mina:2")
    await two.here.end(two.room, "mina:1")

    assert await held(two.here, two.room) == {two.room: ["mina:2"]}


async def test_so_many_and_no_more(two: Two) -> None:
    begun = [
        await leases.begin_among(two.room, f"{where}{number}", 4)
        for number in range(3)
        for where, leases in (("here", two.here), ("there", two.there))
    ]
    await two.here.end(two.room, two.here.holders(two.room)[0])
    again = await two.there.begin_among(two.room, "later", 4)

    assert begun == [True] * 4 + [False] * 2
    assert again


async def test_leases_that_ran_out_count_no_longer(two: Two) -> None:
    for number in range(4):
        await two.here.begin_among(two.room, f"dead{number}", 4)
    full = await two.there.begin_among(two.room, "new", 4)
    two.clock.now += 31
    free = await two.there.begin_among(two.room, "new", 4)

    assert (full, free) == (False, True)


async def test_a_thousand_rooms_are_renewed_and_asked_for_together(two: Two) -> None:
    rooms = [f"{two.room}-{number}" for number in range(1000)]
    for room in rooms:
        await two.here.begin(room, "mina:1")
    two.clock.now += 20
    await two.here.renew()
    two.clock.now += 20
    found = await held(two.there, *rooms, f"{two.room}-empty")

    assert [found[room] for room in rooms] == [["mina:1"]] * 1000
    assert found[f"{two.room}-empty"] == []


async def test_redis_keeps_nothing_of_what_is_over(two: Two, redis_url: str) -> None:
    redis = RedisDoor(redis_url)
    await two.here.begin(two.room, "mina:1")
    milliseconds = await redis.client.pttl(f"sidepro:leases:test:{two.room}")
    await redis.close()

    assert 0 < milliseconds <= 60_000


async def test_without_redis_a_process_knows_of_itself_only(own_valkey: EmbeddedValkey) -> None:
    redis = RedisDoor(own_valkey.url)
    here, there = (Leases(Pipelining(redis), "test") for _ in "12")
    await own_valkey.stop()
    await here.begin("room", "mina:1")
    counted = [await here.begin_among("user", f"socket{number}", 2) for number in range(3)]

    assert await here.held(["room", "other"]) == {
        "room": Held(frozenset({"mina:1"}), is_whole=False),
        "other": Held(frozenset(), is_whole=False),
    }
    assert await held(there, "room") == {}
    assert counted == [True, True, False]
    await redis.close()


async def test_a_redis_that_forgot_is_told_again(own_valkey: EmbeddedValkey) -> None:
    redis = RedisDoor(own_valkey.url)
    here, there = (Leases(Pipelining(redis), "test") for _ in "12")
    await here.begin("room", "mina:1")
    await redis.client.flushdb()
    forgotten = await held(there, "room")
    await here.renew()

    assert forgotten == {"room": []}
    assert await held(there, "room") == {"room": ["mina:1"]}
    await redis.close()
