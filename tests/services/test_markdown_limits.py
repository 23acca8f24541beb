"""Whatever 50,000 characters hold, they are rendered within a second of one processor.

Times are of the processor, not of the clock, and the best of three tries counts, so that a busy machine does
not fail a test; the worst takes about half a second. What grows with the square of the length takes minutes
here, and would fail anywhere.
"""

import time

import pytest

from sidepro.services.markdown import links, nesting, tables
from sidepro.services.markdown.rendering import MAX_CHARACTERS, render
from tests.services.markdown_allow_list import IMAGES_URL, faults_of

SECONDS = 1.0
TRIES = 3


def full(piece: str, before: str = "", after: str = "") -> str:
    """Repeat a piece until the story is full."""
    room = MAX_CHARACTERS - len(before) - len(after)
    return before + (piece * (room // len(piece) + 1))[:room] + after


def nested(opening: str, closing: str, inner: str = "a") -> str:
    """Put as many pieces around a text as fit."""
    times = (MAX_CHARACTERS - len(inner)) // (len(opening) + len(closing))
    return opening * times + inner + closing * times


HANGUL = "".join(chr(0xAC00 + index % 11_000) for index in range(MAX_CHARACTERS))

REPEATED = [
    *(
        ">",
        "> ",
        ">a\n",
        ">>>>>>>>>>>>>>>>>>>>>>a\n",
        "> - a\n",
        "- > ",
        ">- >- >- >- a\n",
        "> ```\n",
        "> a\nb\n",
    ),
    *(
        "[",
        "[]",
        "[a](",
        "[a](<b",
        '[a](b "',
        "[](b (c ",
        "[[a]",
        "[a][",
        "[ ]:",
        "[[[[]]]]",
        "[a]: b\n",
        "[a\n",
    ),
    *(
        "![",
        "![[[[",
        "![[a]](",
        "![a](b",
        "[![a](b)](c)",
        "![![![![![![![![a](b)](b)](b)](b)](b)](b)](b)](b)",
    ),
    *("*", "*a ", "*a **b ", "**a_", "*a_ ", "_a ", "a*", "a**", "**x*", "*_", "a_b*c_", "*_**__***___a"),
    *("a***b*c**", "**a *b c* ", "~~a ", "~~~a~~~ ", "~~~~~a", "가**(나)", "**(가)**나", "**가_", "*가 "),
    *(
        "`",
        "`a``",
        "``` a `` ",
        "`` ` ",
        "<",
        "<a",
        "<http://",
        "<a@b",
        "<a:b ",
        "&",
        "&#x",
        "&amp;",
        "&ngE;",
    ),
    *(
        "\\",
        "\\*",
        "!",
        "\n",
        "a\n",
        "  \n",
        "a  \n",
        "\t",
        "-\t",
        "\x00",
        "\u200b",
        "\u0301",
        "\r",
        '"',
        ":",
        "가나다 ",
    ),
    *(
        "- a\n",
        "- ",
        "-\n",
        "* * * a\n",
        "- a\n\n",
        "- - - - - - - - - - - a\n",
        "1. a\n",
        "1) 1. ",
        "- a\n* b\n+ c\n",
    ),
    *("- [ ] a\n", "- [x] ", "- [ ] a\n  - [x] b\n", "- a\n b\n", "-   - a\n- - a\n", "- a\n  b\n\n c\n"),
    *(
        "|",
        "|\n",
        "a|b\n",
        "-|-\n",
        "a|b\n-|-\n",
        "a|b\n-|-\nc|d\n\n",
        "|a|\n|-|\n|b\n",
        "a|" * 256 + "\n" + "-|" * 256 + "\n" + "b\n" * 256 + "\n",
    ),
    *(
        "# ",
        "# a\n",
        "#",
        "a\n=\n",
        "***\n",
        "---\n",
        "=",
        "-",
        "```\n",
        "```a\n",
        "~~~\n```\n",
        "    a\n",
        "    a\n\n",
    ),
    *(
        "http://",
        "http://a.b ",
        "http://a.b/( ",
        "http://a.b/(",
        'http://a.b/"',
        "http://a.b/'",
        "http://a.b/[{(",
    ),
    *(
        "a ://",
        "://",
        "http:// ",
        "https://a-",
        "http://a@",
        "http://가.",
        "http://a.b/가",
        "a.http://x/",
        "*http://a.b* ",
    ),
    *(
        "http://xn--aa.",
        "http://a.",
        "www.",
        "www.a.b/",
        "wwww",
        "mailto:",
        "mailto:a@b.c ",
        "@",
        "a@",
        "a@b.c ",
        "//a.b ",
    ),
    # blocks that markdown-it reads again and again
    *(
        "+a\n>---\n",
        ">---\n+a\n",
        "> ~~~\nmailto:(a  \n",
        "> a\n  a\n> # a\n===\n>---\n",
        "> > # a\n> ![\n",
        "  a\n>---\n",
    ),
    *("![\n|-|\n", "<a\n# a\n", '- 1. a\n- "t\n', "*1***![", "](-```\n", "`\n\n\\"),
]

SHAPED = {
    "brackets": nested("[", "]"),
    "images": nested("![", "](b)"),
    "emphasis": nested("*", "*"),
    "strikethrough": nested("~~", "~~"),
    "parentheses": nested("(", ")"),
    "links in parentheses": "[a](" + nested("(", ")")[: MAX_CHARACTERS - 5] + ")",
    "backtick runs": "".join("`" * length + "a" for length in range(1, 315)),
    "nested list": "".join("  " * depth + "- a\n" for depth in range(220)),
    "lists up and down": "".join("  " * (line % 20) + "- a\n" for line in range(2_000)),
    "lazy lines": full("b\n", before="> " * 19 + "a\n"),
    "lazy lines of a list": full("b\n", before="- " * 10 + "a\n"),
    "a wide table": "a|" * 12_000 + "b\n" + "-|" * 12_000 + "-\n",
    "a long table": full("b\n", before="a|" * 10 + "\n" + "-|" * 10 + "\n"),
    "a wide table with short rows": full("a\n", before="|" * 200 + "\n" + "|-" * 200 + "|\n"),
    "a row of escaped pipes": full("\\|", before="a|b\n-|-\n"),
    "a long title, referred to": full("[a]", before='[a]: / "' + "x" * 20_000 + '"\n\n'),
    "a long address, referred to": full("[a]", before="[a]: /" + "x" * 1_900 + "\n\n"),
    "a definition, referred to": full("[a][b]", before="[a]: /\n\n"),
    "brackets beside a definition": "[a]: /\n\n" + nested("[", "]")[:40_000],
    "many definitions": "".join(f"[{number}]: /u{number}\n" for number in range(3_500)),
    "an address": full("a.", before="http://"),
    "an address, parentheses": full("(", before="http://a.b/"),
    "an address, exclamation": full("!", before="http://a.b/"),
    "an address, particles": full("에서", before="http://a.b/"),
    "an address of Punycode": full("xn--aa.", before="http://", after="a_"),
    "addresses of Punycode": full("http://" + "xn--aa." * 20 + "a_ "),
    "a Hangul host": f"[a](http://{HANGUL[:49_000]})",
    "a Hangul host in brackets": f"<http://{HANGUL[:49_000]}>",
    "Hangul hosts": full(f"[a](http://{HANGUL[:1_900]}) "),
    "a percent address": "[a](/" + "%" * 49_000 + ")",
    "a tag": full("a", before="<"),
    "spaces": "a" + " " * 49_998 + "b",
    "openers, then closers": "*a " * 8_000 + " a*" * 8_000,
    "openers, then other closers": "*a _b ~~c " * 2_500 + "a* b_ c~~ " * 2_500,
    "doubled and single": "**a *b " * 3_500 + "c** " * 6_000,
}

CODE = {
    # what makes lexers of Pygments quadratic
    language: f"```{language}\n" + (piece * 20_000)[:19_900] + "\n```\n"
    for language, piece in {
        "c": "\n",
        "cpp": "<<E\n\n",
        "csharp": "a\n",
        "java": " a",
        "groovy": "a\n",
        "python": "\n ",
        "typescript": "a.",
        "tsx": "a.",
        "javascript": ".a",
        "jsx": "a.",
        "kotlin": "가",
        "lua": "a<",
        "perl": "<?",
        "powershell": "\n#",
        "html": "&",
        "xml": "&",
        "vue": "a&",
        "yaml": "&",
        "make": "`",
        "r": '"',
        "objective-c": "\n",
        "ruby": "\\\n",
        "properties": "=",
        "bash": "0",
        "docker": "&#",
    }.items()
}


def seconds_for(text: str) -> float:
    """Render and measure, trying again as long as it takes too long."""
    best = float("inf")
    for _ in range(TRIES):
        began = time.process_time()
        html = render(text[:MAX_CHARACTERS], IMAGES_URL)
        best = min(best, time.process_time() - began)
        if best < SECONDS:
            break
    assert len(html) < 1_200_000
    return best


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    render("```python\na\n```\nhttps://a.example **a**", IMAGES_URL)


@pytest.mark.parametrize("piece", REPEATED)
def test_a_piece_repeated_is_rendered_in_time(piece: str) -> None:
    assert seconds_for(full(piece)) < SECONDS


@pytest.mark.parametrize("text", SHAPED.values(), ids=SHAPED.keys())
def test_a_bad_shape_is_rendered_in_time(text: str) -> None:
    assert seconds_for(text) < SECONDS


@pytest.mark.parametrize("text", CODE.values(), ids=CODE.keys())
def test_bad_code_is_rendered_in_time(text: str) -> None:
    assert seconds_for(text * 2) < SECONDS


def test_all_bad_code_together_is_rendered_in_time() -> None:
    assert seconds_for("".join(f"{text[:1_900]}\n```\n" for text in CODE.values())) < SECONDS


def test_quotes_and_lists_beyond_their_depth_keep_their_words() -> None:
    for text in ("> " * 30 + "끝", "- " * 30 + "끝", "1. " * 30 + "끝", "> - " * 30 + "끝"):
        html = render(text, IMAGES_URL)

        assert "끝" in html
        assert faults_of(html) == []
    assert render("> " * 30 + "끝", IMAGES_URL).count("<blockquote>") == nesting.MAX_QUOTES
    assert render("- " * 30 + "끝", IMAGES_URL).count("<ul>") == nesting.MAX_LISTS // 2


def test_emphasis_beyond_its_depth_has_no_effect() -> None:
    html = render("*a " * 40 + "끝" + "*" * 40, IMAGES_URL)

    assert html.count("<em>") == nesting.MAX_EMPHASIS
    assert faults_of(html) == []


def test_quotes_that_would_be_read_too_often_become_text() -> None:
    html = render("+a\n>---\n" * 6_000, IMAGES_URL)

    assert 0 < html.count("<blockquote>") < 100
    assert "&gt;---" in html


def test_quotes_with_empty_lines_between_them_are_all_quotes() -> None:
    html = render("> ---\n> a\nb\n\n" * 3_000, IMAGES_URL)

    assert html.count("<blockquote>") == 3_000


def test_tables_beyond_their_cells_stay_text() -> None:
    small = "|a|b|\n|-|-|\n|c|d|\n\n"

    html = render(small * 2_500, IMAGES_URL)

    assert (
        2_000 * 4 <= html.count("</td>") + html.count("</th>") + 2 * html.count("<table>") <= tables.MAX_CELLS
    )
    assert "|c|d|" in html


def test_a_table_of_a_thousand_cells_is_a_table() -> None:
    html = render("|" + "a|" * 10 + "\n|" + "-|" * 10 + "\n" + ("|" + "b|" * 10 + "\n") * 100, IMAGES_URL)

    assert html.count("</td>") == 1_000


def test_links_beyond_their_room_keep_their_words() -> None:
    html = render("[a]: https://a.example/" + "x" * 1_900 + "\n\n" + "[a] " * 1_000, IMAGES_URL)

    assert html.count("<a ") == links.MAX_ATTRIBUTES // len("https://a.example/" + "x" * 1_900)
    assert html.count(">a<") + html.count(" a") >= 900
    assert len(html) < 2 * links.MAX_ATTRIBUTES
