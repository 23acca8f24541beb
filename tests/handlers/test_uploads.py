"""Uploads, from the form to the published image: with the real store and a real worker."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest
from PIL import Image

from sidepro.server import Server
from sidepro.services.object_store import ObjectStore, ObjectStoreAway
from sidepro.settings import Settings
from sidepro.wire.uploads import LARGEST_UPLOAD
from tests.people import People, Person
from tests.pictures import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    animation,
    bomb,
    opened,
    photograph_with_gps,
    polyglot,
    quarters,
    written,
)
from tests.uploading import TYPES, Uploader

SIZES = {"thumbnail": ((1200, 630), (480, 252)), "profile": ((256, 256), (64, 64))}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>owl</title><script>alert(document.domain)</script>"


@pytest.fixture
def upload_key(settings: Settings) -> Iterator[ObjectStore]:
    """Reach the store with the key that every form shows."""
    store = ObjectStore(
        msgspec.structs.replace(
            settings,
            s3_worker_access_key=settings.s3_upload_access_key,
            s3_worker_secret_key=settings.s3_upload_secret_key,
        )
    )
    yield store
    store.close()


def is_like(picture: Image.Image, place: tuple[float, float], colour: tuple[int, int, int]) -> bool:
    """Tell whether a picture has about that colour at a place, given by parts of its width and height."""
    at = (int(picture.width * place[0]), int(picture.height * place[1]))
    seen = picture.convert("RGB").getpixel(at)
    assert isinstance(seen, tuple)
    return max(abs(a - b) for a, b in zip(seen, colour, strict=True)) < 40


async def published(uploader: Uploader, whose: Person, content: bytes, **terms: str) -> list[Image.Image]:
    """Upload a file and give the images that everyone sees, the large one first."""
    upload = await uploader.settled(whose, content, **terms)
    assert upload["state"] == "published", upload
    pictures = []
    for name in ("large", "small"):
        response = await uploader.get(upload["urls"][name])
        assert response.code == 200
        assert response.headers["Content-Type"] == "image/webp"
        assert "immutable" in response.headers["Cache-Control"]
        pictures.append(opened(response.body))
    return pictures


@pytest.mark.parametrize("format_", TYPES)
async def test_an_image_of_each_format_is_published(uploader: Uploader, mina: Person, format_: str) -> None:
    pictures = await published(uploader, mina, written(quarters(), format_), content_type=TYPES[format_])

    assert tuple(each.size for each in pictures) == SIZES["thumbnail"]
    for picture in pictures:
        assert picture.format == "WEBP"
        assert is_like(picture, (0.1, 0.1), RED)
        assert is_like(picture, (0.9, 0.1), GREEN)
        assert is_like(picture, (0.1, 0.9), BLUE)
        assert is_like(picture, (0.9, 0.9), WHITE)


async def test_a_profile_picture_is_cut_to_the_middle(uploader: Uploader, mina: Person) -> None:
    wide = Image.new("RGB", (900, 300), RED)
    wide.paste(GREEN, (300, 0, 600, 300))

    pictures = await published(uploader, mina, written(wide, "PNG"), purpose="profile")

    assert tuple(each.size for each in pictures) == SIZES["profile"]
    assert is_like(pictures[0], (0.05, 0.5), GREEN)
    assert is_like(pictures[0], (0.95, 0.5), GREEN)


async def test_a_picture_of_a_story_keeps_its_shape_and_is_never_made_larger(
    uploader: Uploader, mina: Person
) -> None:
    large, small = await published(uploader, mina, written(quarters(3200, 2400), "JPEG"), purpose="story")
    assert (large.size, small.size) == ((1600, 1200), (800, 600))

    large, small = await published(uploader, mina, written(quarters(300, 200), "PNG"), purpose="story")
    assert (large.size, small.size) == ((300, 200), (300, 200))


async def test_a_photograph_stands_upright_and_tells_nothing_of_its_taker(
    uploader: Uploader, mina: Person
) -> None:
    photograph = photograph_with_gps()
    assert opened(photograph).getexif().get_ifd(0x8825)

    pictures = await published(uploader, mina, photograph, purpose="story", content_type="image/jpeg")

    for picture in pictures:
        assert picture.size == (400, 300)
        assert is_like(picture, (0.1, 0.1), RED)
        assert is_like(picture, (0.1, 0.9), BLUE)
        assert dict(picture.getexif()) == {}
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(picture.info)


async def test_of_an_animation_the_first_frame_is_shown(uploader: Uploader, mina: Person) -> None:
    large, _ = await published(uploader, mina, animation(), content_type="image/gif", purpose="story")

    assert getattr(large, "n_frames", 1) == 1
    assert is_like(large, (0.5, 0.5), RED)


async def test_what_is_see_through_stays_so(uploader: Uploader, mina: Person) -> None:
    glass = Image.new("RGBA", (200, 200), (*RED, 0))
    glass.paste((*BLUE, 255), (50, 50, 150, 150))

    large, _ = await published(uploader, mina, written(glass, "PNG"), purpose="story")

    assert large.mode == "RGBA"
    assert large.getpixel((5, 5))[3] == 0  # type: ignore[index]
    assert is_like(large, (0.5, 0.5), BLUE)


async def test_of_a_polyglot_only_the_picture_is_published(uploader: Uploader, mina: Person) -> None:
    upload = await uploader.settled(mina, polyglot(), content_type="image/jpeg", purpose="story")

    stored = (await uploader.get(upload["urls"]["large"])).body
    assert is_like(opened(stored), (0.1, 0.1), RED)
    for trace in (b"<html", b"script", b"alert"):
        assert trace not in stored


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(SVG, "not a PNG", id="SVG"),
        pytest.param(HTML, "not a PNG", id="HTML"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + HTML, "not a PNG", id="HTML with the beginning of a PNG"),
        pytest.param(b"\0" * 5_000, "not a PNG", id="zeros"),
        pytest.param(written(quarters(), "BMP"), "not a PNG", id="BMP"),
        pytest.param(written(quarters(), "PNG")[:-400], "damaged", id="truncated PNG"),
        pytest.param(written(quarters(2000, 1500), "JPEG")[:9_000], "damaged", id="truncated JPEG"),
        pytest.param(bomb(), "50 million pixels", id="bomb"),
        pytest.param(bomb(7_000), "damaged", id="small bomb without its pixels"),
    ],
)
async def test_what_is_no_good_image_is_refused_with_the_reason(
    uploader: Uploader, mina: Person, content: bytes, reason: str
) -> None:
    upload = await uploader.settled(mina, content)

    assert upload["state"] == "refused"
    answer = await mina.api.get(f"/uploads/{upload['id']}", headers={"Accept-Language": "en"})
    assert reason in answer.json["reason"]
    assert "urls" not in answer.json or answer.json["urls"] is None
    document = await uploader.documents.uploads.find(upload["id"])
    assert document
    await uploader.gone(document.incoming or "")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"content_type": "image/svg+xml"}, "#/content_type"),
        ({"content_type": "text/html"}, "#/content_type"),
        ({"size": LARGEST_UPLOAD + 1}, "#/size"),
        ({"size": 0}, "#/size"),
        ({"purpose": "banner"}, "#/purpose"),
    ],
)
async def test_no_form_is_given_for_what_would_be_refused(
    mina: Person, changes: dict[str, object], pointer: str
) -> None:
    draft = {"purpose": "thumbnail", "content_type": "image/png", "size": 1000} | changes

    answer = await mina.api.post("/uploads", draft)

    assert (answer.status, answer.pointers) == (422, [pointer])


async def test_the_store_takes_nothing_but_what_was_signed(uploader: Uploader, person: People) -> None:
    somebody = await person()
    content = written(quarters(), "PNG")
    form = (await uploader.ask(somebody, len(content))).json["form"]
    other = (await uploader.ask(somebody, len(content), content_type="image/gif")).json["form"]

    refused = {
        "another type": await uploader.send(form, content, **{"Content-Type": "image/svg+xml"}),
        "another key": await uploader.send(form, content, key=other["fields"]["key"]),
        "a published key": await uploader.send(form, content, key=f"images/{'0' * 64}-1200.webp"),
        "a byte more": await uploader.send(form, content + b"x"),
        "a byte less": await uploader.send(form, content[:-1]),
        "nothing": await uploader.send(form, b""),
        "far more": await uploader.send(form, b"x" * (LARGEST_UPLOAD + 1)),
        "another signature": await uploader.send(form, content, **{"x-amz-signature": "0" * 64}),
    }

    assert {what: response.code for what, response in refused.items() if response.code < 400} == {}
    assert await uploader.objects.read(form["fields"]["key"], 100) is None
    assert (await uploader.send(form, content)).code == 204


async def test_a_form_is_worth_nothing_after_its_time(uploader: Uploader, server: Server) -> None:
    form = server.services.forms.sign("incoming/late", "image/png", 5, minutes=-1)

    response = await uploader.send({"url": form.url, "fields": form.fields}, b"12345")

    assert response.code == 403
    assert b"expired" in response.body.lower()


async def test_only_published_images_can_be_read_and_nothing_listed(uploader: Uploader, mina: Person) -> None:
    upload = await uploader.sent(mina, written(quarters(), "PNG"))
    form = upload["form"]
    base = form["url"]

    for path in (f"/{form['fields']['key']}", "", "/", "/?list-type=2&prefix=images/", "/incoming/"):
        response = await uploader.get(base + path)
        assert response.code == 403, path


async def test_the_key_of_the_form_can_do_nothing_but_put(
    uploader: Uploader, upload_key: ObjectStore, settings: Settings
) -> None:
    await uploader.objects.put("images/owl", b"owl", "image/webp")

    for ask in (
        upload_key.read("incoming/owl", 10),
        upload_key.listed("incoming/"),
        upload_key.put("images/cuckoo", b"cuckoo", "image/webp"),
        upload_key.remove(["images/owl"]),
    ):
        with pytest.raises(ObjectStoreAway):
            await ask
    assert (await uploader.get(f"{settings.images_url}owl")).code == 200


async def test_what_was_never_sent_is_refused(uploader: Uploader, person: People) -> None:
    somebody = await person()
    upload = (await uploader.ask(somebody, 100)).json

    answer = await somebody.api.post(f"/uploads/{upload['id']}/complete")
    assert answer.status == 202

    assert (await uploader.over(somebody, upload["id"]))["state"] == "refused"


async def test_it_is_complete_once(uploader: Uploader, mina: Person) -> None:
    upload = await uploader.settled(mina)

    answer = await mina.api.post(f"/uploads/{upload['id']}/complete")

    assert (answer.status, answer.kind) == (409, "conflict")
    assert (await mina.api.get(f"/uploads/{upload['id']}")).json["state"] == "published"


async def test_of_two_who_complete_it_at_a_time_one_does(uploader: Uploader, mina: Person) -> None:
    upload = await uploader.sent(mina, written(quarters(), "PNG"))

    answers = await asyncio.gather(*(mina.api.post(f"/uploads/{upload['id']}/complete") for _ in range(8)))

    assert sorted(answer.status for answer in answers) == [202] + [409] * 7
    assert (await uploader.over(mina, upload["id"]))["state"] == "published"


async def test_somebody_elses_upload_is_not_there(uploader: Uploader, mina: Person, person: People) -> None:
    stranger = await person()
    upload = await uploader.sent(mina, written(quarters(), "PNG"))

    assert (await stranger.api.get(f"/uploads/{upload['id']}")).status == 404
    assert (await stranger.api.post(f"/uploads/{upload['id']}/complete")).status == 404
    assert (await mina.api.get(f"/uploads/{upload['id']}")).json["state"] == "pending"
