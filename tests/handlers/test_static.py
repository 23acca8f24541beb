"""The files of the front end: the right ones, with the right headers, and no others."""

from pathlib import Path

import pytest

from tests.api import Api


def asset(front_end: Path, ending: str) -> str:
    """Give the address of a built file with that ending."""
    return "//" + next((front_end / "assets").glob(f"*{ending}")).relative_to(front_end).as_posix()


@pytest.mark.parametrize(
    ("ending", "kind"), [(".js", "text/javascript; charset=utf-8"), (".css", "text/css; charset=utf-8")]
)
async def test_hashed_files_are_kept_for_ever(
    built_site: Api, front_end: Path, ending: str, kind: str
) -> None:
    answer = await built_site.get(asset(front_end, ending))

    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in answer.headers


async def test_named_files_are_asked_for_again(built_site: Api) -> None:
    robots = await built_site.get("//robots.txt")
    icon = await built_site.get("//favicon.svg")

    assert robots.body.startswith(b"User-agent: *")
    assert robots.headers["Cache-Control"] == "public, max-age=3600"
    assert icon.headers["Content-Type"].startswith("image/svg+xml")
    assert "style-src 'unsafe-inline'" in icon.headers["Content-Security-Policy"]
    assert "script-src" not in icon.headers["Content-Security-Policy"]


async def test_what_has_not_changed_is_not_sent_again(built_site: Api, front_end: Path) -> None:
    path = asset(front_end, ".css")
    first = await built_site.get(path)
    again = await built_site.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status == 304
    assert again.body == b""


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("*;q=0", None),
        ("", None),
    ],
)
async def test_text_comes_as_small_as_the_browser_understands(
    built_site: Api, front_end: Path, accepted: str, encoding: str | None
) -> None:
    path = asset(front_end, "docs*.css")
    whole = (front_end / path.removeprefix("//")).stat().st_size
    answer = await built_site.ask("HEAD", path, headers={"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert (int(answer.headers["Content-Length"]) < whole / 3) == (encoding is not None)


async def test_a_compressed_file_has_no_address_of_its_own(built_site: Api, front_end: Path) -> None:
    assert (await built_site.get(asset(front_end, "docs*.js.br"))).status == 404


async def test_head_tells_the_size(built_site: Api, front_end: Path) -> None:
    answer = await built_site.ask("HEAD", asset(front_end, "docs*.js"))

    assert int(answer.headers["Content-Length"]) > 100_000
    assert answer.body == b""


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets",
        "/assets/nothing.js",
        "/assets/..",
        "/assets/../robots.txt",
        "/assets/..%2frobots.txt",
        "/assets/..%2f..%2fpackage.json",
        "/assets/%2e%2e%2f%2e%2e%2fpackage.json",
        "/assets/..%5c..%5cpackage.json",
        "/assets/%2fetc%2fpasswd",
        "/assets/%00",
        "/assets/a%0d%0ab",
        "/assets/%ff",
        "/assets/.hidden",
        "/assets/folder",
        "/assets/folder%2fdeep.txt",
        "/.vite/manifest.json",
        "/.git/HEAD",
        "/index.html",
        "/static/package.json",
    ],
)
async def test_nothing_else_is_given_out(built_site: Api, front_end: Path, path: str) -> None:
    (front_end / "assets" / ".hidden").write_text("hidden")
    (front_end / "assets" / "folder").mkdir(exist_ok=True)
    (front_end / "assets" / "folder" / "deep.txt").write_text("deep")

    answer = await built_site.get(f"/{path}")

    assert answer.status in {400, 404}
    assert answer.kind in {"malformed", "not-found"}


async def test_a_link_out_of_the_build_is_not_followed(
    built_site: Api, front_end: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    link = front_end / "assets" / "linked.txt"
    link.unlink(missing_ok=True)
    link.symlink_to(tmp_path / "secret.txt")

    answer = await built_site.get("//assets/linked.txt")

    assert answer.status == 404
    assert answer.kind == "not-found"


async def test_files_are_only_read(built_site: Api) -> None:
    answer = await built_site.delete("//robots.txt")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"
