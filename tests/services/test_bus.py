"""Processes tell one another over Redis; what is lost is told as a gap."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sidepro.dev.valkey import EmbeddedValkey
from sidepro.services.bus import MOST_WAITING, Bus
from sidepro.services.redis import RedisDoor
from tests.wires import Wire

PATIENCE = 60.0


class Ear:
    """Notes what a process hears."""

    def __init__(self) -> None:
        self.frames: list[tuple[str, bytes]] = []
        self.notices: list[bytes] = []
        self.gaps = 0
        self.deafs = 0
        self._news = asyncio.Event()

    def heard(self, user_id: str, frame: bytes) -> None:
        self.frames.append((user_id, frame))
        self._news.set()

    def noticed(self, frame: bytes) -> None:
        self.notices.append(frame)
        self._news.set()

    def deaf(self) -> None:
        self.deafs += 1
        self._news.set()

    def missed(self) -> None:
        self.gaps += 1
        self._news.set()

    async def until(self, frames: int = 0, *, notices: int = 0, gaps: int = 0, deafs: int = 0) -> None:
        """Wait until so much was heard."""
        async with asyncio.timeout(PATIENCE):
            while not (
                len(self.frames) >= frames
                and len(self.notices) >= notices
                and self.gaps >= gaps
                and self.deafs >= deafs
            ):
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def process(url: str) -> AsyncIterator[tuple[Bus, Ear]]:
    """Give the bus of one process, connected if Redis is there."""
    redis, ear = RedisDoor(url), Ear()
    bus = Bus(redis)
    bus.start(ear)
    if await redis.answers():
        await ear.until(gaps=1)
    yield bus, ear
    await bus.close()
    await redis.close()


@pytest.fixture
async def two(redis_url: str) -> AsyncIterator[tuple[tuple[Bus, Ear], tuple[Bus, Ear]]]:
    async with process(redis_url) as one, process(redis_url) as other:
        yield one, other


Two = tuple[tuple[Bus, Ear], tuple[Bus, Ear]]


async def test_a_user_hears_from_other_processes_and_not_from_their_own(two: Two) -> None:
    (here, here_ear), (there, there_ear) = two
    await asyncio.gather(here.join("mina"), there.join("mina"))
    here.tell("mina", b'{"n":1}')
    await there_ear.until(1)
    there.tell("mina", b'{"n":2}')
    await here_ear.until(1)

    assert there_ear.frames == [("mina", b'{"n":1}')]
    assert here_ear.frames == [("mina", b'{"n":2}')]


async def test_who_has_joined_misses_nothing_that_is_told_afterwards(two: Two) -> None:
    (here, _), (there, there_ear) = two
    for number in range(50):
        await there.join(f"user{number}")
        here.tell(f"user{number}", b"welcome")
    await there_ear.until(50)

    assert {user_id for user_id, _ in there_ear.frames} == {f"user{number}" for number in range(50)}


async def test_many_frames_arrive_in_order_and_once(two: Two) -> None:
    (here, _), (there, there_ear) = two
    await asyncio.gather(there.join("mina"), there.join("jun"))
    for number in range(2000):
        here.tell("mina" if number % 2 else "jun", str(number).encode())
    await there_ear.until(2000)

    for user_id, start in (("mina", 1), ("jun", 0)):
        numbers = [int(frame) for heard, frame in there_ear.frames if heard == user_id]
        assert numbers == list(range(start, 2000, 2))
    assert there_ear.gaps == 1


async def test_who_has_left_hears_nothing(two: Two) -> None:
    (here, _), (there, there_ear) = two
    await asyncio.gather(there.join("mina"), there.join("jun"))
    there.leave("mina")
    await until_nobody_hears(here, "mina")
    here.tell("mina", b"anyone?")
    here.tell("jun", b"you")
    await there_ear.until(1)

    assert there_ear.frames == [("jun", b"you")]


async def test_leaving_and_coming_back_at_once_is_heard(two: Two) -> None:
    (here, _), (there, there_ear) = two
    await there.join("mina")
    for number in range(20):
        there.leave("mina")
        if number % 2:
            await asyncio.sleep(0)
        await there.join("mina")
        here.tell("mina", str(number).encode())
        await there_ear.until(number + 1)

    assert [int(frame) for _, frame in there_ear.frames] == list(range(20))


async def until_nobody_hears(bus: Bus, user_id: str) -> None:
    """Wait until no process listens to a user's channel."""
    channel = bus._prefix + user_id
    async with asyncio.timeout(PATIENCE):
        while dict(await bus._redis.client.pubsub_numsub(channel))[channel]:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)


async def test_a_notice_is_for_all_other_processes(two: Two) -> None:
    (here, here_ear), (_, there_ear) = two
    here.announce(b'{"room_id":"1"}')
    await there_ear.until(notices=1)

    assert there_ear.notices == [b'{"room_id":"1"}']
    assert here_ear.notices == []


async def test_a_gap_is_told_when_redis_is_back(own_valkey: EmbeddedValkey) -> None:
    async with process(own_valkey.url) as (here, here_ear), process(own_valkey.url) as (there, there_ear):
        await there.join("mina")
        await own_valkey.kill()
        here.tell("mina", b"lost")
        await asyncio.wait_for(there.join("jun"), PATIENCE)
        await own_valkey.start()
        await here_ear.until(gaps=2)
        await there_ear.until(gaps=2)
        here.tell("mina", b"heard")
        here.tell("jun", b"heard too")
        async with asyncio.timeout(PATIENCE):
            while len(there_ear.frames) < 2:
                here.tell("mina", b"heard")
                here.tell("jun", b"heard too")
                await asyncio.sleep(0.2)

    assert set(there_ear.frames) == {("mina", b"heard"), ("jun", b"heard too")}


async def test_whoever_hears_nothing_is_told_so_until_they_hear_again(own_valkey: EmbeddedValkey) -> None:
    async with process(own_valkey.url) as (_, ear):
        assert ear.deafs == 0
        await own_valkey.kill()
        await ear.until(deafs=2)
        assert ear.gaps == 1
        await own_valkey.start()
        await ear.until(gaps=2)


async def test_without_redis_a_process_goes_on_and_joins_later(own_valkey: EmbeddedValkey) -> None:
    await own_valkey.stop()
    async with process(own_valkey.url) as (bus, ear):
        await asyncio.wait_for(bus.join("mina"), PATIENCE)
        bus.tell("mina", b"nobody hears")
        await own_valkey.start()
        await ear.until(gaps=1)
        async with process(own_valkey.url) as (other, _):
            other.tell("mina", b"now")
            await ear.until(1)

    assert ear.frames == [("mina", b"now")]


async def test_a_process_that_could_not_tell_says_so(redis_url: str) -> None:
    async with Wire(redis_url) as wire, process(wire.url) as (here, _), process(redis_url) as (there, ear):
        await there.join("mina")
        wire.swallow_answers = True
        here.tell("mina", b"perhaps")
        async with asyncio.timeout(PATIENCE):
            while not here._lost:  # noqa: ASYNC110 - a bus tells nobody
                await asyncio.sleep(0.05)
        wire.swallow_answers = False
        await ear.until(gaps=2)


async def test_more_than_can_wait_is_told_as_a_gap(two: Two) -> None:
    (here, _), (there, there_ear) = two
    await there.join("mina")
    for number in range(MOST_WAITING + 10):
        here.tell("mina", str(number).encode())
    await there_ear.until(MOST_WAITING, gaps=2)

    assert len(there_ear.frames) == MOST_WAITING


async def test_a_listener_that_fails_harms_nobody(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    (here, _), (there, there_ear) = two
    await there.join("mina")
    real = there_ear.heard

    def fail_once(user_id: str, frame: bytes) -> None:
        monkeypatch.setattr(there_ear, "heard", real)
        raise ValueError(user_id, frame)

    monkeypatch.setattr(there_ear, "heard", fail_once)
    here.tell("mina", b"1")
    here.tell("mina", b"2")
    await there_ear.until(1)

    assert there_ear.frames == [("mina", b"2")]


async def test_databases_of_one_redis_do_not_hear_one_another(redis_url: str) -> None:
    base, _, number = redis_url.rpartition("/")
    async with (
        process(redis_url) as (here, _),
        process(f"{base}/{int(number) + 64}") as (there, there_ear),
        process(redis_url) as (too, too_ear),
    ):
        await asyncio.gather(there.join("mina"), too.join("mina"))
        here.tell("mina", b"1")
        await too_ear.until(1)
        await asyncio.sleep(0.1)

    assert there_ear.frames == []
