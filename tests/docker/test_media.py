"""An image passes nginx on its way up and down, with the real store and a real worker behind it."""

import asyncio
import io
from collections.abc import AsyncIterator

import msgspec
import pytest
from PIL import Image

from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from tests.api import Api
from tests.docker.proxy import Proxy, require_nginx
from tests.people import Person, sign_up
from tests.pictures import quarters, written
from tests.served import serving
from tests.uploading import Uploader


@pytest.fixture(scope="module")
async def proxy(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Proxy]:
    require_nginx()
    proxy = Proxy(
        tmp_path_factory.mktemp("media"),
        {
            "PUBLIC_URL": settings.public_url,
            "SERVERS": f"127.0.0.1:{settings.port}",
            "SITE_PORT": f"127.0.0.1:{free_port()}",
            "MEDIA_PORT": f"127.0.0.1:{free_port()}",
            "STORE": settings.s3_url.rpartition("/")[2],
            "BUCKET": settings.s3_bucket,
        },
    )
    try:
        await proxy.start()
        yield proxy
    finally:
        await proxy.stop()


@pytest.fixture(scope="module")
def media(proxy: Proxy) -> str:
    """Tell where the media host is."""
    return f"http://{proxy.environment['MEDIA_PORT']}"


@pytest.fixture(scope="module")
async def site(server: Server, settings: Settings, media: str) -> AsyncIterator[Api]:
    """Serve with the media host as the place of uploads and images."""
    port = free_port()
    changed = msgspec.structs.replace(
        settings,
        port=port,
        public_url=f"http://localhost:{port}",
        s3_public_url=media,
        images_url=f"{media}/{settings.s3_bucket}/images/",
    )
    async with serving(changed) as site:
        yield site


@pytest.fixture(scope="module")
async def mina(site: Api) -> AsyncIterator[Person]:
    mina = await sign_up(site)
    yield mina
    mina.api.close()


async def test_an_image_goes_up_and_is_seen_through_the_proxy(
    proxy: Proxy, media: str, uploader: Uploader, mina: Person
) -> None:
    upload = await uploader.sent(mina, written(quarters(), "PNG"))
    assert upload["form"]["url"].startswith(f"{media}/")
    await mina.api.post(f"/uploads/{upload['id']}/complete")
    urls = (await uploader.over(mina, upload["id"]))["urls"]

    for url in urls.values():
        assert url.startswith(f"{media}/")
        first = await uploader.get(url)
        await uploader.objects.remove([f"images/{url.rpartition('/')[2]}"])
        again = await uploader.get(url)

        assert Image.open(io.BytesIO(first.body)).format == "WEBP"
        assert (first.code, again.code, again.body) == (200, 200, first.body)
        assert first.headers["Content-Type"] == "image/webp"
        assert "immutable" in first.headers["Cache-Control"]
        assert first.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
        assert not [name for name in first.headers if name.lower().startswith(("x-amz", "set-cookie"))]
        lines = [await proxy.logged(answer.headers["X-Request-ID"]) for answer in (first, again)]
        assert [line["cache"] for line in lines] == ["MISS", "HIT"]


async def test_a_page_of_the_site_may_send_files_and_no_other(
    media: str, uploader: Uploader, site: Api, settings: Settings
) -> None:
    allowed = []
    for origin in (site.base, "https://elsewhere.example"):
        answer = await uploader.http.fetch(
            f"{media}/{settings.s3_bucket}",
            method="OPTIONS",
            headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
            raise_error=False,
        )
        allowed.append(answer.headers.get("Access-Control-Allow-Origin"))

    assert allowed == [site.base, None]


async def test_a_form_through_the_proxy_holds_to_what_was_signed(
    media: str, uploader: Uploader, mina: Person, settings: Settings
) -> None:
    content = written(quarters(), "PNG")
    form = (await uploader.ask(mina, len(content))).json["form"]
    refused = [
        await uploader.send(form, content, key="images/owl.webp"),
        await uploader.send(form, content + b"more"),
        await uploader.get(f"{media}/{settings.s3_bucket}/{form['fields']['key']}"),
    ]
    sent = await uploader.send(form, content)
    seen = await uploader.get(f"{media}/{settings.s3_bucket}/{form['fields']['key']}")

    assert [answer.code for answer in refused] == [403, 400, 404]
    assert (sent.code, seen.code) == (204, 404)


async def test_more_than_any_image_is_turned_away_unread(media: str, settings: Settings) -> None:
    host = media.removeprefix("http://")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(
        f"POST /{settings.s3_bucket} HTTP/1.1\r\nHost: {host}\r\n"
        f"Content-Length: {12 * 1024 * 1024}\r\n\r\n".encode()
    )
    line = await reader.readline()
    writer.close()

    assert b" 413 " in line
