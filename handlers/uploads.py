"""Images on their way into the object store, to which browsers send them straight."""

import structlog

from documents.upload import FORM_MINUTES, Upload
from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.routing import Route
from sidepro.problems import Conflict, Unavailable
from sidepro.services.redis import RedisAway
from sidepro.wire.images import keys_of
from sidepro.wire.text import Id
from sidepro.wire.uploads import ImageUrls, State, UploadDraft, UploadForm, UploadView

log = structlog.get_logger("sidepro.uploads")


class Uploading(ApiHandler):
    """A resource that shows uploads."""

    def view(self, upload: Upload, form: UploadForm | None = None) -> UploadView:
        """Show an upload to its owner, in their language."""
        state: State = "refused"
        if upload.state in {"pending", "publishing", "published"}:
            state = upload.state
        return UploadView(
            id=str(upload.id),
            purpose=upload.purpose,
            state=state,
            form=form,
            key=upload.key if state == "published" else None,
            urls=self._urls(upload) if state == "published" else None,
            reason=self._refusal(upload),
        )

    def _urls(self, upload: Upload) -> ImageUrls | None:
        if upload.key is None:
            return None
        base = self.house.settings.images_url
        large, small = (f"{base}{key}" for key in keys_of(upload.key, upload.purpose))
        return ImageUrls(large=large, small=small)

    def _refusal(self, upload: Upload) -> str | None:
        if upload.reason is None:
            return None
        return self.house.translations.say(self.locale_wanted, f"uploads.{upload.reason}")


class UploadsHandler(Uploading):
    """The uploads of the one who asks."""

    @operation(status=201, limit="uploads", changes=False, problems=(Conflict, Unavailable))
    async def post(self, body: UploadDraft) -> UploadView:
        """Ask for a place to upload an image to.

        Post the file to `form.url` within ten minutes, as multipart/form-data with all of `form.fields`
        before it, then tell that it is complete. The store takes that key, content type and size only. At
        most 5 may be under way at a time, and 100 with 200 MB together in 24 hours.
        """
        services = self.house.services
        await services.forms.expect()
        upload = await self.house.documents.uploads.ask(self.user_id, body)
        form = services.forms.sign(upload.incoming or "", upload.content_type, upload.size, FORM_MINUTES)
        log.info("upload.asked", upload_id=str(upload.id), purpose=upload.purpose, size=upload.size)
        self.set_header("Location", self.address_of("/api/v1/uploads/{upload_id}", id=str(upload.id)))
        return self.view(upload, form)


class UploadHandler(Uploading):
    """One upload of the one who asks."""

    @operation()
    async def get(self, upload_id: Id) -> UploadView:
        """Show how far an upload has come: `published` with its addresses, or `refused` with the reason."""
        return self.view(await self.house.documents.uploads.own(upload_id, self.user_id))


class CompleteHandler(Uploading):
    """That an upload is complete."""

    @operation(status=202, limit="uploads", changes=False, problems=(Conflict,))
    async def post(self, upload_id: Id) -> UploadView:
        """Tell that a file was uploaded whole; it is made into an image, mostly within a second or two.

        Ask for the upload until it is `published` or `refused`. What was never sent is refused, too.
        """
        upload = await self.house.documents.uploads.complete(upload_id, self.user_id)
        try:
            await self.house.services.jobs.enqueue("images.publish", upload_id)
        except RedisAway:  # it is taken up by images.resume once Redis is back
            log.warning("upload.waits", upload_id=upload_id)
        return self.view(upload)


routes = [
    Route("/uploads", UploadsHandler),
    Route("/uploads/{upload_id}", UploadHandler),
    Route("/uploads/{upload_id}/complete", CompleteHandler),
]
