"""Addresses in running text become links, and the words around them stay words."""

import re

import pytest

from sidepro.services.markdown.rendering import render
from tests.services.markdown_allow_list import IMAGES_URL

LINK = re.compile(r'<a href="([^"]*)" rel="nofollow ugc noopener noreferrer">([^<]*)</a>')


def linked(text: str) -> str:
    """Render a paragraph, with links written as `{address}` when words and address are equal."""
    html = render(text, IMAGES_URL).strip().removeprefix("<p>").removesuffix("</p>")
    return LINK.sub(
        lambda link: f"{{{link[2]}}}" if link[1] == link[2] else f"{{{link[2]} -> {link[1]}}}", html
    )


FOUND = {
    "https://a.example": "{https://a.example}",
    "see http://a.example/b?c=d#e now": "see {http://a.example/b?c=d#e} now",
    "HTTPS://A.example/B": "{HTTPS://A.example/B}",
    "https://a.example:8080/x": "{https://a.example:8080/x}",
    "https://127.0.0.1:8000/x": "{https://127.0.0.1:8000/x}",
    "www.a.example/b": "{www.a.example/b -> http://www.a.example/b}",
    # a particle follows
    "https://a.example에서": "{https://a.example}에서",
    "https://a.example/b를 보세요": "{https://a.example/b}를 보세요",
    "https://a.example/에 있다": "{https://a.example/}에 있다",
    "https://a.example/b?c=1입니다.": "{https://a.example/b?c=1}입니다.",
    "www.a.example은": "{www.a.example -> http://www.a.example}은",
    "주소는https://a.example/b이고": "주소는{https://a.example/b}이고",
    "(https://a.example/b)에서": "({https://a.example/b})에서",
    "**https://a.example/b**에서": "<strong>{https://a.example/b}</strong>에서",
    "~~https://a.example/b~~는": "<s>{https://a.example/b}</s>는",
    "「https://a.example/b」를": "「{https://a.example/b}」를",
    "“https://a.example/b”라는": "“{https://a.example/b}”라는",
    # Hangul that belongs to the address
    "https://a.example/위키/대한민국": "{https://a.example/위키/대한민국 -> "
    "https://a.example/%EC%9C%84%ED%82%A4/%EB%8C%80%ED%95%9C%EB%AF%BC%EA%B5%AD}",
    # punctuation of the sentence
    "https://a.example.": "{https://a.example}.",
    "https://a.example/b, https://a.example/c!": "{https://a.example/b}, {https://a.example/c}!",
    "is it https://a.example/b?": "is it {https://a.example/b}?",
    "(https://a.example/b)": "({https://a.example/b})",
    "https://a.example/b_(c)": "{https://a.example/b_(c)}",
    "https://a.example/b_(c))": "{https://a.example/b_(c)})",
    "*https://a.example/b*": "<em>{https://a.example/b}</em>",
    "https://a.example/a_b_c": "{https://a.example/a_b_c}",
    "https://a.example/~me/x": "{https://a.example/~me/x}",
    # none at all
    "main.py, README.md, build.sh": "main.py, README.md, build.sh",
    "git@github.com:a/b.git": "git@github.com:a/b.git",
    "me@a.example": "me@a.example",
    "ftp://a.example": "ftp://a.example",
    "//a.example": "//a.example",
    "http://localhost:8000": "http://localhost:8000",
    "http://me:secret@a.example/": "http://me:secret@a.example/",
    "xhttp://a.example": "xhttp://a.example",
    "http\\://a.example": "http://a.example",
    "awww.a.example": "awww.a.example",
    "`https://a.example`": "<code>https://a.example</code>",
    "http://": "http://",
    "://a.example": "://a.example",
    "www.": "www.",
    "wow, where": "wow, where",
    # written as links
    "<https://a.example/b>": "{https://a.example/b}",
    "<me@a.example>": "{me@a.example -> mailto:me@a.example}",
    "[https://a.example](https://b.example)": "{https://a.example -> https://b.example}",
    "[www.a.example 에서](https://b.example)": "{www.a.example 에서 -> https://b.example}",
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_addresses_are_linked(text: str, expected: str) -> None:
    assert linked(text) == expected


def test_an_address_that_is_too_long_stays_text() -> None:
    address = "https://a.example/" + "b" * 2_100

    assert "<a" not in render(address, IMAGES_URL)
    assert address in render(address, IMAGES_URL)
