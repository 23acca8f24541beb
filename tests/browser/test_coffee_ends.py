"""Sockets end in many ways: whoever talks comes back, has everything once, and loses nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser, expect

from sidepro.dev.mongo import EmbeddedMongo
from sidepro.settings import Settings
from tests.browser.coffee import RECONNECTING, Guest, both_in, seat
from tests.browser.cutting import CODES, Lid, OwnSite, ended_with, ends, is_ticket, socket_of
from tests.people import sign_up


@pytest.fixture
async def own(own_mongo: EmbeddedMongo, settings: Settings, front_end: Path) -> AsyncIterator[OwnSite]:
    """Give a site whose server and MongoDB belong to this test alone."""
    site = OwnSite(msgspec.structs.replace(settings, mongo_url=own_mongo.url), front_end)
    await site.start()
    yield site
    site.api.close()
    await site.stop()


@pytest.fixture
async def pair(browser: Browser, own: OwnSite) -> AsyncIterator[tuple[Guest, Guest]]:
    """Seat two people in their room, whose pages note how sockets end."""
    guests = []
    for device in ("desktop", "phone"):
        guest = await seat(browser, own.api.base, await sign_up(own.api), device)
        await guest.page.add_init_script(CODES)
        guests.append(guest)
    mina, jun = guests
    await both_in(mina, jun)
    yield mina, jun
    for guest in guests:
        await guest.context.close()


async def phone_says(guest: Guest, text: str) -> None:
    await guest.box.fill(text)
    await guest.page.get_by_role("button", name="보내기").tap()


async def test_a_server_that_is_replaced_costs_nobody_a_word(own: OwnSite, pair: tuple[Guest, Guest]) -> None:
    mina, jun = pair
    await mina.say("곧 다시 켜진대요")
    await jun.sees("곧 다시 켜진대요")

    await own.stop()
    await expect(mina.page.get_by_text(RECONNECTING)).to_be_visible()
    await mina.say("꺼진 사이에 하나")
    await mina.say("꺼진 사이에 둘")
    await mina.sees_state("보내는 중")
    await phone_says(jun, "저도 하나")
    await own.start()

    for guest in pair:
        for text in ("꺼진 사이에 하나", "꺼진 사이에 둘", "저도 하나"):
            await guest.sees(text)
        await expect(guest.page.get_by_text(RECONNECTING)).to_have_count(0)
        await expect(guest.page.get_by_text("보내는 중")).to_have_count(0)
        told, *tried = await ends(guest.page)
        assert told == 1012
        assert set(tried) <= {1006}, "what is tried before the new server listens"
    said = await mina.said()
    assert said == await jun.said()
    assert len(said) == 4
    assert said.index("꺼진 사이에 하나") < said.index("꺼진 사이에 둘")


async def test_a_store_that_is_away_is_waited_for(
    own: OwnSite, own_mongo: EmbeddedMongo, pair: tuple[Guest, Guest]
) -> None:
    mina, jun = pair
    await own_mongo.stop()
    await mina.say("창고가 닫혔나 봐요")
    await mina.context.set_offline(True)
    await mina.context.set_offline(False)
    await ended_with(mina.page, 1013)
    await expect(mina.page.get_by_text(RECONNECTING)).to_be_visible()
    await mina.say("기다릴게요")

    await own_mongo.start()
    await expect(mina.page.get_by_text(RECONNECTING)).to_have_count(0)
    for text in ("창고가 닫혔나 봐요", "기다릴게요"):
        await expect(jun.bubble(text)).to_have_count(1)
    await mina.sees_state("읽음")
    assert await mina.said() == await jun.said() == ["창고가 닫혔나 봐요", "기다릴게요"]


async def test_a_reader_who_is_too_slow_catches_up(own: OwnSite, pair: tuple[Guest, Guest]) -> None:
    mina, jun = pair
    room_id = jun.page.url.rpartition("/")[2]
    (await socket_of(own, mina)).outbox._overflow()
    for number in range(30):
        said = {"client_id": f"c{number}", "text": f"{number}번째 말"}
        await jun.person.api.post(f"/rooms/{room_id}/messages", said)

    await mina.sees("29번째 말")
    assert await ends(mina.page) == [1013]
    assert await mina.said() == await jun.said() == [f"{number}번째 말" for number in range(30)]


async def test_a_page_comes_back_after_the_pause_that_the_protocol_tells(
    own: OwnSite, browser: Browser
) -> None:
    mina = await seat(browser, own.api.base, await sign_up(own.api))
    await mina.page.add_init_script(CODES)
    await mina.page.clock.install()
    tickets: list[str] = []
    mina.page.on("request", lambda request: tickets.append(request.url) if is_ticket(request) else None)
    await mina.go("/projects")
    connected = await socket_of(own, mina)
    await mina.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=20))

    for shortest, longest in ((100, 200), (100, 200)):
        asked = len(tickets)
        connected.end(1012, "restarting")
        await ended_with(mina.page, 1012)
        await mina.page.clock.run_for(shortest - 1)
        await mina.page.evaluate("fetch('/healthz')")
        assert len(tickets) == asked
        await mina.page.clock.run_for(longest - shortest + 1)
        connected = await socket_of(own, mina)
        assert len(tickets) == asked + 1
        await mina.page.evaluate("window.codes = []")
    await mina.context.close()


async def test_a_session_that_ended_elsewhere_leads_to_the_log_in(
    own: OwnSite, pair: tuple[Guest, Guest]
) -> None:
    mina, jun = pair
    await mina.say("기기를 잃어버렸어요")
    await jun.sees("기기를 잃어버렸어요")
    for guest in pair:
        (session,) = (await guest.person.api.get("/sessions")).json["items"]
        assert (await guest.person.api.delete(f"/sessions/{session['id']}")).status == 204

    await expect(mina.page.get_by_role("banner").get_by_role("link", name="로그인")).to_be_visible()
    await expect(mina.page.get_by_role("complementary")).to_have_count(0)
    assert await ends(mina.page) == [4401]
    await expect(jun.page.get_by_role("main").get_by_role("button", name="로그인")).to_be_visible()
    assert await ends(jun.page) == [4401]
    await expect(jun.page.get_by_text("기기를 잃어버렸어요")).to_have_count(0)


async def test_a_laptop_that_slept_has_everything_once(own: OwnSite, pair: tuple[Guest, Guest]) -> None:
    mina, jun = pair
    await mina.say("잠깐 덮을게요")
    await jun.sees("잠깐 덮을게요")
    lid = await Lid.of(mina)

    await lid.shut()
    for text in ("자는 사이에 하나", "자는 사이에 둘"):
        await phone_says(jun, text)
        await jun.sees_state("보냄")
    await lid.open()
    await mina.sees("자는 사이에 둘")
    await jun.sees_state("읽음")

    await lid.shut()
    await phone_says(jun, "또 자는 사이에")
    await jun.sees_state("보냄")
    (await socket_of(own, mina))._line.cut()
    await phone_says(jun, "연결도 끊겼어요")
    await jun.sees_state("보냄")
    await lid.open()
    await mina.sees("연결도 끊겼어요")
    await mina.say("다 들었어요")
    await jun.sees("다 들었어요")

    assert await mina.said() == await jun.said()
    assert (await jun.said())[1:] == [
        "자는 사이에 하나",
        "자는 사이에 둘",
        "또 자는 사이에",
        "연결도 끊겼어요",
        "다 들었어요",
    ]
