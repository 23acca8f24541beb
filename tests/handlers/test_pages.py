"""The pages of the site: the right head, the right status, and nothing that runs inline."""

import re
from urllib.parse import urlsplit

import pytest

from sidepro.settings import Settings
from tests.api import Answer, Api
from tests.commands import Commands
from tests.people import People
from tests.published import Publish

HTML = {"Accept": "text/html", "Accept-Language": "en"}


async def test_the_front_door_is_a_page(built_site: Api) -> None:
    answer = await built_site.get("//", headers=HTML)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("asked", "title"), [("ko", "프로젝트 둘러보기 · SidePro"), ("en", "Browse projects · SidePro")]
)
async def test_a_page_speaks_the_language_of_the_reader(built_site: Api, asked: str, title: str) -> None:
    page = await built_site.get("//projects", headers={"Accept-Language": asked})

    assert f'<html lang="{asked}">' in page.body.decode()
    assert f"<title>{title}</title>" in page.body.decode()


async def test_an_address_may_carry_anything(built_site: Api) -> None:
    answer = await built_site.get("//projects?skill=Go&utm_source=mail&q=%22%3E%3Cscript%3E", headers=HTML)

    assert answer.status == 200
    assert "<script>" not in answer.body.decode()


async def test_the_page_of_a_user_tells_who_they_are(built_site: Api, person: People) -> None:
    mina = await person()
    await mina.api.patch("/users/me", {"profile": {"bio": 'I <3 "owls".\nAnd buses.'}})

    page = (await built_site.get(f"//users/{mina.username.upper()}", headers=HTML)).body.decode()

    assert f"<title>{mina.username} · SidePro</title>" in page
    assert 'content="I &lt;3 &quot;owls&quot;. And buses."' in page
    assert 'property="og:type" content="profile"' in page


async def test_a_page_asks_the_store_for_its_head_alone(
    built_site: Api, person: People, publish: Publish, commands: Commands
) -> None:
    mina = await person()
    project = await publish(mina)
    fresh = HTML | {"Cookie": "sidepro_fresh=1"}

    for path in (f"//projects/{project}", f"//users/{mina.username}"):
        assert commands.of(await built_site.get(path, headers=fresh)) == ["find"]
    for path in ("//", "//projects", f"//chat/{project}", "//settings", "//nowhere"):
        assert commands.of(await built_site.get(path, headers=fresh)) == []


@pytest.mark.parametrize("path", ["//me", "//settings", "//welcome"])
async def test_what_is_for_members_alone_is_not_listed(built_site: Api, path: str) -> None:
    answer = await built_site.get(path, headers=HTML)

    assert answer.status == 200
    assert 'content="noindex"' in answer.body.decode()


NOWHERE = ["//nowhere", "//users/nobody-has-this", "//projects/", "//projects/abc", "//projects/" + "0" * 24]


@pytest.mark.parametrize("path", NOWHERE)
async def test_where_nothing_is_a_page_says_so(built_site: Api, path: str) -> None:
    answer = await built_site.get(path, headers=HTML)

    assert answer.status == 404
    assert 'content="noindex"' in answer.body.decode()
    assert "/assets/app-" in answer.body.decode()


async def test_programs_get_a_problem_where_nothing_is(built_site: Api) -> None:
    answer = await built_site.get("//nowhere", headers={"Accept": "*/*"})

    assert answer.kind == "not-found"
    assert (await built_site.get("/nowhere", headers=HTML)).kind == "not-found"


async def test_pages_load_what_is_ours_alone(built_site: Api, settings: Settings) -> None:
    policy = policy_of(await built_site.get("//projects", headers=HTML))
    images, store = (f"http://{urlsplit(url).netloc}" for url in (settings.images_url, settings.s3_url))
    site = built_site.base

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": f"'self' data: blob: {images}",
        "connect-src": f"'self' {site.replace('http', 'ws', 1)} {store}",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "svelte-trusted-html sidepro-story",
    }


async def test_pages_run_nothing_inline(built_site: Api) -> None:
    answer = await built_site.get("//projects", headers=HTML)

    assert not re.search(r"<style|style=|\son[a-z]+=|<script(?![^>]* src=)", answer.body.decode())


async def test_everything_that_a_page_names_is_there(built_site: Api) -> None:
    page = (await built_site.get("//projects", headers=HTML)).body.decode()
    needed = set(re.findall(r'(?:src|href)="(/[^"]+)"', page))

    assert any(path.startswith("/assets/Board-") for path in needed)
    assert [path for path in needed if (await built_site.get(f"/{path}")).status != 200] == []


async def test_without_a_build_pages_say_so(unbuilt_site: Api) -> None:
    for path in ("//", "//nowhere"):
        answer = await unbuilt_site.get(path, headers=HTML)

        assert answer.status == 503
        assert answer.kind == "unavailable"


def policy_of(answer: Answer) -> dict[str, str]:
    """Take the content security policy of a reply apart."""
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return dict(part.partition(" ")[::2] for part in parts)
