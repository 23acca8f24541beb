"""Whatever 50,000 characters hold, they cost about as much as an ordinary story of that length.

Both are measured beside each other, since what a machine does in a second changes with what else it does. The
worst costs about four times as much; what grows with the square of the length costs hundreds of times. The
seconds themselves are a figure of `make bench`.
"""

import pytest

from sidepro.services.markdown import links, nesting, tables
from sidepro.services.markdown.rendering import render
from tests.services.markdown_allow_list import IMAGES_URL, faults_of
from tests.services.markdown_worst_cases import ORDINARY, full, measured, worst_cases

MOST = 12.0
TRIES = 5
LONGEST = 1_200_000
CASES = dict(worst_cases())


@pytest.fixture(scope="module")
def ordinary() -> float:
    """Measure the seconds that an ordinary story of the full length takes."""
    measured(ORDINARY)
    return measured(full(ORDINARY)).seconds


def cost(text: str) -> float:
    """Give how many ordinary stories a text costs, measured beside one."""
    return measured(text).seconds / measured(full(ORDINARY)).seconds


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_the_worst_costs_what_an_ordinary_story_costs(text: str, ordinary: float) -> None:
    html, seconds = measured(text)

    assert len(html) < LONGEST
    assert seconds / ordinary < MOST or any(cost(text) < MOST for _ in range(TRIES))


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
