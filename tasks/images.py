"""Publishes what people uploaded, and clears away what nobody needs."""

from datetime import timedelta
from typing import Final

from documents.store import now
from documents.upload import DAY, Upload
from sidepro.services.object_store import IMAGES, INCOMING
from sidepro.wire.images import keys_of, large_key
from sidepro.wire.uploads import LARGEST_UPLOAD
from tasks.alone import alone
from tasks.job import Job, Told
from tasks.picture_child import render_apart
from tasks.pictures import Refused
from tasks.workshop import Workshop

_PUBLISH: Final = "images.publish"
_PAGE: Final = 1000


async def publish(workshop: Workshop, upload_id: str) -> Told:
    """Make images of what was uploaded and store them for everyone; whatever is done already stays so.

    The key is noted before anything is stored under it, so that nothing is stored that nobody knows of. A run
    that is repeated makes the same images with the same keys.
    """
    upload = await workshop.documents.uploads.find(upload_id)
    if upload is None:
        return {"state": "unknown"}
    if upload.state == "publishing":
        reason = await _publish(workshop, upload)
        told: Told = {"state": "refused", "reason": reason} if reason else {"state": "published"}
    else:
        told = {"state": upload.state, "again": True}
    if upload.incoming and upload.state != "pending":
        await workshop.objects.remove([upload.incoming])
    return told


async def _publish(workshop: Workshop, upload: Upload) -> str | None:
    """Publish an upload, or refuse it; gives the reason if so."""
    uploads, objects = workshop.documents.uploads, workshop.objects
    try:
        content = await objects.read(upload.incoming or "", LARGEST_UPLOAD)
        if content is None:
            raise Refused("not_uploaded")
        made = await render_apart(content, upload.purpose, str(upload.id))
    except Refused as refused:
        await uploads.refuse(upload, refused.reason)
        return refused.reason
    if await uploads.claim(upload, made.key):
        for key, image in made.images.items():
            await objects.put(IMAGES + key, image, "image/webp")
        await uploads.publish(upload)
    return None


async def resume(workshop: Workshop) -> Told:
    """Publish what somebody began to publish and never ended, as when Redis or a worker was lost."""
    resumed = 0
    for upload in await workshop.documents.uploads.stuck():
        async with alone(workshop.redis, f"{_PUBLISH}:{upload.id}") as has_turn:
            if has_turn:
                await publish(workshop, str(upload.id))
                resumed += 1
    return {"resumed": resumed}


async def erase(workshop: Workshop) -> Told:
    """Erase the objects of what is to go: the original, if it is still there, and the images."""
    erased = 0
    while going := await workshop.documents.uploads.going():
        for upload in going:
            await workshop.objects.remove(_objects_of(upload))
            await workshop.documents.uploads.forget(upload)
            erased += 1
    return {"erased": erased}


async def sweep(workshop: Workshop) -> Told:
    """Let go what was abandoned or is unused, and erase objects of which nothing is known."""
    abandoned, unused = await workshop.documents.uploads.sweep()
    erased = (await erase(workshop))["erased"]
    strays = await erase_strays(workshop, IMAGES) + await erase_strays(workshop, INCOMING)
    return {"abandoned": abandoned, "unused": unused, "erased": erased, "strays": strays}


async def erase_strays(workshop: Workshop, prefix: str, *, age: timedelta = DAY) -> int:
    """Erase objects that were stored long enough ago and belong to no upload; gives how many.

    An upload notes its keys before anything is stored there, and forgets them after it was erased, so that
    nothing that is on its way is ever taken for a stray.
    """
    erased, after = 0, ""
    while found := await workshop.objects.listed(prefix, after=after, most=_PAGE):
        after = found[-1].key
        old = [each.key for each in found if each.stored_at < now() - age]
        owners = {key: _owning_key(key) for key in old}
        known = await workshop.documents.uploads.known([owner for owner in owners.values() if owner])
        strays = [key for key, owner in owners.items() if owner not in known]
        await workshop.objects.remove(strays)
        erased += len(strays)
    return erased


def _owning_key(stored: str) -> str | None:
    """Give the key by which an upload would know of an object."""
    return stored if stored.startswith(INCOMING) else large_key(stored.removeprefix(IMAGES))


def _objects_of(upload: Upload) -> list[str]:
    images = [IMAGES + key for key in keys_of(upload.key, upload.purpose)] if upload.key else []
    return images + ([upload.incoming] if upload.incoming else [])


jobs: Final = (
    Job(name=_PUBLISH, run=publish, seconds=90, alone=True, tries=8),
    Job(name="images.resume", run=resume, seconds=300, every=60, alone=True),
    Job(name="images.erase", run=erase, seconds=300, every=60, alone=True),
    Job(name="images.sweep", run=sweep, seconds=600, every=timedelta(hours=1).total_seconds(), alone=True),
)
