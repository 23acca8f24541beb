"""The pictures of the demo community: of a seed, all different, and in the object store."""

from collections import Counter

from documents import Documents
from documents.seeding import keep_images
from sidepro.demo.community import Community
from sidepro.demo.gallery import FACES, Gallery, Wanted, hung
from sidepro.demo.pictures.faces import face
from sidepro.demo.pictures.thumbnails import SCENES, thumbnail
from sidepro.settings import Settings
from tasks import images
from tasks.workshop import Workshop
from tests.pictures import opened
from tests.uploading import Uploader


def test_the_same_seed_draws_the_same_and_another_one_something_else() -> None:
    assert face(1, 7).tobytes() == face(1, 7).tobytes() != face(2, 7).tobytes()
    first = thumbnail(1, "food", 3)
    assert first.size == (1200, 630)
    assert first.tobytes() == thumbnail(1, "food", 3).tobytes() != thumbnail(2, "food", 3).tobytes()


def test_hardly_two_people_look_alike() -> None:
    drawn = Counter(face(1, index).resize((32, 32)).tobytes() for index in range(60))

    assert len(drawn) == 60


def test_every_domain_of_a_project_has_its_scenes(people_and_projects: Community) -> None:
    assert {story.domain for story in people_and_projects.stories} <= SCENES.keys()


def test_most_have_a_picture_and_some_have_none(people_and_projects: Community) -> None:
    gallery = Gallery({FACES: ("a", "b"), "food": ("c", "d", "e")})

    faces = Counter(gallery.face(index) for index in range(300))
    assert 15 <= faces[None] <= 60
    assert gallery.face(0) == "a"
    thumbnails = Counter(gallery.thumbnail("food", f"{number:024x}") for number in range(300))
    assert thumbnails.keys() == {"c", "d", "e", None}
    assert Gallery().face(0) is Gallery().thumbnail("food", "1") is None


async def test_what_hangs_in_the_store_is_never_swept(
    uploader: Uploader, documents: Documents, settings: Settings
) -> None:
    keys = await hung(settings, 1, Wanted(FACES, range(2)))
    gallery = Gallery({FACES: tuple(keys)})
    for _ in range(2):
        await keep_images(documents, gallery.uploads())
    workshop = Workshop.open(settings)

    await images.sweep(workshop)
    await workshop.close()

    for key in keys:
        response = await uploader.get(f"{settings.images_url}{key}")
        assert opened(response.body).size == (256, 256)
    assert await documents.store.database.uploads.count_documents({"key": {"$in": keys}}) == 2
