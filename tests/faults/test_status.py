"""Real processes die: who is gone is missed, who comes back was never away."""

import asyncio
import random
from pathlib import Path

from handlers.chat.timing import Timing
from sidepro.wire.frames import RoomChanged
from tests.api import Api
from tests.chatting import open_room, talking
from tests.faults.stage import Stage
from tests.people import sign_up

PROMISED_SECONDS = 40.0
MISSED_WITHIN = 120.0
"""What is promised is kept by the figures of the lease; a busy machine may take its time."""


def statuses(events: list[RoomChanged], room_id: str) -> list[str]:
    """List what somebody was told of a room."""
    return [event.status for event in events if event.room_id == room_id]


def test_whoever_is_gone_is_missed_in_the_time_that_is_promised() -> None:
    timing = Timing()

    assert timing.lease + timing.sweep <= PROMISED_SECONDS


async def test_a_killed_server_leaves_no_room_wrong_and_a_restart_flips_nothing(tmp_path: Path) -> None:
    async with Stage(tmp_path, random.Random(1)) as stage:
        dying, other = stage.servers
        at_dying, at_other = (f"http://localhost:{server.port}" for server in (dying, other))
        api = Api(at_other)
        gone, stays, partner = [await sign_up(api) for _ in range(3)]
        abandoned, kept = await open_room(gone, partner), await open_room(stays, partner)
        places = [at_other, at_dying]
        async with talking([partner, stays], stage.address, at=places) as (jun, mina):
            async with talking([gone], stage.address, at=[at_dying]) as (lost,):
                await asyncio.gather(lost.client.open(abandoned), mina.client.open(kept))
                await jun.hears(RoomChanged, lambda event: event.room_id == abandoned)
                await jun.hears(RoomChanged, lambda event: event.room_id == kept)
                await dying.kill()
            await dying.start()
            await jun.hears(
                RoomChanged,
                lambda event: (event.room_id, event.status) == (abandoned, "stopped"),
                within=MISSED_WITHIN,
            )
            shown = {
                room_id: (await partner.api.get(f"/rooms/{room_id}")).json["status"]
                for room_id in (abandoned, kept)
            }
        api.close()

    # That the room is there may be told before somebody is in it.
    assert statuses(jun.told(RoomChanged), kept) in (["running"], ["stopped", "running"])
    assert shown == {abandoned: "stopped", kept: "running"}
