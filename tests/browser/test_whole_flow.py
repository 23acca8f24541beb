"""From signing up to the end of a coffee chat, in two browsers, with everything that lies behind them."""

from typing import Any

from playwright.async_api import Browser, expect

from sidepro.wire.frames import Refused
from tests.api import Api
from tests.browser.arriving import arrive, tell_of_oneself
from tests.browser.coffee import Ear, Guest, seat
from tests.browser.visiting import unheard
from tests.browser.writing import Writer
from tests.chatting import raw_socket
from tests.people import sign_up
from tests.pictures import quarters, written
from tests.working import Work

HAS_COME = "picture => picture.decode().then(() => picture.naturalWidth > 0)"


async def test_people_meet_over_a_project_and_talk(browser: Browser, site: Api, work: Work) -> None:
    mina = await arrive(browser, site, "desktop")
    await tell_of_oneself(mina.page, "쿠버", "Kubernetes")
    title = await write_with_a_picture(mina)

    jun = await arrive(browser, site, "phone")
    await jun.page.get_by_role("link", name="나중에 할게요").tap()
    await find_by_alias(jun, "파이썬", "Python", title)
    await answer_to(jun, title)
    await expect(mina.page.get_by_role("heading", name="댓글")).to_be_visible()

    room_id = await ask_for_a_chat(jun)
    third = await Eavesdropper.sit_down(browser, site, room_id)
    await mina.open_list()
    await mina.open_room(room_id)
    await talk_through_a_tunnel(mina, jun)
    await leave(mina, room_id)
    await find_it_read_only(jun)

    await third.heard_nothing(mina, jun)
    for guest in (mina, jun, third.guest):
        await guest.context.close()


async def write_with_a_picture(author: Guest) -> str:
    """Write a project with a picture from the clipboard, and see it published."""
    title = f"막차요정 {unheard()}"
    page = author.page
    await page.get_by_role("banner").get_by_role("link", name="프로젝트 올리기").click()
    writer = Writer(author.person, page, author.base, await author.context.new_cdp_session(page))
    await expect(writer.editor).to_be_visible()
    await writer.field("제목").fill(title)
    await writer.field("한 줄 소개").fill("막차를 놓치지 않게 도와줘요")
    await writer.choose("파이썬", "Python")
    await writer.choose("k8s", "Kubernetes")
    await writer.write("# 왜 만들었나요\n\n막차를 **세 번** 놓쳤어요.\n\n")
    await writer.give(written(quarters(), "PNG"), "paste", "image.png")
    await expect(writer.preview.locator("img")).to_have_count(1)
    await writer.button("올리기").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.locator(".story strong")).to_have_text("세 번")
    assert await page.locator(".story img").evaluate(HAS_COME)
    return title


async def find_by_alias(reader: Guest, alias: str, name: str, title: str) -> None:
    """Find a project by another name of what it is built with."""
    box = reader.page.get_by_role("combobox")
    await box.fill(alias)
    chosen = reader.page.get_by_role("option", selected=True)
    await expect(chosen).to_contain_text(f"{name} · {alias}")
    await box.press("Enter")
    await reader.page.get_by_role("link", name=title, exact=True).tap()
    await expect(reader.page.get_by_role("heading", level=1)).to_have_text(title)
    picture = reader.page.locator(".story img")
    await picture.scroll_into_view_if_needed()
    assert await picture.evaluate(HAS_COME)


async def answer_to(reader: Guest, title: str) -> None:
    """Keep a project, and write under it."""
    bookmark = reader.page.get_by_role("button", name=f"‘{title}’ 북마크")
    await bookmark.tap()
    await expect(bookmark).to_have_attribute("aria-pressed", "true")
    await expect(bookmark).to_contain_text("1")
    await reader.page.get_by_role("textbox", name="댓글").fill("저도 세 번 놓쳤어요!")
    await reader.page.get_by_role("button", name="댓글 달기").tap()
    await expect(reader.page.get_by_role("heading", name="댓글 1")).to_be_visible()

    kept = await reader.person.api.get("/users/me/bookmarks")
    assert [project["title"] for project in kept.json["items"]] == [title]
    assert kept.json["items"][0]["comment_count"] == 1


async def ask_for_a_chat(reader: Guest) -> str:
    """Ask the author of the project for a coffee chat; gives the room, which is a page on a phone."""
    await reader.page.get_by_role("button", name="커피챗 신청").last.tap()
    await reader.page.wait_for_url("**/chat/*")
    await send(reader, "안녕하세요! 막차요정 잘 봤어요.")
    await reader.sees_state("보냄")
    return reader.page.url.rpartition("/")[2]


async def send(guest: Guest, text: str) -> None:
    """Send a message with the button, as on a phone."""
    await guest.box.fill(text)
    await guest.page.get_by_role("button", name="보내기").tap()


async def talk_through_a_tunnel(mina: Guest, jun: Guest) -> None:
    """Talk, while one of the two is without a network for a while."""
    await mina.sees("안녕하세요! 막차요정 잘 봤어요.")
    await mina.say("고마워요. 어디까지 타세요?")
    await jun.sees("고마워요. 어디까지 타세요?")

    await jun.lose_network()
    await send(jun, "지금 터널이에요")
    await send(jun, "부천까지 가요")
    await jun.sees_state("보내는 중")
    await mina.say("끊겼나 봐요")
    await mina.say("기다릴게요")
    await mina.sees_state("보냄")
    await jun.context.set_offline(False)
    await mina.sees("부천까지 가요")
    await jun.sees("기다릴게요")
    await jun.sees_state("읽음")

    said = ["안녕하세요! 막차요정 잘 봤어요.", "고마워요. 어디까지 타세요?"]
    said += ["끊겼나 봐요", "기다릴게요", "지금 터널이에요", "부천까지 가요"]
    assert await mina.said() == await jun.said() == said


async def leave(guest: Guest, room_id: str) -> None:
    """Leave the room, which is gone from the list then."""
    await guest.page.get_by_role("button", name="방 나가기").click()
    await guest.page.get_by_role("dialog").get_by_role("button", name="방 나가기").click()
    await expect(guest.page.locator(f'[data-room="{room_id}"]')).to_have_count(0)


async def find_it_read_only(guest: Guest) -> None:
    """See that the other one has left, and that nothing is lost."""
    await expect(guest.page.get_by_text("읽기만 할 수 있는 방이에요")).to_be_visible()
    await expect(guest.page.get_by_text("님이 방을 나갔어요.")).to_be_visible()
    await expect(guest.box).to_have_count(0)
    assert (await guest.said())[-1] == "부천까지 가요"


class Eavesdropper:
    """A member who would like to listen to the room of two others."""

    def __init__(self, guest: Guest, room_id: str) -> None:
        self.guest = guest
        self.room_id = room_id
        self.ear = Ear(guest.page)

    @classmethod
    async def sit_down(cls, browser: Browser, site: Api, room_id: str) -> "Eavesdropper":
        """Go to the address of the room, with everything open that somebody can open."""
        third = cls(await seat(browser, site.base, await sign_up(site)), room_id)
        await third.guest.go(f"/chat/{room_id}")
        await expect(third.guest.page.get_by_text("들어갈 수 없는 방이에요")).to_be_visible()
        await third.ear.hears()
        return third

    async def heard_nothing(self, *talkers: Guest) -> None:
        """Ask for the room in every way there is, and see that nothing comes of it."""
        api = self.guest.person.api
        assert (await api.get("/rooms")).json["items"] == []
        said = {"client_id": "c1", "text": "저도 끼워 주세요"}
        for answer in (
            await api.get(f"/rooms/{self.room_id}"),
            await api.get(f"/rooms/{self.room_id}/messages"),
            await api.post(f"/rooms/{self.room_id}/messages", said),
            await api.delete(f"/rooms/{self.room_id}"),
        ):
            assert answer.status == 404, answer
        await self.is_refused_by_the_socket(said)
        told = "".join(self.ear.frames)
        secrets = [self.room_id, "부천까지", *(talker.person.username for talker in talkers)]
        assert not [secret for secret in secrets if secret in told]

    async def is_refused_by_the_socket(self, said: dict[str, Any]) -> None:
        """Send every command for the room over a socket of one's own."""
        socket = await raw_socket(self.guest.person)
        room = {"room_id": self.room_id}
        for command in (
            {"type": "open", "after_seq": 0, **room},
            {"type": "say", **said, **room},
            {"type": "read", "seq": 1, **room},
        ):
            await socket.send(command)
            event = await socket.next()
            assert isinstance(event, Refused), event
        socket.close()
