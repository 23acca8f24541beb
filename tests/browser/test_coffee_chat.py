"""Two people talk in two real browsers, whatever happens to their networks."""

import re

from playwright.async_api import Browser, expect

from tests.api import Api
from tests.browser.coffee import RECONNECTING, Ear, Guest, both_in, room_of, seat
from tests.people import sign_up


async def test_two_people_talk_and_see_how_far_their_messages_came(mina: Guest, jun: Guest) -> None:
    await both_in(mina, jun)

    await mina.say("안녕하세요! 막차요정 잘 봤어요.")
    await jun.sees("안녕하세요! 막차요정 잘 봤어요.")
    await mina.sees_state("읽음")

    await jun.box.press_sequentially("고맙")
    await expect(mina.page.get_by_text("님이 입력하는 중").first).to_be_attached()
    await jun.box.fill("고맙습니다.\n세 번 놓치고 만들었어요")
    await jun.page.get_by_role("button", name="보내기").tap()
    await mina.sees("고맙습니다.")
    assert await mina.said() == ["안녕하세요! 막차요정 잘 봤어요.", "고맙습니다.\n세 번 놓치고 만들었어요"]


async def test_what_is_unread_is_counted_on_every_page_until_it_is_read(mina: Guest, jun: Guest) -> None:
    room_id = await room_of(mina.person, jun.person)
    await jun.go(f"/chat/{room_id}")
    await mina.go("/chat")
    await expect(mina.page.locator(f'[data-room="{room_id}"]')).to_be_visible()
    for text in ("하나", "둘"):
        await jun.box.fill(text)
        await jun.page.get_by_role("button", name="보내기").tap()

    await expect(mina.page).to_have_title(re.compile(r"^\(2\) "))
    await expect(mina.page.locator('link[rel~="icon"]')).to_have_attribute("href", re.compile("unread"))
    await mina.go("/projects")
    await expect(mina.page.get_by_role("banner").get_by_role("button", name="커피챗")).to_contain_text("2")

    await mina.open_list()
    await mina.open_room(room_id)
    await expect(mina.page.get_by_text("여기부터 새 메시지")).to_be_visible()
    await expect(mina.page.get_by_role("banner").get_by_role("button", name="커피챗")).not_to_contain_text(
        "2"
    )
    await jun.sees_state("읽음")


async def test_who_loses_the_network_comes_back_and_nothing_typed_is_lost(mina: Guest, jun: Guest) -> None:
    await both_in(mina, jun)
    await mina.say("잘 들리세요?")
    await jun.sees("잘 들리세요?")

    await jun.lose_network()
    await jun.box.fill("지하철이에요")
    await jun.page.get_by_role("button", name="보내기").tap()
    await jun.box.fill("쓰던 글")
    await jun.sees_state("보내는 중")
    await mina.say("끊겼나 봐요")
    await mina.sees_state("보냄")

    await jun.context.set_offline(False)
    await jun.sees("끊겼나 봐요")
    await mina.sees("지하철이에요")
    await expect(jun.page.get_by_text(RECONNECTING)).to_have_count(0)
    assert await jun.said() == await mina.said() == ["잘 들리세요?", "끊겼나 봐요", "지하철이에요"]
    await expect(jun.box).to_have_value("쓰던 글")


async def test_what_was_written_without_a_network_survives_a_reload(mina: Guest, jun: Guest) -> None:
    room_id = await both_in(mina, jun)
    await mina.page.context.route("**/sessions/current/socket", lambda route: route.abort())
    await mina.lose_network()
    await mina.context.set_offline(False)
    await mina.say("아직 여기 있어요")
    await mina.sees_state("보내는 중")
    await mina.box.fill("쓰다 만 글")

    await mina.go(f"/chat/{room_id}")
    await expect(mina.box).to_have_value("쓰다 만 글")
    await mina.page.context.unroute("**/sessions/current/socket")
    await jun.sees("아직 여기 있어요")
    await mina.sees_state("읽음")


async def test_a_refused_message_waits_to_be_sent_again_or_thrown_away(mina: Guest, jun: Guest) -> None:
    room_id = await both_in(mina, jun)
    await mina.lose_network()
    await mina.say("이 말은 못 들어요")
    left = await jun.person.api.delete(f"/rooms/{room_id}")
    assert left.status == 204, left
    await mina.context.set_offline(False)

    await mina.sees_state("못 보냈어요")
    await mina.talk.get_by_role("button", name="다시 보내기").click()
    await mina.sees_state("못 보냈어요")
    await mina.talk.get_by_role("button", name="지우기").click()
    await expect(mina.bubble("이 말은 못 들어요")).to_have_count(0)


async def test_a_room_that_one_has_left_explains_itself_to_the_other(mina: Guest, jun: Guest) -> None:
    room_id = await both_in(mina, jun)
    await mina.say("수요일에 봬요")
    await jun.sees("수요일에 봬요")

    await mina.page.get_by_role("button", name="방 나가기").click()
    dialog = mina.page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="그만두기")).to_be_focused()
    await dialog.get_by_role("button", name="방 나가기").click()
    await expect(mina.page.locator(f'[data-room="{room_id}"]')).to_have_count(0)

    await expect(jun.page.get_by_text("읽기만 할 수 있는 방이에요")).to_be_visible()
    await expect(jun.box).to_have_count(0)
    await jun.sees("수요일에 봬요")

    await room_of(mina.person, jun.person)
    await expect(jun.box).to_be_visible()


async def test_a_third_person_sees_none_of_it(mina: Guest, jun: Guest, browser: Browser, site: Api) -> None:
    room_id = await both_in(mina, jun)
    await mina.say("우리 둘만의 이야기")
    await jun.sees("우리 둘만의 이야기")

    third = await seat(browser, site.base, await sign_up(site))
    ear = Ear(third.page)
    await third.go(f"/chat/{room_id}")
    await expect(third.page.get_by_text("들어갈 수 없는 방이에요")).to_be_visible()
    await ear.hears()
    await mina.say("아무도 못 들었죠?")
    await jun.sees("아무도 못 들었죠?")
    await expect(third.page.get_by_text("이야기", exact=False).filter(has_text="우리 둘만의")).to_have_count(
        0
    )
    assert not any("못 들었죠" in frame or room_id in frame for frame in ear.frames)
    await third.context.close()


async def test_two_tabs_of_one_person_are_in_step(mina: Guest, jun: Guest) -> None:
    room_id = await both_in(mina, jun)
    tab = await mina.another_tab()
    await tab.go(f"/chat/{room_id}")

    await mina.say("첫째 창에서")
    await tab.sees("첫째 창에서")
    await tab.say("둘째 창에서")
    await mina.sees("둘째 창에서")
    await jun.box.fill("둘 다 들려요")
    await jun.page.get_by_role("button", name="보내기").tap()
    await mina.sees("둘 다 들려요")
    await tab.sees("둘 다 들려요")
    await expect(mina.page.get_by_role("banner").get_by_role("button", name="커피챗")).to_have_text("커피챗")
    assert await mina.said() == await tab.said() == ["첫째 창에서", "둘째 창에서", "둘 다 들려요"]


async def test_older_messages_come_as_one_scrolls_and_new_ones_do_not_move_the_page(
    mina: Guest, jun: Guest
) -> None:
    room_id = await room_of(mina.person, jun.person)
    for number in range(1, 131):
        text = {"client_id": f"c{number}", "text": f"{number}번째 말이에요"}
        await mina.person.api.post(f"/rooms/{room_id}/messages", text)
    await mina.go(f"/chat/{room_id}")
    await mina.sees("130번째 말이에요")
    await expect(mina.bubble("129번째 말이에요")).to_be_in_viewport()
    await expect(mina.bubble("80번째 말이에요")).to_have_count(0)

    await mina.talk.focus()
    await mina.page.keyboard.press("Home")
    await expect(mina.talk.locator(".bubble")).to_have_count(100)
    await expect(mina.bubble("81번째 말이에요")).to_be_in_viewport()
    await mina.page.keyboard.press("Home")
    await expect(mina.talk.locator(".bubble")).to_have_count(130)
    assert (await mina.said())[0] == "1번째 말이에요"

    await jun.go(f"/chat/{room_id}")
    await jun.box.fill("맨 아래의 새 말")
    await jun.page.get_by_role("button", name="보내기").tap()
    pill = mina.page.get_by_role("button", name="새 메시지 1개")
    await expect(pill).to_be_visible()
    await expect(mina.bubble("맨 아래의 새 말")).not_to_be_in_viewport()
    await pill.click()
    await expect(mina.bubble("맨 아래의 새 말")).to_be_in_viewport()
    await jun.sees_state("읽음")


async def test_the_drawer_goes_by_keyboard_alone(mina: Guest, jun: Guest) -> None:
    room_id = await room_of(mina.person, jun.person)
    await mina.go("/projects")
    button = mina.page.get_by_role("banner").get_by_role("button", name="커피챗")
    await button.focus()
    await button.press("Enter")
    row = mina.page.locator(f'[data-room="{room_id}"]')
    await expect(row).to_be_visible()
    while not await row.evaluate("row => row === document.activeElement"):
        await mina.page.keyboard.press("Tab")
    await mina.page.keyboard.press("Enter")
    await expect(mina.box).to_be_focused()

    await mina.page.keyboard.type("자판으로만")
    await mina.page.keyboard.press("Shift+Enter")
    await mina.page.keyboard.type("두 줄")
    await mina.page.keyboard.press("Enter")
    await mina.sees_state("보냄")
    assert await mina.said() == ["자판으로만\n두 줄"]

    await mina.page.keyboard.press("Escape")
    await expect(mina.page.get_by_role("complementary")).to_have_count(0)
    await expect(button).to_be_focused()
