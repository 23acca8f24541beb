"""A subscription ends when it is told to, in whatever it is doing at that moment."""

import asyncio
import secrets

import pytest

from sidepro.services.redis import RedisDoor
from sidepro.services.subscription import Subscription


@pytest.mark.parametrize("turns", range(12))
async def test_it_ends_however_far_a_command_of_its_own_has_come(redis_url: str, turns: int) -> None:
    redis = RedisDoor(redis_url)
    found = asyncio.Event()
    subscription = Subscription(redis.client, f"first-{secrets.token_hex(4)}")
    kept = asyncio.create_task(
        subscription.keep(lambda channel, message: None, deaf=lambda: None, gap=found.set)
    )
    await found.wait()

    joining = asyncio.create_task(subscription.join(f"second-{secrets.token_hex(4)}"))
    for _ in range(turns):
        await asyncio.sleep(0)
    kept.cancel()

    ended, _ = await asyncio.wait([kept], timeout=60)
    assert ended == {kept}
    await joining
    await redis.close()
