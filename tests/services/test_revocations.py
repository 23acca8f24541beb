"""Revoked sessions: known to every process, whichever store is away."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import msgspec
import pytest
from bson import ObjectId
from redis.asyncio import Redis
from structlog.testing import capture_logs

from documents import STORE_AWAY, Documents
from documents.collection import write
from documents.sessions import REMEMBERED, Session, Sessions
from documents.store import now
from sidepro.dev.ports import free_port
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.opening import open_documents
from sidepro.services.redis import RedisDoor
from sidepro.services.revocations import REREAD_SECONDS, Revocations
from sidepro.settings import Settings
from tests.working import SOON, until

Process = Callable[..., Revocations]
"""Makes what one process knows: `process()`, `process(redis=url, sessions=others, reread_seconds=0.1)`."""


@pytest.fixture
async def process(redis_url: str, documents: Documents) -> AsyncIterator[Process]:
    """Give the way to make what one process knows of revocations."""
    made: list[tuple[RedisDoor, Revocations]] = []

    def make(
        *, redis: str = redis_url, sessions: Sessions = documents.sessions, reread_seconds: float = 3600
    ) -> Revocations:
        door = RedisDoor(redis)
        revocations = Revocations(door, sessions.revoked_since, STORE_AWAY, reread_seconds=reread_seconds)
        made.append((door, revocations))
        return revocations

    yield make
    for door, revocations in made:
        await revocations.close()
        await door.close()


@pytest.fixture
async def lost_sessions(settings: Settings) -> AsyncIterator[Sessions]:
    """Give the sessions of a MongoDB that is away."""
    away = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true&serverSelectionTimeoutMS=200"
    documents = open_documents(msgspec.structs.replace(settings, mongo_url=away))
    yield documents.sessions
    await documents.store.client.close()


async def until_heard(here: Revocations, there: Revocations) -> None:
    """Wait until one process hears what the other announces."""

    async def is_heard() -> bool:
        made_up = secrets.token_hex(12)
        await here.announce([made_up])
        await asyncio.sleep(0.05)
        return there.holds(made_up)

    await until(is_heard)


async def revoked_in_store(documents: Documents, ago: timedelta = timedelta()) -> str:
    """Keep a session that was revoked some time ago; gives its id."""
    moment = now() - ago
    kept = Session(
        id=ObjectId(),
        user_id=ObjectId(),
        generation=1,
        raised_at=moment,
        device="?",
        created_at=moment,
        used_at=moment,
        expires_at=moment + REMEMBERED,
        revoked_at=moment,
    )
    await documents.store.database.sessions.insert_one(write(kept))
    return str(kept.id)


@pytest.fixture
def session_id() -> str:
    return secrets.token_hex(12)


async def known(revocations: Revocations, session_id: str, seconds: float = SOON) -> bool:
    """Tell whether a revocation becomes known in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not revocations.holds(session_id):
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(0.01)
    return True


def test_without_redis_it_is_read_in_the_time_that_is_promised() -> None:
    assert REREAD_SECONDS <= 5


async def test_here_a_revocation_is_known_at_once(process: Process, session_id: str) -> None:
    here = process()

    await here.announce([session_id])

    assert here.holds(session_id)
    assert not here.holds(secrets.token_hex(12))


async def test_others_hear_of_it_by_message(process: Process, session_id: str) -> None:
    here, there = process(), process()
    await there.start()
    await until_heard(here, there)

    await here.announce([session_id])

    assert await known(there, session_id)


async def test_who_comes_later_reads_it_from_redis(process: Process, session_id: str) -> None:
    await process().announce([session_id])
    late = process()

    await late.start()

    assert late.holds(session_id)


async def test_without_redis_it_is_read_from_mongodb(
    process: Process, documents: Documents, own_valkey: EmbeddedValkey
) -> None:
    there = process(redis=own_valkey.url, reread_seconds=0.1)
    await there.start()
    await own_valkey.stop()

    session_id = await revoked_in_store(documents)

    assert await known(there, session_id)


async def test_what_was_told_while_redis_was_away_is_known_to_who_comes_later(
    process: Process, documents: Documents, own_valkey: EmbeddedValkey
) -> None:
    here = process(redis=own_valkey.url)
    await own_valkey.stop()
    session_id = await revoked_in_store(documents)
    await here.announce([session_id])
    assert here.holds(session_id)
    await own_valkey.start()
    late = process(redis=own_valkey.url)

    await late.start()

    assert late.holds(session_id)


async def test_messages_are_heard_again_when_redis_is_back(
    process: Process, own_valkey: EmbeddedValkey, session_id: str
) -> None:
    here, there = process(redis=own_valkey.url), process(redis=own_valkey.url)
    await there.start()
    await own_valkey.stop()
    await own_valkey.start()
    await until_heard(here, there)

    await here.announce([session_id])

    assert await known(there, session_id)


async def test_without_mongodb_it_is_read_from_redis(
    process: Process, lost_sessions: Sessions, session_id: str
) -> None:
    await process().announce([session_id])
    late = process(sessions=lost_sessions)

    await late.start()

    assert late.holds(session_id)


async def test_the_last_quarter_of_an_hour_is_read_at_the_start(
    process: Process, documents: Documents
) -> None:
    lately = await revoked_in_store(documents, timedelta(minutes=14))
    here = process()

    await here.start()

    assert here.holds(lately)


async def test_the_clock_of_the_other_process_may_be_late(process: Process, documents: Documents) -> None:
    here = process()
    await here.reread()

    session_id = await revoked_in_store(documents, timedelta(seconds=50))
    await here.reread()

    assert here.holds(session_id)


async def test_garbage_on_the_channel_harms_nothing(
    process: Process, redis_url: str, session_id: str
) -> None:
    here, there = process(), process()
    await there.start()
    await until_heard(here, there)
    with capture_logs() as events:
        async with Redis.from_url(redis_url) as client:
            for garbage in ("", "{", '{"$ne": 1}', "[1, 2]", '["short"]', "\x00"):
                await client.publish("sidepro:revocations", garbage)
        await here.announce([session_id])
        assert await known(there, session_id)

    assert [event["event"] for event in events].count("revocations.garbled") >= 6


async def test_thousands_at_once_are_told_in_pieces(process: Process) -> None:
    here, there = process(), process()
    await there.start()
    await until_heard(here, there)
    ids = [secrets.token_hex(12) for _ in range(2500)]

    await here.announce(ids)

    assert await known(there, ids[-1])
    assert all(there.holds(each) for each in ids)
