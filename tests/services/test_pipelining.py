"""Commands of many go to Redis together, and each gets their own answer."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio.client import Pipeline

from sidepro.dev.valkey import EmbeddedValkey
from sidepro.services.pipelining import Pipelining
from sidepro.services.redis import RedisAway, RedisDoor


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[RedisDoor]:
    redis = RedisDoor(redis_url)
    yield redis
    await redis.close()


async def test_each_gets_what_they_asked_for(redis: RedisDoor) -> None:
    pipelining, name = Pipelining(redis), secrets.token_hex(8)

    def of(number: int) -> Any:
        def ask(pipe: Pipeline) -> None:
            for _ in range(number % 3 + 1):
                pipe.incrby(f"{name}:{number}", number)

        return ask

    answers = await asyncio.gather(*(pipelining.do(of(number)) for number in range(1000)))

    assert answers == [[number * (turn + 1) for turn in range(number % 3 + 1)] for number in range(1000)]


async def test_a_thousand_are_a_handful_of_round_trips(
    redis: RedisDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips = 0
    attempt = redis.attempt

    async def counting(command: Any) -> Any:
        nonlocal trips
        trips += 1
        return await attempt(command)

    monkeypatch.setattr(redis, "attempt", counting)
    pipelining = Pipelining(redis)
    await asyncio.gather(*(pipelining.do(lambda pipe: pipe.ping()) for _ in range(1000)))

    assert trips <= 10


async def test_one_who_gives_up_harms_nobody(redis: RedisDoor) -> None:
    pipelining = Pipelining(redis)
    asking = [asyncio.create_task(pipelining.do(lambda pipe: pipe.echo(b"here"))) for _ in range(3)]
    await asyncio.sleep(0)
    asking[1].cancel()
    answers = await asyncio.gather(*asking, return_exceptions=True)

    assert isinstance(answers[1], asyncio.CancelledError)
    assert answers[0] == answers[2] == ["here"]


async def test_while_redis_is_away_everyone_is_told(own_valkey: EmbeddedValkey) -> None:
    redis = RedisDoor(own_valkey.url)
    pipelining = Pipelining(redis)
    await own_valkey.stop()
    answers = await asyncio.gather(
        *(pipelining.do(lambda pipe: pipe.ping()) for _ in range(5)), return_exceptions=True
    )
    await redis.close()

    assert all(isinstance(answer, RedisAway) for answer in answers)
