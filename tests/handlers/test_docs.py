"""The description of the API as a page."""

import re

import pytest

from tests.api import Api


@pytest.mark.parametrize(("asked", "title"), [("ko", "SidePro API 문서"), ("en", "SidePro API")])
async def test_the_page_speaks_the_language_of_the_reader(built_site: Api, asked: str, title: str) -> None:
    answer = await built_site.get("//api/docs", headers={"Accept-Language": asked})

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Language"
    assert f'<html lang="{asked}">' in answer.body.decode()
    assert f"<title>{title}</title>" in answer.body.decode()


async def test_the_page_runs_only_scripts_and_styles_of_ours(built_site: Api) -> None:
    answer = await built_site.get("//api/docs")
    page = answer.body.decode()
    policy = dict(part.partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert not re.search(r"<style|style=|\son[a-z]+=|<script(?![^>]* src=)", page)
    assert not re.search(r"(?:src|href)=\"(?!/[a-z])(?!/\")", page)


async def test_everything_that_the_page_needs_is_there(built_site: Api) -> None:
    page = (await built_site.get("//api/docs")).body.decode()
    needed = sorted(set(re.findall(r'(?:src|href)="(/[^"]+)"', page)))
    kinds = {path: (await built_site.get(f"/{path}")).headers["Content-Type"] for path in needed}

    assert sorted(kind.partition(";")[0] for kind in kinds.values()) == [
        "application/json",
        "image/svg+xml",
        "text/css",
        "text/javascript",
    ]


async def test_without_a_build_the_page_says_so(unbuilt_site: Api) -> None:
    answer = await unbuilt_site.get("//api/docs", headers={"Accept-Language": "en"})

    assert answer.status == 503
    assert answer.kind == "unavailable"
    assert answer.json["detail"].startswith("The front end has not been built yet.")
    assert answer.headers["Retry-After"] == "60"


async def test_without_a_build_the_rest_works(unbuilt_site: Api) -> None:
    assert (await unbuilt_site.get("/openapi.json")).status == 200
    assert (await unbuilt_site.get("//robots.txt")).status == 404
