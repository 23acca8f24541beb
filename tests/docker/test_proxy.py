"""What nginx does before the servers: hides, keeps, compresses, protects."""

import asyncio
import gzip
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

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


async def test_plain_http_leads_pages_to_https_and_refuses_the_rest(proxy: Proxy) -> None:
    base = f"http://{proxy.environment['SITE_PORT']}"
    asked = (
        *(("GET", "/projects/1?a=b"), ("HEAD", "/apis")),
        *(("GET", "/api/v1/projects"), ("POST", "/api/v1/sessions"), ("GET", "/ws"), ("POST", "/projects")),
    )
    client = SimpleAsyncHTTPClient(force_instance=True)
    answers = [
        await client.fetch(
            base + path,
            method=method,
            follow_redirects=False,
            raise_error=False,
            allow_nonstandard_methods=True,
        )
        for method, path in asked
    ]
    client.close()

    assert [(answer.code, answer.headers.get("Location")) for answer in answers] == [
        (301, "https://localhost/projects/1?a=b"),
        (301, "https://localhost/apis"),
        *[(403, None)] * 4,
    ]


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


async def test_what_somebody_says_of_themselves_ends_at_the_proxy(proxy: Proxy) -> None:
    """Ask a server that gives back what it was sent."""
    told = ("X-Real-IP", "X-Scheme", "X-Request-ID", "Forwarded")
    forwarded = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
    async with echo() as address, serving(proxy, address):
        lines = [f"{name}: 203.0.113.9" for name in (*told, *forwarded)]
        _, headers, body = await ask(proxy, "/echo", *lines)
    sent = dict(line.lower().split(": ", 1) for line in body.decode().splitlines()[1:] if line)

    assert b"203.0.113.9" not in body
    assert {name: sent[name] for name in sent if name in map(str.lower, (*told, *forwarded))} == {
        "x-real-ip": "127.0.0.1",
        "x-request-id": sent["x-request-id"],
    }
    assert re.fullmatch("[0-9a-f]{32}", sent["x-request-id"])
    assert headers["connection"] == "close"


@asynccontextmanager
async def echo() -> AsyncIterator[str]:
    """Serve whoever asks with the head of their request; gives the address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(head) + head)
        await writer.drain()
        writer.close()

    port = free_port()
    async with await asyncio.start_server(answer, "127.0.0.1", port):
        yield f"127.0.0.1:{port}"


@asynccontextmanager
async def serving(proxy: Proxy, address: str) -> AsyncIterator[None]:
    """Have another server behind the proxy for the length of a block."""
    working = proxy.environment["SERVERS"]
    try:
        await behind_it(proxy, address)
        yield
    finally:
        await behind_it(proxy, working)


async def behind_it(proxy: Proxy, address: str) -> None:
    """Have nginx pass what it is asked to an address, and return when it does."""
    workers = proxy.workers()
    proxy.environment["SERVERS"] = address
    await proxy.run("sh", str(ROOT / "docker" / "nginx" / "balance.sh"))
    while proxy.workers() & workers:  # noqa: ASYNC110 - until the kernel has ended them
        await asyncio.sleep(0.02)


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
    async with serving(proxy, f"127.0.0.1:{free_port()}"):
        status, headers, body = await ask(proxy, "/api/v1/skills?q=away", "Accept-Language: en")

    assert (status, headers["content-type"], headers["retry-after"]) == (503, "application/problem+json", "2")
    assert msgspec.json.decode(body)["status"] == 503
