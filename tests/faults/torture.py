"""The play itself: people talk, misfortunes happen, and in the end everything is compared."""

import asyncio
import random
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import msgspec
from pymongo import AsyncMongoClient

from tests.api import Api
from tests.chatting import open_room
from tests.faults.record import Kept, Record, Verdict
from tests.faults.stage import DATABASE, Stage
from tests.faults.talker import Talker
from tests.people import Person, sign_up

ROOMS: Final = 20
STEPS: Final = {
    f"{how} {step}"
    for how in ("within", "after", "silent")
    for step in ("handshake", "accepted", "welcomed", "open", "opened", "say", "said")
}
FEWEST_MESSAGES: Final = 500
"""A play goes on until sockets were cut at every step and so much was acknowledged, however slow it is."""
HEALING_SECONDS: Final = 120.0
"""How long everybody may take, once all is well, to get their answers and what they missed."""


class Outcome(msgspec.Struct, frozen=True):
    """What happened, and what came of it."""

    verdict: Verdict
    misfortunes: dict[str, int]
    cuts: dict[str, int]
    lives: int
    """How many clients there were, one after the other."""
    errors: list[str]
    """What the servers logged as errors."""

    def told(self) -> str:
        """Tell it in a few lines."""
        happened = ", ".join(f"{name} {count}" for name, count in sorted(self.misfortunes.items()))
        cuts = ", ".join(f"{step} {count}" for step, count in sorted(self.cuts.items()))
        judged = ", ".join(f"{count} {name}" for name, count in msgspec.structs.asdict(self.verdict).items())
        return (
            f"messages: {judged}\nmisfortunes: {happened}\n"
            f"sockets cut: {sum(self.cuts.values())} ({cuts})\nclients: {self.lives}"
        )


async def torture(directory: Path, seed: int, seconds: float) -> Outcome:
    """Have forty people talk while everything breaks for so long; raises what nobody ought to raise."""
    record = Record()
    async with Stage(directory, random.Random(f"{seed}/stage")) as stage:
        talkers = [
            Talker(person, room_id, stage, record, f"{seed}/{number}")
            for number, (person, room_id) in enumerate(await _guests(stage.address))
        ]
        over, stays = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as talking:
            for talker in talkers:
                talking.create_task(talker.talk(over, stays))
            await stage.play(
                seconds,
                lambda: set(stage.crossing.cuts) >= STEPS and len(record.acknowledged) >= FEWEST_MESSAGES,
            )
            over.set()
            stored = await _healed(stage, talkers)
            histories = [(talker.room_id, talker.history) for talker in talkers]
            stays.set()
        return Outcome(
            verdict=record.judge(stored, histories),
            misfortunes=dict(stage.misfortunes),
            cuts=dict(stage.crossing.cuts),
            lives=sum(talker.lives for talker in talkers),
            errors=stage.errors(),
        )


async def _guests(address: str) -> list[tuple[Person, str]]:
    """Sign people up, and open a room for every two of them."""
    api = Api(address)
    guests = []
    for _ in range(ROOMS):
        pair = [await sign_up(api) for _ in range(2)]
        room_id = await open_room(pair[0], pair[1])
        guests += [(person, room_id) for person in pair]
    api.close()
    return guests


async def _healed(stage: Stage, talkers: list[Talker]) -> dict[str, list[Kept]]:
    """Wait until all have their answers and know the last message; nothing is done to help them.

    Gives what is stored, also when somebody never gets there.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + HEALING_SECONDS
    while True:
        stored = await _stored(stage)
        knows_all = all(
            talker.is_done and len(talker.history) >= len(stored[talker.room_id]) for talker in talkers
        )
        if knows_all or loop.time() > deadline:
            return stored
        await asyncio.sleep(0.2)


async def _stored(stage: Stage) -> dict[str, list[Kept]]:
    """Read the messages of all rooms, in their order."""
    rooms: dict[str, list[Kept]] = defaultdict(list)
    async with AsyncMongoClient[dict[str, Any]](stage.mongo.url) as client:
        found = client[DATABASE].messages.find().sort([("room_id", 1), ("seq", 1)])
        async for each in found:
            kept = Kept(each["seq"], str(each["sender_id"]), each["client_id"], each["text"])
            rooms[str(each["room_id"])].append(kept)
    return rooms
