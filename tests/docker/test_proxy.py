"""What nginx does before the servers: hides, keeps, compresses, protects."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator

import msgspec
import pytest

from sidepro.dev.ports import free_port
from sidepro.server import Server
from sidepro.settings import Settings
from tests.api import Api
from tests.docker.proxy import Proxy, certificate, require_nginx
from tests.people import sign_up
from tests.stack import ROOT

SCRIPT = b"console.log('sidepro');\n" * 100
HASHED = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
async def behind(server: Server, settings: Settings) -> AsyncIterator[Server]:
    """Serve behind a proxy, with a cache as in production."""
    settings = msgspec.structs.replace(settings, port=free_port(), trusted_proxies=("127.0.0.1",))
    behind = Server(settings)
    await behind.start()
    yield behind
    await behind.stop()


@pytest.fixture(scope="module")
async def proxy(
    behind: Server, s3_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Proxy]:
    require_nginx()
    directory = tmp_path_factory.mktemp("proxy")
    assets = directory / "static" / "assets"
    assets.mkdir(parents=True)
    (assets / "main-1.js").write_bytes(SCRIPT)
    (assets / "main-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (assets / "main-1.js.br").write_bytes(b"brotli, as far as nginx cares")
    certificate(directory)
    proxy = Proxy(
        directory,
        {
            "ENTRANCE": "entrance.https",
            "PUBLIC_URL": "https://localhost",
            "SERVERS": f"127.0.0.1:{behind.settings.port}",
            "SITE_PORT": f"127.0.0.1:{free_port()}",
            "TLS_PORT": f"127.0.0.1:{free_port()}",
            "SITE_HOST": "localhost",
            "MEDIA_HOST": "media.localhost",
            "CERTIFICATES": directory,
            "STORE": s3_url.rpartition("/")[2],
        },
    )
    try:
        await proxy.start()
        yield proxy
    finally:
        await proxy.stop()


async def ask(
    proxy: Proxy, path: str, *lines: str, method: str = "GET", host: str = "localhost"
) -> tuple[int, dict[str, str], bytes]:
    """Ask over TLS; gives status, headers and body."""
    context = ssl.create_default_context(cafile=proxy.environment["CERTIFICATES"] + "/fullchain.pem")
    port = int(proxy.environment["TLS_PORT"].rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=host)
    request = "\r\n".join((f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *lines, "", ""))
    writer.write(request.encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    status, *fields = head.decode().split("\r\n")
    return (
        int(status.split()[1]),
        {name.lower(): text for name, _, text in (f.partition(": ") for f in fields)},
        body,
    )


async def test_http_2_is_spoken(proxy: Proxy) -> None:
    context = ssl.create_default_context(cafile=proxy.environment["CERTIFICATES"] + "/fullchain.pem")
    context.set_alpn_protocols(["h2", "http/1.1"])
    port = int(proxy.environment["TLS_PORT"].rpartition(":")[2])
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="localhost")
    spoken = writer.get_extra_info("ssl_object")
    writer.close()

    assert spoken.selected_alpn_protocol() == "h2"
    assert spoken.version() == "TLSv1.3"


async def test_plain_http_leads_to_https(proxy: Proxy) -> None:
    api = Api(f"http://127.0.0.1:{proxy.environment['SITE_PORT'].rpartition(':')[2]}")
    answer = await api.get("//projects/1?a=b")
    api.close()

    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/projects/1?a=b")


async def test_public_pages_are_kept_a_second_and_not_sent_again(proxy: Proxy) -> None:
    status, headers, _ = await ask(proxy, "/api/v1/projects")
    again, _, body = await ask(proxy, "/api/v1/projects", f"If-None-Match: {headers['etag']}")
    line = await proxy.logged(headers["x-request-id"])

    assert (status, again, body) == (200, 304, b"")
    assert headers["cache-control"] == "public, max-age=0, s-maxage=1, must-revalidate"
    assert (line["path"], line["status"], line["tls"]) == ("/api/v1/projects", 200, "TLSv1.3")


async def test_what_is_asked_with_a_token_is_never_kept(proxy: Proxy, api: Api) -> None:
    people = [await sign_up(api) for _ in range(2)]
    asked = [
        await ask(proxy, "/api/v1/users/me", f"Authorization: Bearer {person.api.token}") for person in people
    ]
    _, fresh, _ = await ask(proxy, "/api/v1/projects", "Cookie: sidepro_fresh=1")
    caches = [
        (await proxy.logged(headers["x-request-id"]))["cache"]
        for headers in (asked[0][1], asked[1][1], fresh)
    ]

    assert [msgspec.json.decode(body)["username"] for _, _, body in asked] == [
        each.username for each in people
    ]
    assert {headers["cache-control"] for _, headers, _ in asked} == {"no-store"}
    assert caches == ["BYPASS"] * 3


@pytest.mark.parametrize(("wanted", "given"), [("br", "br"), ("gzip", "gzip"), ("identity", None)])
async def test_files_come_from_the_disk_compressed_before(
    proxy: Proxy, wanted: str, given: str | None
) -> None:
    status, headers, _ = await ask(proxy, "/assets/main-1.js", f"Accept-Encoding: {wanted}")

    assert (status, headers.get("content-encoding"), headers["cache-control"]) == (200, given, HASHED)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize(
    "path", ["/metrics", "/readyz", "/.git/HEAD", "/assets/", "/assets/../../conf/site.conf"]
)
async def test_what_is_inside_stays_inside(proxy: Proxy, path: str) -> None:
    status, _, _ = await ask(proxy, path)

    assert status in {400, 403, 404}


async def test_a_method_that_only_tells_is_refused(proxy: Proxy) -> None:
    assert [(await ask(proxy, "/", method=method))[0] for method in ("TRACE", "TRACK")] == [405, 405]


async def test_a_name_that_is_not_ours_is_refused(proxy: Proxy) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    port = int(proxy.environment["TLS_PORT"].rpartition(":")[2])
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=context, server_hostname="other.example"
    )
    writer.write(b"GET / HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n")
    line = await reader.readline()
    writer.close()

    assert b"421" in line


async def test_nobody_gives_themselves_another_address(
    proxy: Proxy, capfd: pytest.CaptureFixture[str]
) -> None:
    await ask(proxy, "/api/v1/skills?q=address", "X-Real-IP: 203.0.113.9", "X-Forwarded-For: 203.0.113.9")

    assert "203.0.113.9" not in "".join(capfd.readouterr())
    assert "203.0.113.9" not in proxy.access_log.read_text()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/sidepro"),
        ("PUT", "/sidepro/images/a"),
        ("GET", "/sidepro/incoming/a"),
        ("GET", "/sidepro/images/?list-type=2"),
        ("POST", "/sidepro?delete"),
    ],
)
async def test_the_store_shows_published_images_and_nothing_else(
    proxy: Proxy, method: str, path: str
) -> None:
    status, _, _ = await ask(proxy, path, method=method, host="media.localhost")

    assert status in {403, 404}


async def test_when_no_server_answers_a_problem_says_so(proxy: Proxy, behind: Server) -> None:
    working = proxy.environment["SERVERS"]
    proxy.environment["SERVERS"] = f"127.0.0.1:{free_port()}"
    balance = str(ROOT / "docker" / "nginx" / "balance.sh")
    await proxy.run("sh", balance)
    for _ in range(200):
        status, headers, body = await ask(proxy, "/api/v1/skills?q=away", "Accept-Language: en")
        if status == 503:
            break
        await asyncio.sleep(0.05)
    proxy.environment["SERVERS"] = working
    await proxy.run("sh", balance)

    assert (status, headers["content-type"], headers["retry-after"]) == (503, "application/problem+json", "2")
    assert msgspec.json.decode(body)["status"] == 503
