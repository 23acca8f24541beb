"""Nothing outside the allow-list comes out of a story, whatever goes in."""

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidepro.services.markdown.addresses import ImageStore
from sidepro.services.markdown.rendering import render
from sidepro.services.markdown.sanitizing import sanitizer
from tests.services import markdown_allow_list as independent
from tests.services.hostile_markdown import HOSTILE, Hostile
from tests.services.markdown_allow_list import IMAGES_URL, faults_of

HARMLESS = {"control characters", "a link in a link"}
"""What the sanitizer leaves to the renderer."""

PIECES = [
    *"*_~`[]()<>!#-+.|:&;\\\"'@/= \n\t{}$%^?",
    *("a", "1", "가", "입니다", "\x00", "\u202e", "\u200b", "\ud800", "\ufeff", "\u2028", "\u0301", "😀"),
    *(
        "**",
        "~~",
        "```",
        "~~~\n",
        "![",
        "](",
        "]: ",
        "- [ ] ",
        "- [x] ",
        "1. ",
        "> ",
        "    ",
        "\n\n",
        "|-|\n",
        "|a|\n",
    ),
    *(
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<svg>",
        "<math>",
        "<style>",
        "<!--",
        "-->",
        "<![CDATA[",
    ),
    *(
        "javascript:",
        "data:text/html,",
        "https://",
        "http://a.example/",
        "www.",
        "mailto:",
        "//evil.example",
        "xn--",
    ),
    *(
        "&#x6A;",
        "&colon;",
        "&lt;",
        "&quot;",
        '" onclick="',
        "' style='",
        "```python\n",
        "```html\n",
        '```js"x\n',
        "# ",
    ),
    *(
        IMAGES_URL,
        f"![x]({IMAGES_URL}a.webp)",
        '[x](https://a.example "t")',
        "[x]: javascript:alert(1)\n",
        "[x]",
    ),
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_story_comes_out_harmless(hostile: Hostile) -> None:
    assert faults_of(render(hostile.text, IMAGES_URL)) == []


def test_the_corpus_is_large_and_its_names_are_distinct() -> None:
    assert len(HOSTILE) >= 100
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE)
    assert len({hostile.text for hostile in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_browsers_parser_reads_what_was_written(hostile: Hostile) -> None:
    """HTML that changes when an HTML5 parser reads and writes it is how mutation attacks begin."""
    html = render(hostile.text, IMAGES_URL)

    again = nh3.clean(
        html,
        tags=set(independent.TAGS),
        attributes={tag: set(names) for tag, names in independent.ATTRIBUTES.items()},
        link_rel=None,
    )

    assert again == html


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_the_sanitizer_alone_would_hold(hostile: Hostile) -> None:
    """The second wall, tried as if the parser let everything through."""
    html = sanitizer(ImageStore(IMAGES_URL)).clean(hostile.text.encode(errors="replace").decode())

    assert [fault for fault in faults_of(html, complete=False) if fault not in HARMLESS] == []


def test_what_a_hostile_story_says_is_still_read() -> None:
    html = render("안녕 <script>alert(1)</script> [눌러](javascript:alert(1)) **끝**", IMAGES_URL)

    assert "안녕 &lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "눌러" in html
    assert "<strong>끝</strong>" in html


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_mixture_of_markup_comes_out_harmful(text: str) -> None:
    assert faults_of(render(text, IMAGES_URL)) == []


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_no_text_at_all_comes_out_harmful(text: str) -> None:
    assert faults_of(render(text, IMAGES_URL)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick='x'>a</p>",
        "<a href='javascript:alert(1)' rel='nofollow ugc noopener noreferrer'>a</a>",
        "<a href='https://a.example'>a</a>",
        "<a href='//a.example' rel='nofollow ugc noopener noreferrer'>a</a>",
        "<img src='https://evil.example/x.png' alt=''>",
        f"<img src='{IMAGES_URL}../x.png' alt=''>",
        "<p style='color:red'>a</p>",
        "<h2 id='a'>a</h2>",
        "<h1>a</h1>",
        "<input type='text' disabled=''>",
        "<input type='checkbox'>",
        "<span class='modal'>a</span>",
        "<!-- a -->",
        "<p>",
        "<p></em></p>",
        "<svg></svg>",
    ],
)
def test_the_checker_itself_finds_faults(html: str) -> None:
    assert faults_of(html)
