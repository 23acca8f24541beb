"""Writing and changing projects: drafts, pictures, what is wrong, and what somebody else saved meanwhile."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect

from tests.api import Api
from tests.browser.writing import Writer, writer_in
from tests.people import Person, sign_up
from tests.pictures import quarters, written
from tests.working import Work

PICTURE = written(quarters(), "PNG")
STORY = "처음 이야기"


@pytest.fixture
async def writer(browser: Browser, site: Api) -> AsyncIterator[Writer]:
    """Seat somebody before an empty page."""
    writer = await writer_in(browser, site.base, await sign_up(site))
    await writer.open()
    yield writer
    await writer.close()


async def published(person: Person) -> dict[str, Any]:
    """Publish a project of somebody."""
    draft = {"title": "막차", "summary": "막차를 알려요", "content": STORY, "skills": ["Kotlin"]}
    answer = await person.api.post("/projects", draft)
    assert answer.status == 201, answer
    return dict(answer.json)


async def projects_of(person: Person) -> list[dict[str, Any]]:
    answer = await person.api.get(f"/users/{person.username}/projects")
    return list(answer.json["items"])


async def test_a_project_is_written_with_pictures_in_every_way(writer: Writer, work: Work) -> None:
    await writer.fill(story="금요일 밤 11시.\n\n배포가 끝났습니다.")
    await writer.field("저장소 주소").fill("github.com/mina-demo/last-train")
    await writer.give(PICTURE, "paste", "image.png")
    await writer.give(PICTURE, "drop", "막차 지도.png")
    file: Any = {"name": "정류장.png", "mimeType": "image/png", "buffer": PICTURE}
    async with writer.page.expect_file_chooser() as chooser:
        await writer.button("그림 넣기").click()
    await (await chooser.value).set_files(file)
    async with writer.page.expect_file_chooser() as chooser:
        await writer.button("그림 고르기").click()
    await (await chooser.value).set_files(file)

    await expect(writer.preview.locator("img")).to_have_count(3)
    await expect(writer.preview.get_by_alt_text("막차 지도")).to_have_count(1)
    await expect(writer.preview.get_by_alt_text("정류장")).to_have_count(1)
    await expect(writer.page.get_by_role("progressbar")).to_have_count(0)
    await writer.button("올리기").click()

    await expect(writer.page).to_have_url(f"{writer.base}/projects/{(await one(writer))['id']}")
    project = await one(writer)
    assert project["repository_url"] == "https://github.com/mina-demo/last-train"
    assert project["thumbnail_url"]
    await expect(writer.page.locator(".story img")).to_have_count(3)


async def one(writer: Writer) -> dict[str, Any]:
    """Wait for the only project of the writer."""
    await writer.page.wait_for_url("**/projects/*")
    (project,) = await projects_of(writer.person)
    return project


async def test_what_is_no_picture_is_refused_with_a_reason(writer: Writer) -> None:
    await writer.editor.click()
    await writer.editor.evaluate(
        """content => {
            const files = new DataTransfer();
            files.items.add(new File(["<svg onload=alert(1)>"], "x.svg", { type: "image/svg+xml" }));
            const terms = { bubbles: true, cancelable: true, composed: true, clipboardData: files };
            content.dispatchEvent(new ClipboardEvent("paste", terms));
        }"""
    )

    await expect(writer.page.get_by_text("AVIF 그림만 올릴 수")).to_be_visible()
    await writer.button("지우기").click()
    await expect(writer.page.get_by_text("AVIF 그림만 올릴 수")).to_have_count(0)
    await writer.has("")


async def test_a_draft_survives_a_closed_tab(writer: Writer) -> None:
    await writer.fill(title="다음 버스", story="창밖을 볼 수 있는 사람만")
    await expect(writer.page.get_by_text("임시 저장됨")).to_be_visible()
    context = writer.page.context
    await writer.page.close()

    writer.page = await context.new_page()
    await writer.open()

    await writer.has("창밖을 볼 수 있는 사람만")
    await expect(writer.field("제목")).to_have_value("다음 버스")
    await expect(writer.button("Kotlin 빼기")).to_be_visible()
    await expect(writer.page.get_by_text("임시 저장한 글을 이어서")).to_be_visible()

    await writer.button("버리고 새로 쓰기").click()
    await writer.button("버리기").click()
    await expect(writer.field("제목")).to_have_value("")
    await expect(writer.editor).to_be_visible()
    await writer.has("")


async def test_two_tabs_never_write_over_one_another(writer: Writer) -> None:
    await writer.field("제목").fill("첫 탭")
    await expect(writer.page.get_by_text("임시 저장됨")).to_be_visible()
    first, second = writer.page, await writer.page.context.new_page()
    writer.page = second
    await writer.open()
    await expect(writer.field("제목")).to_have_value("")
    await writer.field("제목").fill("둘째 탭")
    await expect(second.get_by_text("임시 저장됨")).to_be_visible()

    await first.close()
    writer.page = await second.context.new_page()
    await writer.open()

    await expect(writer.field("제목")).to_have_value("첫 탭")


async def test_leaving_asks_and_keeps(writer: Writer) -> None:
    await writer.field("제목").fill("아직 쓰는 중")
    await writer.button("나가기").click()
    dialog = writer.page.get_by_role("dialog", name="그만 쓸까요?")
    await dialog.get_by_role("button", name="계속 쓰기").click()
    await expect(writer.field("제목")).to_have_value("아직 쓰는 중")

    await writer.button("나가기").click()
    await dialog.get_by_role("button", name="나가기").click()
    await expect(writer.page).to_have_url(f"{writer.base}/projects")

    await writer.open()
    await expect(writer.field("제목")).to_have_value("아직 쓰는 중")


async def test_what_is_wrong_stands_at_its_field(writer: Writer) -> None:
    await writer.button("올리기").click()

    await expect(writer.page.get_by_text("제목을 적어 주세요.")).to_be_visible()
    await expect(writer.page.get_by_text("기술을 하나 이상 골라 주세요.")).to_be_visible()
    await expect(writer.page.get_by_text("이야기를 적어 주세요.")).to_be_visible()
    await expect(writer.field("제목")).to_be_focused()

    await writer.fill(title="각" * 61)
    await expect(writer.page.get_by_text("1자만 줄여 주세요.")).to_be_visible()
    await writer.field("제목").fill("👨‍👩‍👧‍👦" * 3)
    await expect(writer.page.get_by_text("3 / 60")).to_be_visible()
    await writer.field("저장소 주소").fill("git@github.com:x/y.git")
    await writer.button("올리기").click()

    await expect(writer.field("저장소 주소")).to_have_attribute("aria-invalid", "true")
    await expect(writer.field("저장소 주소")).to_be_focused()


async def test_a_lost_reply_makes_no_second_project(writer: Writer) -> None:
    await writer.fill()

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await writer.page.route("**/api/v1/projects", lose)
    await writer.button("올리기").click()
    await expect(writer.page.get_by_text("서버에 닿지 못했어요")).to_be_visible()
    await writer.page.unroute("**/api/v1/projects")
    await writer.button("올리기").click()

    await writer.page.wait_for_url("**/projects/*")
    assert len(await projects_of(writer.person)) == 1


async def test_a_lost_update_shows_both_versions_and_loses_neither(writer: Writer) -> None:
    project = await published(writer.person)
    await writer.open(f"/projects/{project['id']}/edit")
    await writer.has(STORY)
    await writer.field("제목").fill("막차요정")
    await writer.editor.click()
    await writer.page.keyboard.press("Control+End")
    await writer.page.keyboard.type(", mine")

    change = {"version": project["version"], "summary": "저쪽 소개", "content": "저쪽 이야기"}
    assert (await writer.person.api.patch(f"/projects/{project['id']}", change)).status == 200
    await writer.button("저장").click()

    await expect(writer.page.get_by_role("heading", name="그사이 다른 곳에서")).to_be_visible()
    for text in ("막차요정", f"{STORY}, mine", "저쪽 이야기", "저쪽 소개", "막차를 알려요"):
        await expect(writer.page.get_by_text(text, exact=True)).to_be_visible()
    await expect(writer.button("저장")).to_have_count(0)
    story = writer.page.get_by_role("group", name="이야기")
    await expect(story.get_by_label("지금 쓰던 것").first).to_be_checked()
    await story.get_by_label("먼저 저장된 것").first.check()
    await writer.button("고른 대로 이어서 쓰기").click()

    await expect(writer.editor).to_be_visible()
    await writer.has("저쪽 이야기")
    await expect(writer.field("제목")).to_be_focused()
    await expect(writer.field("제목")).to_have_value("막차요정")
    await expect(writer.field("한 줄 소개")).to_have_value("저쪽 소개")
    await writer.button("저장").click()
    await writer.page.wait_for_url(f"**/projects/{project['id']}")
    now = (await writer.person.api.get(f"/projects/{project['id']}")).json
    assert [now[name] for name in ("title", "summary", "content")] == ["막차요정", "저쪽 소개", "저쪽 이야기"]


async def test_only_ones_own_projects_are_changed(writer: Writer, site: Api) -> None:
    project = await published(await sign_up(site))

    await writer.page.goto(f"{writer.base}/projects/{project['id']}/edit")

    await expect(writer.page.get_by_role("heading", name="고칠 프로젝트를 찾지 못했어요")).to_be_visible()
