"""What a server stored and did not live to tell is told by another one, whether or not it is said again."""

import asyncio
from contextlib import suppress

import msgspec
from tornado.httpclient import HTTPError

from documents import Documents
from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from sidepro.wire.frames import Said
from tests.api import Api
from tests.chatting import address_of, open_room, serving_together, talking
from tests.people import People, Person
from tests.test_stopping import Process
from tests.wires import Wire

LOOKED_WITHIN = 60.0
LAST_WORDS = "이 말만은 꼭 전해 주세요"


async def test_a_server_that_dies_between_storing_and_telling_loses_nothing(
    server: Server, settings: Settings, documents: Documents, api: Api, person: People
) -> None:
    mina, jun, other = await person(), await person(), await person()
    room_id, newer = await open_room(mina, jun), await open_room(other, jun)
    async with Wire(settings.mongo_url) as wire:
        dying = Process(msgspec.structs.replace(settings, port=free_port(), mongo_url=wire.url))
        await dying.start()
        wire.last_words = LAST_WORDS.encode()
        async with talking([jun, mina], api.base) as (waiting, author):
            say = {"client_id": "last", "text": LAST_WORDS}
            saying = asyncio.create_task(
                dying.api.with_token(mina.api.token).post(f"/rooms/{room_id}/messages", say)
            )
            await wire.has_swallowed.wait()
            await dying.kill()
            with suppress(HTTPError, OSError):
                await saying
            stretch = await documents.rooms.history(room_id, mina.id, after_seq=0, before_seq=None, limit=10)
            heard = [await each.hears(Said, within=LOOKED_WITHIN) for each in (waiting, author)]
        await dying.close()

    assert [message.text for message in stretch.items] == [LAST_WORDS]
    assert [(event.room_id, event.seq, event.text) for event in heard] == [(room_id, 1, LAST_WORDS)] * 2
    assert await sorted_at_last(jun, [room_id, newer]), "the copy for sorting is right again"


async def test_a_message_that_was_refused_and_is_stored_all_the_same_is_told(
    server: Server, settings: Settings, api: Api, person: People
) -> None:
    mina, jun = await person(), await person()
    room_id = await open_room(mina, jun)
    async with Wire(settings.mongo_url) as wire:
        cut_off = msgspec.structs.replace(settings, mongo_url=wire.url)
        async with serving_together(cut_off) as (other,), talking([jun], api.base) as (waiting,):
            wire.last_words = LAST_WORDS.encode()
            elsewhere = Api(address_of(other), mina.api.token)
            say = {"client_id": "last", "text": LAST_WORDS}
            refused = await elsewhere.post(f"/rooms/{room_id}/messages", say)
            heard_before = waiting.told(Said)
            elsewhere.close()
            wire.swallow_answers, wire.last_words = False, None
            heard = await waiting.hears(Said, within=LOOKED_WITHIN)

    assert refused.status == 503
    assert heard_before == []
    assert (heard.room_id, heard.seq, heard.text) == (room_id, 1, LAST_WORDS)


async def sorted_at_last(person: Person, room_ids: list[str]) -> bool:
    """Tell whether the rooms of somebody come in this order, within a while."""
    for _ in range(300):
        listed = (await person.api.get("/rooms")).json["items"]
        if [room["id"] for room in listed] == room_ids:
            return True
        await asyncio.sleep(0.1)
    return False
