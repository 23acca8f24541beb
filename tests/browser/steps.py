"""What is done on a page so that something is seen there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.browser.words import Words
from tests.people import Person


@dataclass
class Seat:
    """A page of somebody, in the language that they read, and the addresses of what they may look at."""

    page: Page
    say: Words
    person: Person
    ids: Mapping[str, str]

    def button(self, key: str) -> Locator:
        """Find a button by what it says."""
        return self.page.get_by_role("button", name=self.say(key), exact=True)

    def field(self, key: str) -> Locator:
        """Find a field of one line by its label."""
        return self.page.get_by_role("textbox", name=self.say(key), exact=True)

    async def asks(self) -> None:
        """See a dialog."""
        await expect(self.page.get_by_role("dialog")).to_be_visible()


async def find_nothing_to_send(seat: Seat) -> None:
    """Send an empty form, so that every field says what is wrong."""
    form = seat.page.get_by_role("main").locator("form").first
    await form.locator("[type=submit]").click()
    await expect(form.locator("[aria-invalid]").first).to_be_visible()


async def complete(seat: Seat) -> None:
    """Have a skill completed in the search of the board."""
    await seat.page.get_by_role("combobox").fill("파이")
    await expect(seat.page.get_by_role("option").first).to_contain_text("Python")


async def match(seat: Seat) -> None:
    """See the choice between any and all of the skills."""
    await expect(seat.page.get_by_text(seat.say("board.match-all"))).to_be_visible()


async def be_recommended(seat: Seat) -> None:
    """See the projects that are recommended, with the reasons."""
    region = seat.page.get_by_role("region", name=seat.say("board.for-you"))
    await expect(region.get_by_role("article").first).to_be_visible()


async def open_menu(seat: Seat) -> None:
    await seat.page.locator("button[aria-haspopup=menu]").click()
    await expect(seat.page.get_by_role("menuitem").first).to_be_visible()


async def lose_the_network(seat: Seat) -> None:
    """Sort the board while there is no network."""
    await expect(seat.page.get_by_role("article").first).to_be_visible()
    await seat.page.context.set_offline(True)
    await seat.page.get_by_role("link", name=seat.say("board.sort-views")).click()
    await expect(seat.page.get_by_text(seat.say("common.offline-title"))).to_be_visible()


async def edit_comment(seat: Seat) -> None:
    await seat.button("project.edit-comment").first.click()
    await expect(seat.page.get_by_role("textbox", name=seat.say("project.edit-comment"))).to_be_visible()


async def remove_comment(seat: Seat) -> None:
    """See the notice with which a removal is undone."""
    answer = await seat.person.api.post(f"/projects/{seat.ids['project']}/comments", {"text": "지울 댓글"})
    assert answer.status == 201, answer
    await seat.page.reload()
    await seat.button("project.remove-comment").last.click()
    await expect(seat.button("common.undo")).to_be_visible()


async def ask_to_remove(seat: Seat) -> None:
    await seat.button("project.remove").locator("visible=true").first.click()
    await seat.asks()


async def enlarge(seat: Seat) -> None:
    await seat.page.get_by_role("button", name=re.compile(re.escape(seat.say("project.enlarge-any")))).click()
    await seat.asks()


async def write(seat: Seat) -> None:
    """Begin to write, with something in every field."""
    await expect(seat.page.locator(".cm-content")).to_be_visible()
    await seat.field("write.title").fill("막차요정")
    tags = seat.page.get_by_role("combobox", name=seat.say("write.skills"))
    await tags.fill("코틀린")
    await expect(seat.page.get_by_role("option").first).to_contain_text("Kotlin")
    await seat.page.locator(".cm-content").click()
    await seat.page.keyboard.insert_text("# 왜\n\n막차를 **세 번** 놓쳤어요.\n\n- [ ] 알림\n\n`leave_at`")
    # What is edited has bold words of its own already.
    await expect(seat.page.locator(".beside .story code", has_text="leave_at")).to_be_visible()
    await expect(seat.page.locator(".beside .story strong").last).to_be_visible()


async def err(seat: Seat) -> None:
    """Send a project in which everything is missing."""
    await expect(seat.page.locator(".cm-content")).to_be_visible()
    await seat.button("write.publish").click()
    await expect(seat.page.get_by_text(seat.say("write.missing-content"))).to_be_visible()


async def ask_to_leave(seat: Seat) -> None:
    await expect(seat.page.locator(".cm-content")).to_be_visible()
    await seat.field("write.title").fill("아직 쓰는 중")
    await seat.button("write.leave").click()
    await seat.asks()


async def ask_to_discard(seat: Seat) -> None:
    await expect(seat.page.locator(".cm-content")).to_be_visible()
    await seat.field("write.title").fill("버릴 글")
    await expect(seat.page.get_by_text(seat.say("write.kept"))).to_be_visible()
    await seat.page.reload()
    await seat.button("write.discard").click()
    await seat.asks()


async def collide(seat: Seat) -> None:
    """Save what was changed on another device meanwhile."""
    await expect(seat.page.locator(".cm-content")).to_be_visible()
    await seat.field("write.title").fill("이쪽 제목")
    await seat.page.locator(".cm-content").click()
    await seat.page.keyboard.insert_text("이쪽 이야기\n\n")
    address = f"/projects/{seat.ids['own']}"
    version = (await seat.person.api.get(address)).json["version"]
    change = {"version": version, "summary": f"저쪽 소개 {version}", "content": f"저쪽 이야기 {version}"}
    assert (await seat.person.api.patch(address, change)).status == 200
    await seat.button("write.save").click()
    title = seat.page.get_by_role("heading", name=seat.say("write.conflict-title"))
    await expect(title).to_be_visible()


async def open_list(seat: Seat) -> None:
    await seat.page.get_by_role("banner").get_by_role("button", name=seat.say("common.coffee-chat")).click()
    await expect(seat.page.locator("[data-room]").first).to_be_visible()


async def open_drawer(seat: Seat) -> None:
    await open_list(seat)
    await seat.page.locator("[data-room]").first.click()
    await see_room(seat)


async def see_rooms(seat: Seat) -> None:
    await expect(seat.page.locator("[data-room]").first).to_be_visible()


async def see_room(seat: Seat) -> None:
    await expect(seat.page.get_by_role("log").locator(".bubble").first).to_be_visible()


async def ask_to_leave_room(seat: Seat) -> None:
    await see_room(seat)
    await seat.button("chat.leave").click()
    await seat.asks()


async def ask_to_remove_account(seat: Seat) -> None:
    await seat.button("settings.removal-open").click()
    await seat.asks()


async def tell_in_vain(seat: Seat) -> None:
    """Save a profile in which much is wrong."""
    await seat.field("profile.bio").fill("가나다 " * 200)
    await seat.field("profile.github").fill("gitlab.com/owl")
    await seat.button("profile.save").click()
    await expect(seat.page.locator("[aria-invalid]")).to_have_count(2)


async def ask_to_leave_profile(seat: Seat) -> None:
    await seat.field("profile.bio").fill("아직 저장하지 않은 소개")
    await seat.page.get_by_role("banner").get_by_role("link", name="SidePro").click()
    await seat.asks()


async def be_unknown(seat: Seat) -> None:
    """See what is said while nobody can be asked who is signed in."""
    await seat.page.route("**/api/v1/sessions/current/refresh", lambda route: route.abort())
    await seat.page.reload()
    await expect(seat.page.get_by_text(seat.say("common.offline-title"))).to_be_visible()
