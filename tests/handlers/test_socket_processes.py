"""Several processes on one Redis and one MongoDB behave as one, also while Redis is away."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from redis.asyncio import Redis

from handlers.chat.timing import Timing
from sidepro.client import SessionEnded
from sidepro.dev.valkey import EmbeddedValkey
from sidepro.server import Server
from sidepro.settings import Settings
from sidepro.wire.frames import HasRead, IsTyping, RoomChanged, Said, Welcomed
from tests.api import Api
from tests.chatting import PATIENCE, Talker, address_of, chat_of, open_room, serving_together, talking
from tests.people import Person, sign_up
from tests.served import settings_for

SHORT = Timing(settling=3.0, renewal=0.5, sweep=0.3)


@dataclass(frozen=True)
class Apart:
    """Two people at different processes, who have a room open."""

    servers: list[Server]
    origin: str
    room_id: str
    mina: Talker
    jun: Talker


@pytest.fixture
async def apart(server: Server, settings: Settings) -> AsyncIterator[Apart]:
    async with serving_together(settings, 2, timing=SHORT) as servers, together(servers) as apart:
        yield apart


@pytest.fixture
async def redis_of_their_own(
    server: Server, mongo_url: str, database_name: str, own_valkey: EmbeddedValkey
) -> AsyncIterator[Apart]:
    settings = settings_for(mongo_url, own_valkey.url, database_name)
    async with serving_together(settings, 2, timing=SHORT) as servers, together(servers) as apart:
        yield apart


@asynccontextmanager
async def together(servers: list[Server]) -> AsyncIterator[Apart]:
    """Have two people meet."""
    apis = [Api(address_of(each)) for each in servers]
    people: list[Person] = [await sign_up(api) for api in apis]
    room_id = await open_room(*people)
    origin = servers[0].settings.public_url
    places = [address_of(each) for each in servers]
    async with talking(people, origin, at=places) as (mina, jun):
        await asyncio.gather(mina.client.open(room_id), jun.client.open(room_id))
        for talker in (mina, jun):
            await talker.hears(RoomChanged, lambda event: event.partner_connected)
        yield Apart(servers, origin, room_id, mina, jun)
    for api in apis:
        api.close()


async def test_both_hear_one_another(apart: Apart) -> None:
    await apart.mina.client.say(apart.room_id, "여기는 하나")
    await apart.jun.client.say(apart.room_id, "여기는 둘")
    for talker in (apart.mina, apart.jun):
        await talker.has(apart.room_id, 2)

    assert (
        apart.mina.history(apart.room_id) == apart.jun.history(apart.room_id) == ["여기는 하나", "여기는 둘"]
    )


async def test_both_write_at_once_without_holes_or_doubles(apart: Apart) -> None:
    said = await asyncio.gather(
        *(
            talker.client.say(apart.room_id, f"{name}{number}")
            for number in range(40)
            for name, talker in (("m", apart.mina), ("j", apart.jun))
        )
    )
    for talker in (apart.mina, apart.jun):
        await talker.has(apart.room_id, 80)

    history = apart.mina.history(apart.room_id)
    assert history == apart.jun.history(apart.room_id)
    assert sorted(message.seq for message in said) == list(range(1, 81))
    for name in "mj":
        assert [text for text in history if text.startswith(name)] == [f"{name}{n}" for n in range(40)]


async def test_the_same_message_said_to_both_is_kept_once(apart: Apart) -> None:
    said = await asyncio.gather(
        apart.mina.client.say(apart.room_id, "하나", client_id="same"),
        apart.mina.person.api.with_token(apart.mina.person.api.token).post(
            f"/rooms/{apart.room_id}/messages", {"client_id": "same", "text": "하나"}
        ),
        Api(address_of(apart.servers[1]), apart.mina.person.api.token).post(
            f"/rooms/{apart.room_id}/messages", {"client_id": "same", "text": "하나"}
        ),
    )

    assert said[1].json["seq"] == said[2].json["seq"] == said[0].seq == 1


async def test_reading_typing_and_leaving_are_told_across(apart: Apart) -> None:
    await apart.mina.client.say(apart.room_id, "읽어 보세요")
    apart.jun.client.read(apart.room_id, 1)
    apart.jun.client.typing(apart.room_id)
    read = await apart.mina.hears(HasRead)
    typing = await apart.mina.hears(IsTyping)
    await apart.jun.person.api.delete(f"/rooms/{apart.room_id}")
    pending = await apart.mina.hears(RoomChanged, lambda event: event.status == "pending")
    refused = await apart.mina.person.api.post(
        f"/rooms/{apart.room_id}/messages", {"client_id": "late", "text": "들려요?"}
    )

    assert (read.seq, typing.user_id) == (1, apart.jun.person.id)
    assert pending.left_by_partner
    assert refused.status == 409


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"{",
        b"{}",
        b'{"type":"said"}',
        b'{"type":"say","room_id":"555555555555555555555555","client_id":"c","text":"a"}',
        b'{"type":"restarting"}',
        b'{"type":"typing","room_id":{"$ne":null},"user_id":"555555555555555555555555"}',
        b"\xff",
    ],
)
async def test_garbage_on_the_bus_reaches_nobody(apart: Apart, garbage: bytes) -> None:
    bus = chat_of(apart.servers[1]).bus
    redis = apart.servers[0].services.redis.client
    before = len(apart.jun.events)
    for channel in (f"{bus._prefix}{apart.jun.person.id}", bus._everyone):
        if garbage or channel != bus._everyone:
            await redis.publish(channel, b"anothr!!" + garbage)
    await apart.mina.client.say(apart.room_id, "그래도 들려요")
    await apart.jun.has(apart.room_id, 1)

    assert [type(event) for event in apart.jun.events[before:]] == [Said]


async def test_a_session_revoked_elsewhere_loses_its_socket(apart: Apart) -> None:
    elsewhere = Api(address_of(apart.servers[0]), apart.jun.person.api.token)
    (session,) = (await elsewhere.get("/sessions")).json["items"]
    answer = await elsewhere.delete(f"/sessions/{session['id']}")
    elsewhere.close()
    with pytest.raises(SessionEnded):
        await asyncio.wait_for(apart.jun.client.stay(), PATIENCE)

    assert answer.status == 204
    assert apart.jun.client.close_code == 4401


async def test_while_redis_is_away_people_at_one_process_talk(
    redis_of_their_own: Apart, own_valkey: EmbeddedValkey
) -> None:
    apart = redis_of_their_own
    place = [address_of(apart.servers[0])]
    async with talking([apart.jun.person], apart.origin, at=place) as (beside,):
        await beside.client.open(apart.room_id)
        await own_valkey.stop()
        said = await apart.mina.client.say(apart.room_id, "레디스 없이도")
        heard = await beside.hears(Said, lambda event: event.text == "레디스 없이도")

    assert said.seq == heard.seq


async def test_what_was_said_while_redis_was_away_arrives_when_it_is_back(
    redis_of_their_own: Apart, own_valkey: EmbeddedValkey
) -> None:
    apart = redis_of_their_own
    await apart.mina.client.say(apart.room_id, "처음")
    await apart.jun.has(apart.room_id, 1)
    await own_valkey.stop()
    said = await asyncio.gather(
        *(apart.mina.client.say(apart.room_id, f"끊긴 사이 {number}") for number in range(5)),
        *(apart.jun.client.say(apart.room_id, f"저도요 {number}") for number in range(5)),
    )
    await own_valkey.start()
    for talker in (apart.mina, apart.jun):
        await talker.has(apart.room_id, 11)

    assert sorted(message.seq for message in said) == list(range(2, 12))
    assert apart.mina.history(apart.room_id) == apart.jun.history(apart.room_id)
    for talker in (apart.mina, apart.jun):
        told = [(event.status, event.partner_connected) for event in talker.told(RoomChanged)]
        assert told in ([("running", True)], [("running", False), ("running", True)])


async def test_a_redis_that_forgot_everything_flips_nothing(
    redis_of_their_own: Apart, own_valkey: EmbeddedValkey
) -> None:
    apart = redis_of_their_own
    before = await after_jun_looked_away(apart)
    await own_valkey.kill()
    shutil.rmtree(own_valkey.directory / "appendonlydir")
    await own_valkey.start()
    for talker in (apart.mina, apart.jun):
        await talker.hears_again(Welcomed)
    await asyncio.sleep(4)

    assert told_of_rooms(apart) == before
    shown = await apart.jun.person.api.get(f"/rooms/{apart.room_id}")
    assert shown.json["status"] == "running"


async def test_what_redis_forgot_while_nobody_listened_flips_nothing(
    redis_of_their_own: Apart, own_valkey: EmbeddedValkey
) -> None:
    apart = redis_of_their_own
    before = await after_jun_looked_away(apart)
    async with Redis.from_url(own_valkey.url) as redis:
        await redis.client_kill_filter(_type="pubsub")
        await asyncio.sleep(0.1)
        await redis.flushdb()
    for talker in (apart.mina, apart.jun):
        await talker.hears_again(Welcomed)
    await asyncio.sleep(4)

    assert told_of_rooms(apart) == before


async def after_jun_looked_away(apart: Apart) -> list[list[RoomChanged]]:
    """Have one of the two look at the room no longer, and tell what both were told of it by then."""
    apart.jun.client.leave_view(apart.room_id)
    await apart.mina.hears(
        RoomChanged,
        lambda event: event is apart.mina.told(RoomChanged)[-1] and not event.partner_connected,
    )
    return told_of_rooms(apart)


def told_of_rooms(apart: Apart) -> list[list[RoomChanged]]:
    return [talker.told(RoomChanged) for talker in (apart.mina, apart.jun)]
