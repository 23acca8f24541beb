"""Whether the partner is connected to a room: the server says it, to each of the two, from any process."""

from typing import Any

import pytest

from sidepro.wire.codec import encode
from sidepro.wire.frames import Opened, RoomChanged, Welcomed
from sidepro.wire.rooms import Status
from tests.chatting import Talker, chat_of, open_room, raw_socket, talking
from tests.handlers.scenes import GRACE, LEASE, Scene, quiet
from tests.people import Person


def told(talker: Talker) -> list[tuple[str, bool]]:
    """List what somebody was told: the status, and whether the partner is connected."""
    return [(event.status, event.partner_connected) for event in talker.told(RoomChanged)]


async def shown(person: Person) -> list[bool]:
    """Ask the API whether partners are connected, in every way in which it tells."""
    (listed,) = (await person.api.get("/rooms")).json["items"]
    room: dict[str, Any] = (await person.api.get(f"/rooms/{listed['id']}")).json
    return [listed["partner_connected"], room["partner_connected"]]


async def both_come(scene: Scene, mina: Talker, jun: Talker) -> None:
    """Have him look at the room, and then her, until he is told of it."""
    await jun.client.open(scene.room_id)
    await jun.hears(RoomChanged)
    await mina.client.open(scene.room_id)
    await jun.hears(RoomChanged, lambda event: event.partner_connected)


async def test_each_is_told_of_the_other_and_not_of_themselves(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await mina.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        alone = await shown(scene.mina), await shown(scene.jun)
        await jun.client.open(scene.room_id)
        await mina.hears(RoomChanged, lambda event: event.partner_connected)
        together = await shown(scene.mina), await shown(scene.jun)
        mina.client.leave_view(scene.room_id)
        await jun.hears(
            RoomChanged, lambda event: (event.status, event.partner_connected) == ("running", False)
        )
        jun.client.leave_view(scene.room_id)
        for talker in (mina, jun):
            await talker.hears(RoomChanged, lambda event: event.status == "stopped")
        await quiet()

    assert alone == ([False, False], [True, True])
    assert together == ([True, True], [True, True])
    assert told(mina) == [("running", False), ("running", True), ("stopped", False)]
    assert told(jun) == [("running", True), ("running", False), ("stopped", False)]


async def test_whoever_comes_sees_at_once_who_is_there(scene: Scene) -> None:
    async with talking([scene.mina], scene.origin, at=scene.places[:1]) as (mina,):
        await mina.client.open(scene.room_id)
        async with talking([scene.jun], scene.origin, at=scene.places[1:]) as (jun,):
            await jun.client.open(scene.room_id)
            (outline,) = (await jun.hears(Welcomed)).rooms
            opened = await jun.hears(Opened)
            await mina.hears(RoomChanged, lambda event: event.partner_connected)

    assert outline.partner_connected
    assert opened.room.partner_connected
    assert [each.room.partner_connected for each in mina.told(Opened)] == [False]


async def test_two_tabs_of_one_are_one_and_not_a_pair(scene: Scene) -> None:
    async with talking(
        [scene.mina, scene.mina, scene.jun], scene.origin, at=[*scene.places, scene.places[1]]
    ) as (mina, tab, jun):
        await mina.client.open(scene.room_id)
        await tab.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        mina.client.leave_view(scene.room_id)
        await quiet()
        still = await shown(scene.mina), await shown(scene.jun)
        tab.client.leave_view(scene.room_id)
        for talker in (jun, mina, tab):
            await talker.hears(RoomChanged, lambda event: event.status == "stopped")

    assert still == ([False, False], [True, True])
    assert [partner_connected for _, partner_connected in told(mina) + told(tab)] == [False] * 4
    assert told(jun) == [("running", True), ("stopped", False)]


@pytest.mark.parametrize("scene", [GRACE], indirect=True)
async def test_whoever_is_lost_is_missed_after_the_grace_by_who_stays(scene: Scene) -> None:
    async with talking([scene.jun], scene.origin, at=scene.places[1:]) as (jun,):
        await jun.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        async with talking([scene.mina], scene.origin, at=scene.places[:1]) as (mina,):
            await mina.client.open(scene.room_id)
            await jun.hears(RoomChanged, lambda event: event.partner_connected)
            for welcomes in (2, 3):
                mina.client.cut()
                await mina.hears_again(Welcomed, welcomes)
                await mina.hears_again(Opened, welcomes)
        await jun.hears(RoomChanged, lambda event: event is jun.told(RoomChanged)[-1] and len(told(jun)) > 2)

    assert told(jun) == [("running", False), ("running", True), ("running", False)]


@pytest.mark.parametrize("scene", [LEASE], indirect=True)
async def test_a_process_that_dies_takes_its_people_with_it(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await both_come(scene, mina, jun)
        chat = chat_of(scene.servers[0])
        await chat.rounds.close()  # from now on it tells nobody, and renews nothing
        await chat.bus.close()
        for conversation in list(chat.hub):
            conversation.views.clear()
        await jun.hears(RoomChanged, lambda event: event is jun.told(RoomChanged)[-1] and len(told(jun)) > 2)

    assert told(jun) == [("running", False), ("running", True), ("running", False)]


async def test_whoever_has_left_is_connected_no_more(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await both_come(scene, mina, jun)
        assert (await scene.mina.api.delete(f"/rooms/{scene.room_id}")).status == 204
        await jun.hears(RoomChanged, lambda event: event.status == "pending")
        left = await shown(scene.jun)
        await open_room(scene.mina, scene.jun)
        await jun.hears(RoomChanged, lambda _: told(jun)[-2:] == [("pending", False), ("running", False)])
        back = await shown(scene.jun)

    assert left == back == [False, False]
    # That she is gone may be told before that she has left.
    whole = [
        ("running", False),
        ("running", True),
        ("running", False),
        ("pending", False),
        ("running", False),
    ]
    assert told(jun) in (whole, [*whole[:2], *whole[3:]])


async def test_a_process_that_has_not_heard_of_a_leave_is_not_believed(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await both_come(scene, mina, jun)
        assert (await scene.mina.api.delete(f"/rooms/{scene.room_id}")).status == 204
        await jun.hears(RoomChanged, lambda event: event.status == "pending")
        await mina.hears(RoomChanged, lambda event: event.left)
        before = len(jun.events), len(mina.events)
        await say_too_late(scene, "running")
        await say_too_late(scene, "stopped")
        await quiet()
        since = jun.events[before[0] :], mina.events[before[1] :]
        still = await shown(scene.jun)

    assert since == ([], [])
    assert still == [False, False]


async def say_too_late(scene: Scene, status: Status) -> None:
    """Tell both what a third process still believes of their room."""
    late = RoomChanged(
        room_id=scene.room_id, status=status, left_by_partner=False, partner_connected=status == "running"
    )
    for server in scene.servers:
        bus = chat_of(server).bus
        for user_id in (scene.mina.id, scene.jun.id):
            await server.services.redis.client.publish(f"{bus._prefix}{user_id}", b"another!" + encode(late))


async def test_what_a_socket_was_shown_too_late_is_put_right(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await both_come(scene, mina, jun)
        statuses = chat_of(scene.servers[1]).statuses
        seen = (await statuses.seen(scene.jun.id, [scene.room_id]))[scene.room_id]
        late = await raw_socket(scene.jun, scene.origin)
        statuses.shown(scene.room_id, scene.jun.id, seen._replace(partner_connected=False))
        again = await late.next_of(RoomChanged)
        late.close()

    assert seen == ("running", True)
    assert again.partner_connected
