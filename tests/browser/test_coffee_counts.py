"""What is unread, and how rooms look in the list, in every tab of a person and without a reload."""

import re
import secrets

from playwright.async_api import Locator, expect

from tests.browser.coffee import Guest, both_in, room_of


def row(guest: Guest, room_id: str) -> Locator:
    """Find a room in the list."""
    return guest.page.locator(f'.row:has([data-room="{room_id}"])')


def button(guest: Guest) -> Locator:
    """Find the button that opens the chat, with its count."""
    return guest.page.get_by_role("banner").get_by_role("button", name="커피챗")


async def sees_unread(guest: Guest, count: int) -> None:
    """See how many messages are unread wherever a tab tells it."""
    told = f"커피챗{count}읽지 않은 메시지 {count}개" if count else "커피챗"
    await expect(button(guest)).to_have_text(
        re.compile("".join(rf"\s*{letter}" for letter in told) + r"\s*$")
    )
    await expect(guest.page).to_have_title(re.compile(rf"^\({count}\) " if count else r"^[^(]"))
    icon = guest.page.locator('link[rel~="icon"]')
    if count:
        await expect(icon).to_have_attribute("href", re.compile("unread"))
    else:
        await expect(icon).not_to_have_attribute("href", re.compile("unread"))


async def say_all(guest: Guest, room_id: str, *texts: str) -> None:
    """Say something on another device."""
    for text in texts:
        said = {"client_id": secrets.token_hex(8), "text": text}
        answer = await guest.person.api.post(f"/rooms/{room_id}/messages", said)
        assert answer.status == 201, answer


async def test_what_is_unread_goes_in_every_tab_when_it_is_read_in_one(mina: Guest, jun: Guest) -> None:
    room_id = await room_of(mina.person, jun.person)
    await mina.go("/projects")
    tab = await mina.another_tab()
    await tab.go("/chat")
    await expect(row(tab, room_id)).to_be_visible()
    for guest in (mina, tab):
        await sees_unread(guest, 0)

    await say_all(jun, room_id, "하나", "둘", "셋")
    for guest in (mina, tab):
        await sees_unread(guest, 3)
    await expect(row(tab, room_id)).to_contain_text("읽지 않은 메시지 3개")
    await expect(row(tab, room_id)).to_contain_text("셋")

    await mina.open_list()
    await expect(row(mina, room_id)).to_contain_text("읽지 않은 메시지 3개")
    await mina.open_room(room_id)
    for guest in (mina, tab):
        await sees_unread(guest, 0)
    await expect(row(tab, room_id)).not_to_contain_text("읽지 않은")
    await expect(row(tab, room_id)).to_contain_text("셋")


async def test_a_room_that_somebody_opens_comes_into_the_list_by_itself(mina: Guest, jun: Guest) -> None:
    await mina.go("/chat")
    await expect(mina.page.get_by_text("첫 커피챗을 기다리는 중이에요")).to_be_visible()

    room_id = await room_of(jun.person, mina.person)
    await expect(row(mina, room_id)).to_contain_text(jun.person.username)
    await expect(row(mina, room_id)).to_contain_text("아직 나눈 이야기가 없어요")
    await say_all(jun, room_id, "처음 뵙겠습니다")
    await expect(row(mina, room_id)).to_contain_text("처음 뵙겠습니다")
    await sees_unread(mina, 1)


async def test_the_room_where_somebody_spoke_last_is_the_first(mina: Guest, jun: Guest, third: Guest) -> None:
    older, newer = await room_of(mina.person, jun.person), await room_of(mina.person, third.person)
    await say_all(jun, older, "먼저")
    await say_all(third, newer, "나중")
    await mina.go("/chat")
    rooms = mina.page.locator("[data-room]")
    await expect(rooms.first).to_have_attribute("data-room", newer)

    await say_all(jun, older, "다시 먼저")
    await expect(rooms.first).to_have_attribute("data-room", older)
    await expect(rooms).to_have_count(2)


async def test_a_refused_message_arrives_when_it_is_sent_again(mina: Guest, jun: Guest) -> None:
    room_id = await both_in(mina, jun)
    await mina.lose_network()
    await mina.say("아직 계세요?")
    assert (await jun.person.api.delete(f"/rooms/{room_id}")).status == 204
    await mina.context.set_offline(False)
    await mina.sees_state("못 보냈어요")
    await expect(mina.page.get_by_text("읽기만 할 수 있는 방이에요")).to_be_visible()

    await room_of(jun.person, mina.person)
    await expect(mina.box).to_be_visible()
    await mina.sees_state("못 보냈어요")
    await mina.talk.get_by_role("button", name="다시 보내기").click()
    await expect(mina.talk.get_by_role("button", name="다시 보내기")).to_have_count(0)
    await jun.go(f"/chat/{room_id}")
    await jun.sees("아직 계세요?")
    await mina.sees_state("읽음")
    assert await mina.said() == await jun.said() == ["아직 계세요?"]


async def test_a_room_that_the_partner_has_left_is_shown_as_it_is(mina: Guest, jun: Guest) -> None:
    room_id = await room_of(mina.person, jun.person)
    await say_all(jun, room_id, "잘 지내세요")
    await mina.go(f"/chat/{room_id}")
    await mina.sees("잘 지내세요")

    assert (await jun.person.api.delete(f"/rooms/{room_id}")).status == 204
    await expect(row(mina, room_id)).to_contain_text("나감")
    await expect(mina.page.locator(".head .who")).to_contain_text("방을 나갔어요")
    await expect(mina.page.locator("section.pending")).to_contain_text("상대가 다시 말을 걸면")
    await expect(mina.box).to_have_count(0)
    await mina.sees("잘 지내세요")

    password = {"password": jun.person.password}
    assert (await jun.person.api.delete("/users/me", password)).status == 204
    await mina.page.reload()
    await expect(mina.page.locator("section.pending")).to_contain_text("이 회원은 탈퇴했어요")
    await expect(row(mina, room_id)).to_contain_text("탈퇴한 회원")
    await mina.page.get_by_role("button", name="나도 나가고 대화 지우기").click()
    await mina.page.get_by_role("dialog").get_by_role("button", name="지우기").click()
    await expect(row(mina, room_id)).to_have_count(0)
    await expect(mina.page.get_by_text("첫 커피챗을 기다리는 중이에요")).to_be_visible()
