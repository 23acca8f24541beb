"""A viewer counts once in half an hour, with Redis and without."""

from collections.abc import AsyncIterator

import pytest
from bson import ObjectId

from sidepro.dev.valkey import EmbeddedValkey
from sidepro.services.keys import Keys
from sidepro.services.redis import RedisDoor
from sidepro.services.viewers import REMEMBERED_SECONDS, Viewers

KEYS = Keys("s" * 32)


class Clock:
    def __init__(self) -> None:
        self.moment = 1000.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
async def door(redis_url: str) -> AsyncIterator[RedisDoor]:
    door = RedisDoor(redis_url)
    yield door
    await door.close()


@pytest.fixture
async def no_door() -> AsyncIterator[RedisDoor]:
    """Give a door behind which nobody answers."""
    door = RedisDoor("redis://127.0.0.1:1/0")
    yield door
    await door.close()


async def test_a_viewer_is_first_once_a_project(door: RedisDoor) -> None:
    viewers = Viewers(door, KEYS)
    one, other = str(ObjectId()), str(ObjectId())

    assert [await viewers.is_first("user a", one) for _ in range(3)] == [True, False, False]
    assert await viewers.is_first("user b", one)
    assert await viewers.is_first("user a", other)


async def test_processes_know_of_one_another(door: RedisDoor) -> None:
    project = str(ObjectId())
    assert await Viewers(door, KEYS).is_first("user a", project)

    assert not await Viewers(door, KEYS).is_first("user a", project)


async def test_nobody_can_read_from_redis_who_saw_what(door: RedisDoor) -> None:
    project = str(ObjectId())
    await door.client.flushdb()
    await Viewers(door, KEYS).is_first("guest 203.0.113.7 Firefox", project)

    (key,) = await door.client.keys("sidepro:view:*")
    assert project not in key
    assert "203.0.113.7" not in key
    assert 0 < await door.client.ttl(key) <= REMEMBERED_SECONDS


async def test_without_redis_the_process_remembers_alone(no_door: RedisDoor) -> None:
    clock = Clock()
    viewers = Viewers(no_door, KEYS, clock=clock)
    project = str(ObjectId())
    assert await viewers.is_first("user a", project)
    assert not await viewers.is_first("user a", project)

    clock.moment += REMEMBERED_SECONDS + 1
    assert await viewers.is_first("user a", project)


async def test_what_was_seen_while_redis_was_away_counts_when_it_is_back(own_valkey: EmbeddedValkey) -> None:
    clock = Clock()
    door = RedisDoor(own_valkey.url, clock=clock)
    viewers = Viewers(door, KEYS, clock=clock)
    project = str(ObjectId())
    await own_valkey.stop()
    assert await viewers.is_first("user a", project)
    await own_valkey.start()
    clock.moment += 60

    assert not await viewers.is_first("user a", project)
    assert await viewers.is_first("user b", project)
    assert await door.client.dbsize() == 1
    await door.close()


async def test_memory_is_bounded(no_door: RedisDoor) -> None:
    viewers = Viewers(no_door, KEYS, most=100)
    project = str(ObjectId())
    for number in range(250):
        assert await viewers.is_first(f"user {number}", project)

    assert len(viewers) == 100
    assert not await viewers.is_first("user 249", project)
