"""Two people talk over sockets."""

from sidepro.wire.frames import Said
from tests.api import Api
from tests.chatting import open_room, talking
from tests.people import People


async def test_what_one_says_both_hear(api: Api, person: People) -> None:
    mina, jun = await person(), await person()
    room_id = await open_room(mina, jun)
    async with talking([mina, jun], api.base) as (one, other):
        await one.client.open(room_id)
        await other.client.open(room_id)
        said = await one.client.say(room_id, "안녕하세요")
        heard = await other.hears(Said)

    assert said.seq == heard.seq == 1
    assert heard.sender_id == mina.id
    assert one.history(room_id) == other.history(room_id) == ["안녕하세요"]
