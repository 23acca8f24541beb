"""What was uploaded is published once, whatever dies; what nobody needs is swept, and nothing else."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from documents import Documents
from documents.collection import object_id
from documents.store import now
from documents.upload import Upload
from documents.uploads import UNUSED_DAYS
from sidepro import storage_command
from sidepro.dev.ports import free_port
from sidepro.dev.s3 import EmbeddedS3
from sidepro.services.jobs import Jobs
from sidepro.services.object_store import ObjectStore
from sidepro.settings import Settings
from tasks import images
from tasks.workshop import Workshop
from tests.people import People, Person, sign_up
from tests.pictures import photograph, quarters, written
from tests.served import serving
from tests.stack_holder import ACCESS_KEY, SECRET_KEY
from tests.uploading import Uploader
from tests.working import Work

DAY = timedelta(days=1)


@pytest.fixture
async def workshop(settings: Settings, server: object) -> AsyncIterator[Workshop]:
    """Give a workshop here, in which jobs are done without a worker."""
    workshop = Workshop.open(settings)
    yield workshop
    await workshop.close()


async def make_old(documents: Documents, upload_id: str, age: timedelta, field: str = "since") -> None:
    """Let an upload be older than it is."""
    await documents.store.database.uploads.update_one(
        {"_id": object_id(upload_id)}, {"$set": {field: now() - age}}
    )


async def begun(uploader: Uploader, whose: Person, content: bytes | None = None) -> Upload:
    """Upload something and say that it is complete, without anybody who publishes it."""
    upload = await uploader.sent(whose, content or written(quarters(), "PNG"))
    return await uploader.documents.uploads.complete(upload["id"], whose.id)


async def stored(uploader: Uploader) -> set[str]:
    return {each.key for each in await uploader.objects.listed("images/", most=100_000)}


async def test_what_is_published_twice_is_there_once(
    uploader: Uploader, workshop: Workshop, person: People
) -> None:
    somebody = await person()
    upload, before = await begun(uploader, somebody), await stored(uploader)

    first = await images.publish(workshop, str(upload.id))
    after = await stored(uploader)
    again = await images.publish(workshop, str(upload.id))

    assert first == {"state": "published"}
    assert again == {"state": "published", "again": True}
    assert len(after - before) == 2
    assert await stored(uploader) == after


async def test_what_a_killed_worker_was_publishing_is_published_once(
    uploader: Uploader, person: People, settings: Settings, tmp_path: Path, worker_number: int
) -> None:
    """Killed with -9 in the midst of it, with all its processes; another one takes it up."""
    own = msgspec.structs.replace(
        settings,
        redis_url=f"{settings.redis_url.rpartition('/')[0]}/{48 + worker_number}",
        worker_processes=1,
    )
    somebody = await person()
    upload, before = await begun(uploader, somebody, photograph()), await stored(uploader)
    jobs = Jobs(own.redis_url)
    killed = Work(own, tmp_path / "killed.log")
    try:
        await killed.ready()
        await jobs.enqueue("images.publish", str(upload.id))
        await _is_rendering(killed)
        os.killpg(killed.process.pid, signal.SIGKILL)
        assert (await uploader.documents.uploads.find(str(upload.id)) or upload).state == "publishing"
        await make_old(uploader.documents, str(upload.id), timedelta(minutes=2))
        await _resumed_by_another(own, tmp_path / "other.log", uploader, somebody, str(upload.id))
    finally:
        jobs.close()
        killed.end()

    assert (await uploader.over(somebody, str(upload.id)))["state"] == "published"
    assert len(await stored(uploader) - before) == 2


async def _is_rendering(work: Work) -> None:
    """Wait until a child of the worker has a picture."""
    deadline = time.monotonic() + 60
    while not any("tasks.picture_child" in " ".join(_command(each)) for each in _below(work)):
        assert time.monotonic() < deadline, work.said()
        await asyncio.sleep(0.01)


def _below(work: Work) -> list[psutil.Process]:
    return psutil.Process(work.process.pid).children(recursive=True)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


async def _resumed_by_another(
    settings: Settings, log: Path, uploader: Uploader, whose: Person, upload_id: str
) -> None:
    """Ask for what was lost, as beat does every minute, until the killed worker's lock is free."""
    work = Work(settings, log)
    deadline = time.monotonic() + 90
    try:
        await work.ready()
        while (await whose.api.get(f"/uploads/{upload_id}")).json["state"] == "publishing":
            assert time.monotonic() < deadline, work.said()
            assert await work.done("images.resume") == "done"
            await asyncio.sleep(0.5)
    finally:
        work.end()


async def test_while_the_store_is_away_publishing_is_tried_again_and_uploading_says_so(
    settings: Settings, tmp_path: Path, worker_number: int
) -> None:
    store = EmbeddedS3(tmp_path / "s3", free_port(), access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    await store.start()
    own = msgspec.structs.replace(
        settings,
        s3_url=store.url,
        images_url=f"{store.url}/{settings.s3_bucket}/images/",
        mongo_database=f"{settings.mongo_database}_away",
        redis_url=f"{settings.redis_url.rpartition('/')[0]}/{32 + worker_number}",
        port=(port := free_port()),
        public_url=f"http://localhost:{port}",
        worker_processes=1,
    )
    storage_command.prepare(own, lambda _: None)
    work, objects = Work(own, tmp_path / "worker.log"), ObjectStore(own)
    try:
        await work.ready()
        async with serving(own) as api:
            mina = await sign_up(api)
            workshop = Workshop.open(own)
            uploader = Uploader(workshop.documents, objects, work)
            upload = await uploader.sent(mina, written(quarters(), "PNG"))
            await store.stop()
            await asyncio.sleep(2.1)  # for so long the server believes what it knew of the store

            answer = await mina.api.post(f"/uploads/{upload['id']}/complete")
            assert answer.status == 202
            refused = await uploader.ask(mina, 1000)
            assert (refused.status, refused.kind) == (503, "unavailable")
            assert (await mina.api.get("/projects")).status == 200
            ready = await api.get("//readyz")
            assert (ready.status, ready.json["parts"]["uploads"]) == (200, "away")
            assert len(await work.logs("task.postponed", times=2)) >= 2
            assert (await mina.api.get(f"/uploads/{upload['id']}")).json["state"] == "publishing"

            await store.start()
            assert (await uploader.over(mina, upload["id"]))["state"] == "published"
            assert (await uploader.ask(mina, 1000)).status == 201
            await workshop.documents.store.client.drop_database(own.mongo_database)
            await workshop.close()
    finally:
        work.end()
        objects.close()
        await store.stop()


async def test_the_sweep_removes_what_was_abandoned_and_what_is_unused_and_says_how_many(
    uploader: Uploader, workshop: Workshop, work: Work, person: People
) -> None:
    somebody, documents = await person(), uploader.documents
    await images.sweep(workshop)
    abandoned, fresh = [await uploader.sent(somebody, written(quarters(), "PNG")) for _ in range(2)]
    unused, young, used = [await uploader.settled(somebody) for _ in range(3)]
    draft = {"title": "밤", "summary": "밤", "content": "밤", "skills": ["Go"], "thumbnail": used["id"]}
    assert (await somebody.api.post("/projects", draft)).status == 201
    await make_old(documents, abandoned["id"], DAY)
    for each in (unused, used):
        await make_old(documents, each["id"], timedelta(days=UNUSED_DAYS))
    await make_old(documents, young["id"], timedelta(days=UNUSED_DAYS, minutes=-1))

    told = await images.sweep(workshop)

    assert told == {"abandoned": 1, "unused": 1, "erased": 2, "strays": 0}
    assert await uploader.objects.read(abandoned["form"]["fields"]["key"], 10) is None
    assert await uploader.objects.read(fresh["form"]["fields"]["key"], 10)
    for upload, code in ((unused, 404), (young, 200), (used, 200)):
        assert (await uploader.get(upload["urls"]["large"])).code == code
        assert (await uploader.get(upload["urls"]["small"])).code == code


async def test_a_stray_is_erased_after_a_day_and_what_is_known_stays(
    uploader: Uploader, workshop: Workshop, person: People
) -> None:
    known = await uploader.settled(await person())
    strays = [f"images/{'5' * 64}-1200.webp", "images/owl.png"]
    for key in strays:
        await uploader.objects.put(key, b"owl", "image/webp")

    await images.sweep(workshop)
    assert set(strays) <= await stored(uploader)
    assert await images.erase_strays(workshop, "images/", age=timedelta(seconds=-60)) >= 2

    assert not set(strays) & await stored(uploader)
    assert (await uploader.get(known["urls"]["large"])).code == 200
    assert (await uploader.get(known["urls"]["small"])).code == 200


async def test_what_a_document_begins_to_refer_to_is_never_swept(
    uploader: Uploader, workshop: Workshop, person: People
) -> None:
    """While old unused images are swept, again and again, people write projects that show some of them."""
    somebody = await person()
    published = [
        upload
        for _ in range(4)
        for upload in await asyncio.gather(*(uploader.settled(somebody) for _ in range(4)))
    ]
    for each in published:
        await make_old(uploader.documents, each["id"], timedelta(days=UNUSED_DAYS + 1))

    stop = asyncio.Event()

    async def sweep() -> None:
        while not stop.is_set():
            await images.sweep(workshop)

    async def write(upload: dict[str, Any]) -> bool:
        draft = {"title": "밤", "summary": "밤", "content": "밤", "skills": ["Go"]}
        answer = await somebody.api.post("/projects", draft | {"thumbnail": upload["id"]})
        assert answer.status in {201, 422}
        return answer.status == 201

    sweeping = asyncio.create_task(sweep())
    shown = await asyncio.gather(*map(write, published))
    stop.set()
    await sweeping
    await images.sweep(workshop)

    for upload, is_shown in zip(published, shown, strict=True):
        code = (await uploader.get(upload["urls"]["large"])).code
        assert code == (200 if is_shown else 404)
