"""The worker does what was asked for, tells of it, and stops in order; with real processes and real Redis."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import psutil
import pytest
from redis.asyncio import Redis

from sidepro.dev.ports import free_port
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.services.jobs import Jobs
from sidepro.services.redis import RedisAway
from sidepro.settings import Settings
from tasks.alone import HELD_SECONDS
from tests.api import Api
from tests.dev.parts import is_alive
from tests.served import serving
from tests.stack import Stores
from tests.working import Program, Work, has_pulse, until

PROGRAMS = ("-m", "tests.tasks.programs")


@pytest.fixture(scope="module")
def own(settings: Settings, redis_url: str, worker_number: int) -> Settings:
    """Give settings with a queue and a port of their own, so that no other worker takes what is in it."""
    address = f"{redis_url.rpartition('/')[0]}/{64 + worker_number}"
    port = free_port()
    return msgspec.structs.replace(
        settings,
        redis_url=address,
        worker_processes=2,
        port=port,
        public_url=f"http://localhost:{port}",
    )


@pytest.fixture(scope="module")
async def testing(own: Settings, stores: Stores, worker_number: int) -> AsyncIterator[Work]:
    """Give a worker with jobs that only tests have."""
    testing = Work(own, stores.directory / f"testing{worker_number}.log", *PROGRAMS, "worker")
    try:
        await testing.ready()
        yield testing
        assert await testing.stop() == 0, testing.said()
    finally:
        testing.end()


@pytest.fixture
async def redis(own: Settings) -> AsyncIterator[Redis]:
    async with Redis.from_url(own.redis_url, decode_responses=True) as redis:
        yield redis


async def test_what_is_asked_for_by_name_is_done(testing: Work, redis: Redis) -> None:
    assert await testing.done("test.note", "owl") == "done"
    assert await redis.get("noted:owl") == "1"

    (line,) = [each for each in testing.lines("task.done") if each.get("ids") == ["owl"]]
    assert (line["task"], line["noted"], line["level"]) == ("test.note", ["owl"], "info")
    assert line["task_id"]


async def test_what_fails_is_told_once_and_the_next_is_done(testing: Work) -> None:
    assert await testing.done("test.fail") == "failed"
    assert await testing.done("test.note") == "done"

    (line,) = testing.lines("task.failed")
    assert "ValueError: broken" in line["exception"]
    assert testing.said().count("ValueError: broken") == 1


async def test_what_takes_too_long_is_ended(testing: Work) -> None:
    assert await testing.done("test.hang") == "late"
    assert await testing.done("test.note") == "done"


async def test_what_must_not_be_done_twice_at_a_time_is_skipped(testing: Work, own: Settings) -> None:
    jobs = Jobs(own.redis_url)
    for _ in range(2):
        await jobs.enqueue("test.linger")  # type: ignore[arg-type]
    jobs.close()

    await testing.logs("task.skipped")
    assert len(await testing.logs("task.done")) >= 1


async def test_it_is_tried_again_while_a_store_is_away(testing: Work, own: Settings, redis: Redis) -> None:
    jobs = Jobs(own.redis_url)
    await jobs.enqueue("test.be_away", "store")  # type: ignore[arg-type]
    jobs.close()

    async def noted() -> bool:
        return await redis.get("noted:store") == "1"

    await until(noted)
    assert len(testing.lines("task.postponed")) == 2


async def test_what_a_lost_process_had_taken_is_done_by_another(testing: Work, redis: Redis) -> None:
    assert await testing.done("test.die_once", "owl") == "done"
    assert await redis.get("tried:owl") == "2"


async def test_outcomes_and_durations_are_in_the_metrics(testing: Work, own: Settings) -> None:
    await testing.done("test.note")
    async with serving(own) as api:
        answer = await _page(api, "//metrics")
        ready = msgspec.json.decode(await _page(api, "//readyz"))

    assert 'sidepro_task_runs_total{outcome="done",task="test.note"}' in answer
    assert 'sidepro_task_seconds_bucket{le="0.5",task="test.note"}' in answer
    assert "sidepro_queue_length 0.0" in answer
    assert ready["parts"]["worker"] == "ok"
    assert ready["parts"]["beat"] == "away"


async def _page(api: Api, path: str) -> str:
    answer = await api.get(path)
    assert answer.status == 200
    return answer.body.decode()


async def test_it_stops_in_order_and_leaves_nothing(
    own: Settings, stores: Stores, worker_number: int
) -> None:
    settings = msgspec.structs.replace(own, redis_url=_beside(own))
    worker = Work(settings, stores.directory / f"stopped{worker_number}.log", *PROGRAMS, "worker")
    try:
        await worker.ready()
        assert await has_pulse(settings, "worker")
        assert await worker.done("test.linger") == "done"
        children = _children(worker)
        assert len(children) == 2

        assert await worker.stop() == 0
    finally:
        worker.end()

    assert worker.lines("worker.stopped")
    assert not any(map(is_alive, children))
    assert not await has_pulse(settings, "worker")


async def test_what_was_under_way_when_it_was_killed_is_free_soon(own: Settings, stores: Stores) -> None:
    """Killed with -9, it frees what only one may do after the time that a lock is held."""
    settings = msgspec.structs.replace(own, redis_url=_beside(own, 2))
    jobs = Jobs(settings.redis_url)
    worker = Work(settings, stores.directory / "killed.log", *PROGRAMS, "worker")
    try:
        await worker.ready()
        await jobs.enqueue("test.hold", "me")  # type: ignore[arg-type]
        async with Redis.from_url(settings.redis_url) as redis:

            async def begun() -> bool:
                return bool(await redis.exists("noted:me"))

            await until(begun)
            os.killpg(worker.process.pid, signal.SIGKILL)
            assert 0 < await redis.pttl("sidepro:alone:test.hold:me") <= HELD_SECONDS * 1000
    finally:
        worker.end()
        jobs.close()


async def test_it_works_on_when_redis_comes_back(
    own: Settings, own_valkey: EmbeddedValkey, tmp_path: Path
) -> None:
    settings = msgspec.structs.replace(own, redis_url=own_valkey.url)
    worker = Work(settings, tmp_path / "worker.log", *PROGRAMS, "worker")
    try:
        await worker.ready()
        assert await worker.done("test.note", "before") == "done"
        await own_valkey.stop()
        jobs = Jobs(settings.redis_url)
        with pytest.raises(RedisAway):
            await jobs.enqueue("test.note")  # type: ignore[arg-type]
        await own_valkey.start()

        assert await worker.done("test.note", "after") == "done"
        await jobs.enqueue("test.note", "again")  # type: ignore[arg-type]
        jobs.close()
        async with Redis.from_url(settings.redis_url) as redis:

            async def again() -> bool:
                return await redis.get("noted:again") == b"1"

            await until(again)
        assert await worker.stop() == 0
    finally:
        worker.end()


async def test_two_beats_do_no_harm_and_outlive_redis(
    own: Settings, own_valkey: EmbeddedValkey, tmp_path: Path
) -> None:
    """Each asks for what is due; both stop in order, and go on when Redis comes back."""
    settings = msgspec.structs.replace(own, redis_url=own_valkey.url)
    beats = [Program(settings, tmp_path / f"beat{number}.log", *PROGRAMS, "beat") for number in range(2)]
    worker = Work(settings, tmp_path / "worker.log", *PROGRAMS, "worker")
    try:
        await worker.ready()
        for beat in beats:
            await beat.logs("beat.started")
        await worker.logs("task.done", times=3)
        assert await has_pulse(settings, "beat")
        await own_valkey.stop()
        await own_valkey.start()
        await worker.logs("task.done", times=len(worker.lines("task.done")) + 3)
        assert [await beat.stop() for beat in beats] == [0, 0]
        assert not await has_pulse(settings, "beat")
        assert worker.lines("task.failed") == []
    finally:
        for program in (worker, *beats):
            program.end()


def _beside(settings: Settings, step: int = 1) -> str:
    """Give a numbered database of Redis that nobody else uses."""
    address, _, number = settings.redis_url.rpartition("/")
    return f"{address}/{int(number) + 16 * step}"


def _children(program: Program) -> list[int]:
    return [child.pid for child in psutil.Process(program.process.pid).children(recursive=True)]
