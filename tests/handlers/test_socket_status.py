"""The status of a room: both are told at each change, and nothing flips by itself."""

import asyncio

import msgspec
import pytest

from handlers.chat.seen import Present
from handlers.chat.timing import Timing
from sidepro.settings import Settings
from sidepro.wire.frames import Opened, RoomChanged, Welcomed
from tests.chatting import Talker, address_of, serving_together, talking
from tests.handlers.scenes import GRACE, LEASE, Scene, quiet


def statuses(talker: Talker) -> list[str]:
    """List the changes that somebody was told of."""
    return [event.status for event in talker.told(RoomChanged)]


async def test_looking_at_a_room_makes_it_run_and_looking_away_stops_it(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        before = await scene.status_for(scene.jun)
        await mina.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        running = await scene.status_for(scene.jun)
        mina.client.leave_view(scene.room_id)
        for talker in (jun, mina):
            await talker.hears(RoomChanged, lambda event: event.status == "stopped")
        after = await scene.status_for(scene.mina)
        await quiet()

    assert (before, running, after) == ("stopped", "running", "stopped")
    assert statuses(jun) == ["running", "stopped"]
    assert statuses(mina) == ["running", "stopped"]


async def test_a_room_runs_until_the_last_one_looks_away(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await mina.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        await jun.client.open(scene.room_id)
        mina.client.leave_view(scene.room_id)
        await quiet()
        still = await scene.status_for(scene.mina)
        jun.client.leave_view(scene.room_id)
        for talker in (mina, jun):
            await talker.hears(RoomChanged, lambda event: event.status == "stopped")

    assert still == "running"
    assert statuses(mina) == statuses(jun) == ["running", "running", "stopped"]


async def test_a_reload_flips_nothing(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await mina.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        for welcomes in (2, 3, 4):
            mina.client.cut()
            await mina.hears_again(Welcomed, welcomes)
            await mina.hears_again(Opened, welcomes)
        await quiet()

    assert statuses(jun) == ["running"]
    assert [outline.status for event in mina.told(Welcomed)[1:] for outline in event.rooms] == ["running"] * 3


@pytest.mark.parametrize("scene", [GRACE], indirect=True)
async def test_whoever_does_not_come_back_is_missed_after_the_grace(scene: Scene) -> None:
    async with talking([scene.jun], scene.origin, at=scene.places[1:]) as (jun,):
        async with talking([scene.mina], scene.origin, at=scene.places[:1]) as (mina,):
            await mina.client.open(scene.room_id)
            await jun.hears(RoomChanged)
            gone_at = asyncio.get_running_loop().time()
        await jun.hears(RoomChanged, lambda event: event.status == "stopped")
        seconds = asyncio.get_running_loop().time() - gone_at

    assert seconds >= GRACE.grace


@pytest.mark.parametrize("scene", [LEASE], indirect=True)
async def test_a_process_that_dies_leaves_no_room_running(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await mina.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        chat = scene.servers[0].app.settings["house"].chat
        chat.statuses._tell = chat.hub.deliver  # from now on it tells nobody, and renews nothing
        await chat.rounds.close()
        await chat.bus.close()
        for conversation in list(chat.hub):
            conversation.views.clear()
        await jun.hears(RoomChanged, lambda event: event.status == "stopped")

    assert statuses(jun) == ["running", "stopped"]


@pytest.mark.parametrize("scene", [LEASE], indirect=True)
async def test_a_server_that_restarts_flips_nothing(scene: Scene, settings: Settings) -> None:
    async with (
        talking([scene.jun], scene.origin, at=scene.places[1:]) as (jun,),
        serving_together(settings, timing=LEASE) as (dying,),
        talking([scene.mina], scene.origin, at=[address_of(dying)]) as (mina,),
    ):
        await mina.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        await dying.stop()
        async with talking([scene.mina], scene.origin, at=scene.places[:1]) as (again,):
            await again.client.open(scene.room_id)
            await quiet(LEASE.lease + 2)

    assert statuses(jun) == ["running"]


async def test_a_room_without_its_partner_stays_pending_whoever_looks(scene: Scene) -> None:
    assert (await scene.mina.api.delete(f"/rooms/{scene.room_id}")).status == 204
    async with talking([scene.jun], scene.origin, at=scene.places[1:]) as (jun,):
        await jun.client.open(scene.room_id)
        await quiet(0.5)
        looking = await scene.status_for(scene.jun)
        jun.client.leave_view(scene.room_id)
        await quiet(0.5)
        away = await scene.status_for(scene.jun)

    assert (looking, away) == ("pending", "pending")
    assert set(statuses(jun)) <= {"pending"}


async def test_a_tab_that_knows_better_corrects_what_another_process_says(scene: Scene) -> None:
    async with talking([scene.mina, scene.jun], scene.origin, at=scene.places) as (mina, jun):
        await mina.client.open(scene.room_id)
        await jun.hears(RoomChanged)
        statuses_there = scene.servers[1].app.settings["house"].chat.statuses
        statuses_there._conclude(scene.room_id, Present(frozenset(), is_certain=True))
        await jun.hears(RoomChanged, lambda event: event.status == "stopped")
        for talker in (jun, mina):
            await talker.hears_last(RoomChanged, lambda event: event.status == "running")
        await quiet(0.5)

    assert statuses(jun)[-1] == statuses(mina)[-1] == "running"


async def test_the_list_of_rooms_tells_the_status_too(scene: Scene) -> None:
    async with talking([scene.mina], scene.origin, at=scene.places[:1]) as (mina,):
        await mina.client.open(scene.room_id)
        listed = (await scene.jun.api.get("/rooms")).json["items"]
        opened = (await scene.jun.api.post("/rooms", {"username": scene.mina.username})).json

    assert [room["status"] for room in listed] == ["running"]
    assert opened["status"] == "running"


def test_the_figures_keep_what_is_promised() -> None:
    timing = Timing()

    assert timing.lease + timing.sweep <= 40
    assert timing.lease >= 3 * timing.renewal
    assert timing.ping >= timing.pong
    assert msgspec.structs.asdict(timing)["grace"] == 10
