"""Projects and profiles refer to images: to one's own published ones, which stay for as long as they do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from documents import Documents
from documents.upload import Upload
from sidepro.settings import Settings
from tests.people import PASSWORD, People, Person
from tests.pictures import quarters, written
from tests.uploading import Uploader
from tests.working import Work

DRAFT = {"title": "막차 알리미", "summary": "막차 시간", "content": "이야기", "skills": ["Python"]}
Image = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def image(uploader: Uploader) -> Image:
    """Give the way to have something published for a purpose."""

    async def make(whose: Person, purpose: str = "thumbnail") -> dict[str, Any]:
        upload = await uploader.settled(whose, written(quarters(40, 30), "PNG"), purpose=purpose)
        assert upload["state"] == "published", upload
        return upload

    return make


async def kept(documents: Documents, upload: dict[str, Any]) -> Upload:
    found = await documents.uploads.find(upload["id"])
    assert found
    return found


async def is_there(uploader: Uploader, upload: dict[str, Any]) -> bool:
    """Tell whether both sizes can be read; one alone is never there."""
    codes = {(await uploader.get(upload["urls"][name])).code for name in ("large", "small")}
    assert len(codes) == 1
    return codes == {200}


@pytest.mark.parametrize("named_by", ["id", "key"])
async def test_a_project_has_its_thumbnail_by_id_or_key(
    mina: Person, image: Image, documents: Documents, named_by: str
) -> None:
    upload = await image(mina)

    answer = await mina.api.post("/projects", DRAFT | {"thumbnail": upload[named_by]})

    assert answer.status == 201
    assert answer.json["thumbnail_url"] == upload["urls"]["large"]
    assert (await kept(documents, upload)).uses == 1


@pytest.mark.parametrize("named_by", ["id", "key"])
async def test_a_profile_has_its_picture_and_what_one_made_shows_it(
    person: People, image: Image, named_by: str
) -> None:
    somebody = await person()
    await somebody.api.post("/projects", DRAFT)
    upload = await image(somebody, "profile")

    answer = await somebody.api.patch("/users/me", {"profile": {"picture": upload[named_by]}})

    assert answer.status == 200
    assert answer.json["profile"]["picture_url"] == upload["urls"]["large"]
    cards = (await somebody.api.get(f"/users/{somebody.username}/projects")).json["items"]
    assert cards[0]["author"]["picture_url"] == upload["urls"]["large"]
    again = await somebody.api.patch("/users/me", {"profile": {"picture": upload["key"], "bio": "밤"}})
    assert again.json["profile"]["picture_url"] == upload["urls"]["large"]


async def test_a_story_shows_ones_own_pictures_in_either_size(
    mina: Person, image: Image, documents: Documents
) -> None:
    first, second = await image(mina, "story"), await image(mina, "story")
    content = f'![부엉이]({first["urls"]["large"]}) ![컵]({second["urls"]["small"]} "컵")'

    answer = await mina.api.post("/projects", DRAFT | {"content": content})

    assert answer.status == 201
    assert answer.json["content_html"].count("<img ") == 2
    assert [(await kept(documents, each)).uses for each in (first, second)] == [1, 1]


async def test_foreign_unpublished_and_unknown_images_are_refused(
    uploader: Uploader, mina: Person, person: People, image: Image, settings: Settings
) -> None:
    stranger = await person()
    foreign, story = await image(stranger), await image(stranger, "story")
    pending = await uploader.sent(mina, written(quarters(), "PNG"))
    refused = await uploader.settled(mina, b"not an image")
    unknown = (
        "5" * 24,
        f"{'5' * 64}-1200.webp",
        "owl.webp",
        "../../etc/passwd",
        "http://evil.example/owl.png",
    )

    for text in (foreign["id"], foreign["key"], pending["id"], refused["id"], *unknown):
        answer = await mina.api.post("/projects", DRAFT | {"thumbnail": text})
        assert (answer.status, answer.pointers) == (422, ["#/thumbnail"]), text
        answer = await mina.api.patch("/users/me", {"profile": {"picture": text}})
        assert (answer.status, answer.pointers) == (422, ["#/profile/picture"]), text
    for url in (story["urls"]["large"], story["urls"]["small"], f"{settings.images_url}owl.webp"):
        answer = await mina.api.post("/projects", DRAFT | {"content": f"![부엉이]({url})"})
        assert (answer.status, answer.pointers) == (422, ["#/content"]), url


async def test_an_image_serves_the_purpose_that_it_was_uploaded_for(mina: Person, image: Image) -> None:
    thumbnail, picture = await image(mina), await image(mina, "profile")

    answer = await mina.api.post("/projects", DRAFT | {"thumbnail": picture["id"]})
    assert (answer.status, answer.pointers) == (422, ["#/thumbnail"])
    answer = await mina.api.patch("/users/me", {"profile": {"picture": thumbnail["id"]}})
    assert (answer.status, answer.pointers) == (422, ["#/profile/picture"])


async def test_a_change_is_refused_as_a_draft_is_and_changes_nothing(
    mina: Person, person: People, image: Image
) -> None:
    foreign = await image(await person())
    project = (await mina.api.post("/projects", DRAFT)).json
    address = f"/projects/{project['id']}"

    answer = await mina.api.patch(address, {"version": 1, "thumbnail": foreign["id"], "skills": ["크레용"]})
    assert (answer.status, answer.pointers) == (422, ["#/skills/0", "#/thumbnail"])
    answer = await mina.api.patch(address, {"version": 1, "content": f"![]({foreign['urls']['large']})"})
    assert (answer.status, answer.pointers) == (422, ["#/content"])
    assert (await mina.api.get(address)).json["version"] == 1


async def test_a_replaced_thumbnail_goes_and_the_new_one_stays(
    uploader: Uploader, work: Work, mina: Person, image: Image
) -> None:
    old, new = await image(mina), await image(mina)
    project = (await mina.api.post("/projects", DRAFT | {"thumbnail": old["id"]})).json

    answer = await mina.api.patch(f"/projects/{project['id']}", {"version": 1, "thumbnail": new["id"]})
    assert answer.json["thumbnail_url"] == new["urls"]["large"]
    assert await work.done("images.erase") == "done"

    assert not await is_there(uploader, old)
    assert await is_there(uploader, new)
    assert (await mina.api.get(f"/uploads/{old['id']}")).status == 404


async def test_a_replaced_profile_picture_goes(
    uploader: Uploader, work: Work, person: People, image: Image
) -> None:
    somebody = await person()
    upload = await image(somebody, "profile")
    await somebody.api.patch("/users/me", {"profile": {"picture": upload["id"]}})

    answer = await somebody.api.patch("/users/me", {"profile": {"picture": None}})
    assert answer.json["profile"]["picture_url"] is None
    assert await work.done("images.erase") == "done"

    assert not await is_there(uploader, upload)


async def test_what_another_project_uses_stays_when_one_goes(
    uploader: Uploader, work: Work, mina: Person, image: Image
) -> None:
    shared, lone, picture = await image(mina), await image(mina, "story"), await image(mina, "story")
    both = DRAFT | {"thumbnail": shared["id"]}
    first = await mina.api.post("/projects", both | {"content": f"![]({lone['urls']['large']})"})
    second = await mina.api.post("/projects", both | {"content": f"![]({picture['urls']['large']})"})

    await mina.api.delete(f"/projects/{first.json['id']}")
    assert await work.done("images.erase") == "done"
    assert await is_there(uploader, shared)
    assert await is_there(uploader, picture)
    assert not await is_there(uploader, lone)

    await mina.api.delete(f"/projects/{second.json['id']}")
    assert await work.done("images.erase") == "done"
    assert not await is_there(uploader, shared)
    assert not await is_there(uploader, picture)


async def test_what_was_taken_out_of_a_story_can_be_put_in_again(
    uploader: Uploader, work: Work, mina: Person, image: Image, documents: Documents
) -> None:
    upload = await image(mina, "story")
    shown = f"![]({upload['urls']['large']})"
    project = (await mina.api.post("/projects", DRAFT | {"content": shown})).json
    address = f"/projects/{project['id']}"

    await mina.api.patch(address, {"version": 1, "content": "이야기"})
    assert (await kept(documents, upload)).uses == 0
    assert await work.done("images.erase") == "done"
    answer = await mina.api.patch(address, {"version": 2, "content": shown})

    assert answer.status == 200
    assert (await kept(documents, upload)).uses == 1
    assert await is_there(uploader, upload)


async def test_with_an_account_all_its_images_go_and_its_forms_are_worth_nothing(
    uploader: Uploader, work: Work, person: People, image: Image, documents: Documents
) -> None:
    somebody = await person()
    thumbnail, picture = await image(somebody), await image(somebody, "profile")
    unused = await image(somebody, "story")
    await somebody.api.post("/projects", DRAFT | {"thumbnail": thumbnail["id"]})
    await somebody.api.patch("/users/me", {"profile": {"picture": picture["id"]}})
    waiting = await uploader.sent(somebody, written(quarters(), "PNG"))

    assert (await somebody.api.delete("/users/me", {"password": PASSWORD})).status == 204
    await documents.removals.resume()
    assert await work.done("images.erase") == "done"

    for upload in (thumbnail, picture, unused):
        assert not await is_there(uploader, upload)
        assert await documents.uploads.find(upload["id"]) is None
    assert await uploader.objects.read(waiting["form"]["fields"]["key"], 10) is None


async def test_two_who_write_at_a_time_count_each_use(
    mina: Person, image: Image, documents: Documents
) -> None:
    upload = await image(mina)

    answers = await asyncio.gather(
        *(mina.api.post("/projects", DRAFT | {"thumbnail": upload["id"]}) for _ in range(10))
    )

    assert {answer.status for answer in answers} == {201}
    assert (await kept(documents, upload)).uses == 10
