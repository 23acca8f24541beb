"""Whether the partner is in the room is the server's word, whatever one does oneself."""

from playwright.async_api import expect

from tests.browser.coffee import Guest, both_in, room_of

HERE, LATELY, AWAY = "지금 방에 있어요", "조금 전까지 있었어요", "메시지를 남겨 두세요"


async def test_who_comes_goes_and_leaves_is_seen_to(mina: Guest, jun: Guest) -> None:
    room_id = await room_of(mina.person, jun.person)
    await mina.go("/projects")
    await mina.open_list()
    await mina.open_room(room_id)
    head = mina.page.get_by_role("complementary").locator(".who")
    await expect(head).to_contain_text(AWAY)

    await jun.go(f"/chat/{room_id}")
    await expect(head).to_contain_text(HERE)
    await expect(jun.page.locator(".head .who")).to_contain_text(HERE)
    await jun.page.get_by_role("button", name="목록으로").tap()
    await expect(head).to_contain_text(LATELY)
    await expect(jun.page.locator(f'.row:has([data-room="{room_id}"])')).to_contain_text("방에 있어요")

    await jun.open_room(room_id)
    await expect(head).to_contain_text(HERE)
    assert (await jun.person.api.delete(f"/rooms/{room_id}")).status == 204
    await expect(head).to_contain_text("방을 나갔어요")


async def test_ones_own_tabs_are_not_the_partner(mina: Guest, jun: Guest) -> None:
    room_id = await room_of(mina.person, jun.person)
    await mina.go(f"/chat/{room_id}")
    tab = await mina.another_tab()
    await tab.go(f"/chat/{room_id}")
    elsewhere = await mina.another_tab()
    await elsewhere.go("/projects")
    await elsewhere.open_list()
    row = elsewhere.page.locator(f'.row:has([data-room="{room_id}"])')
    await expect(row).to_be_visible()

    await tab.say("혼잣말이에요")
    await mina.sees("혼잣말이에요")
    for guest in (mina, tab):
        await expect(guest.page.locator(".head .who")).to_contain_text(AWAY)
    await expect(row).to_contain_text("혼잣말이에요")
    await expect(row).not_to_contain_text("방에 있어요")

    await jun.go(f"/chat/{room_id}")
    await expect(row).to_contain_text("방에 있어요")
    for guest in (mina, tab):
        await expect(guest.page.locator(".head .who")).to_contain_text(HERE)


async def test_whoever_does_not_come_back_is_missed_and_whoever_is_cut_off_claims_nothing(
    mina: Guest, jun: Guest
) -> None:
    await both_in(mina, jun)
    head = mina.page.get_by_role("complementary").locator(".who")
    await expect(head).to_contain_text(HERE)
    await mina.page.context.route("**/sessions/current/socket", lambda route: route.abort())
    await mina.context.set_offline(True)
    await mina.context.set_offline(False)
    await expect(head).to_contain_text(LATELY)
    await mina.page.context.unroute("**/sessions/current/socket")
    await expect(head).to_contain_text(HERE)

    await jun.page.close()
    await expect(head).to_contain_text(LATELY)
