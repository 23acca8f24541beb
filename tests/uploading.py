"""Images for tests: people upload them to the real store, and the real worker publishes them."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from documents import Documents
from sidepro.services.object_store import ObjectStore
from sidepro.settings import Settings
from tests.api import Answer
from tests.people import Person
from tests.pictures import quarters, written
from tests.working import SOON, Work

TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}


class Uploader:
    """Uploads as a browser does: asks for a form, posts the file to the store, tells that it is complete."""

    def __init__(self, documents: Documents, objects: ObjectStore, work: Work | None = None) -> None:
        self.documents = documents
        self.objects = objects
        self.work = work
        self.http = SimpleAsyncHTTPClient(force_instance=True)

    async def ask(
        self, whose: Person, size: int, *, purpose: str = "thumbnail", content_type: str = "image/png"
    ) -> Answer:
        """Ask for a form."""
        draft = {"purpose": purpose, "content_type": content_type, "size": size}
        return await whose.api.post("/uploads", draft)

    async def send(self, form: Mapping[str, Any], content: bytes, **changes: str) -> HTTPResponse:
        """Post a file to the store, with some fields of the form changed."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in (form["fields"] | changes).items()
        ]
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="../../owl.png"\r\n'
            f"Content-Type: {form['fields']['Content-Type']}\r\n\r\n"
        )
        body = b"".join(parts) + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return await self.http.fetch(
            form["url"],
            method="POST",
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
            body=body,
            raise_error=False,
            request_timeout=30,
        )

    async def sent(self, whose: Person, content: bytes, **terms: str) -> dict[str, Any]:
        """Ask, and send the file; gives the upload."""
        answer = await self.ask(whose, len(content), **terms)
        assert answer.status == 201, answer
        response = await self.send(answer.json["form"], content)
        assert response.code == 204, response.body
        return dict(answer.json)

    async def settled(self, whose: Person, content: bytes | None = None, **terms: str) -> dict[str, Any]:
        """Upload a file and wait until it is published or refused; gives the upload then."""
        upload = await self.sent(whose, written(quarters(), "PNG") if content is None else content, **terms)
        answer = await whose.api.post(f"/uploads/{upload['id']}/complete")
        assert answer.status == 202, answer
        return await self.over(whose, upload["id"])

    async def over(self, whose: Person, upload_id: str) -> dict[str, Any]:
        """Wait until an upload is published or refused."""
        deadline = time.monotonic() + SOON
        while True:
            answer = await whose.api.get(f"/uploads/{upload_id}")
            assert answer.status == 200, answer
            if answer.json["state"] not in {"pending", "publishing"}:
                return dict(answer.json)
            assert time.monotonic() < deadline, self.work.said() if self.work else answer
            await asyncio.sleep(0.02)

    async def gone(self, key: str) -> None:
        """Wait until an object is erased, which the worker does last."""
        deadline = time.monotonic() + SOON
        while await self.objects.read(key, 1) is not None:
            assert time.monotonic() < deadline, f"{key} stays"
            await asyncio.sleep(0.02)

    async def get(self, url: str) -> HTTPResponse:
        """Fetch something from the store as a stranger."""
        return await self.http.fetch(url, raise_error=False)


@pytest.fixture(scope="session")
async def uploader(settings: Settings, documents: Documents, work: Work) -> AsyncIterator[Uploader]:
    """Give the way to upload, with a worker that publishes."""
    objects = ObjectStore(settings)
    uploader = Uploader(documents, objects, work)
    yield uploader
    uploader.http.close()
    objects.close()
