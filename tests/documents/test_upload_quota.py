"""How much a user may upload: five at a time, and a hundred with 200 MB together a day."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from documents import Documents
from documents.collection import write
from documents.store import now
from documents.upload import MOST_A_DAY, MOST_BYTES_A_DAY, MOST_PENDING, Kept, Upload
from sidepro.wire.uploads import LARGEST_UPLOAD
from tests.people import People, Person

DRAFT = {"purpose": "story", "content_type": "image/png", "size": 1000}


@pytest.fixture
async def somebody(person: People) -> Person:
    """Give somebody who has uploaded nothing."""
    return await person()


async def had(
    documents: Documents,
    whose: Person,
    count: int,
    *,
    size: int = 1000,
    ago: timedelta,
    state: Kept = "refused",
) -> None:
    """Let somebody have uploaded so many images at a moment."""
    upload = Upload(
        owner_id=(await documents.users.find(whose.id)).id,
        purpose="story",
        content_type="image/png",
        size=size,
        incoming=None,
        state=state,
        created_at=now() - ago,
    )
    made = [write(msgspec.structs.replace(upload, id=type(upload.id)())) for _ in range(count)]
    await documents.store.database.uploads.insert_many(made)


async def test_five_may_be_under_way(somebody: Person) -> None:
    answers = [await somebody.api.post("/uploads", DRAFT) for _ in range(MOST_PENDING + 1)]

    assert [answer.status for answer in answers] == [201] * MOST_PENDING + [409]
    assert answers[-1].kind == "conflict"


async def test_of_many_at_the_same_time_five_are_under_way(somebody: Person) -> None:
    answers = await asyncio.gather(*(somebody.api.post("/uploads", DRAFT) for _ in range(20)))

    assert sorted(answer.status for answer in answers) == [201] * MOST_PENDING + [409] * 15


async def test_a_form_whose_time_is_up_is_no_longer_under_way(documents: Documents, somebody: Person) -> None:
    await had(documents, somebody, MOST_PENDING, ago=timedelta(minutes=11), state="pending")

    assert (await somebody.api.post("/uploads", DRAFT)).status == 201


async def test_after_a_hundred_one_waits_for_the_oldest(documents: Documents, somebody: Person) -> None:
    await had(documents, somebody, 1, ago=timedelta(hours=20, minutes=30), state="gone")
    await had(documents, somebody, MOST_A_DAY - 1, ago=timedelta(hours=1))

    answer = await somebody.api.post("/uploads", DRAFT, headers={"Accept-Language": "ko"})

    assert (answer.status, answer.kind) == (429, "too-fast")
    assert 3 * 3600 < int(answer.headers["Retry-After"]) <= 3.5 * 3600 + 1
    assert "100개" in answer.json["detail"]
    assert "200MB" in answer.json["detail"]
    assert "4시간" in answer.json["detail"]


async def test_two_hundred_megabytes_are_enough_for_a_day(documents: Documents, somebody: Person) -> None:
    await had(documents, somebody, 19, size=LARGEST_UPLOAD, ago=timedelta(hours=2))
    room = MOST_BYTES_A_DAY - 19 * LARGEST_UPLOAD

    assert (await somebody.api.post("/uploads", DRAFT | {"size": room + 1})).status == 429
    assert (await somebody.api.post("/uploads", DRAFT | {"size": room})).status == 201
    assert (await somebody.api.post("/uploads", DRAFT | {"size": 1})).status == 429


async def test_what_was_yesterday_counts_no_longer(documents: Documents, somebody: Person) -> None:
    await had(documents, somebody, MOST_A_DAY, ago=timedelta(hours=24, minutes=1))

    assert (await somebody.api.post("/uploads", DRAFT)).status == 201
