"""What Markdown becomes."""

import pytest

from sidepro.services.markdown.highlighting import LANGUAGES, Highlighter, language_of
from sidepro.services.markdown.rendering import MAX_CHARACTERS, RENDERER_VERSION, render
from sidepro.wire.projects import LONGEST_STORY
from tests.services.markdown_allow_list import IMAGES_URL, faults_of

REL = 'rel="nofollow ugc noopener noreferrer"'


def rendered(text: str) -> str:
    """Render a story; nothing that is not allowed ever comes out."""
    html = render(text, IMAGES_URL)
    assert faults_of(html) == []
    return html


def test_the_version_is_a_positive_number() -> None:
    assert RENDERER_VERSION >= 1


def test_nothing_becomes_nothing() -> None:
    assert rendered("") == ""


def test_headings_begin_at_the_second_level() -> None:
    html = rendered("# 하나\n\n## 둘\n\n###### 여섯\n\n일곱\n===\n")

    assert html == "<h2>하나</h2>\n<h3>둘</h3>\n<h6>여섯</h6>\n<h2>일곱</h2>\n"


def test_a_line_break_is_a_line_break() -> None:
    assert rendered("하나\n둘") == "<p>하나<br>\n둘</p>\n"


def test_raw_html_is_text() -> None:
    assert rendered("<b>a</b> & c") == "<p>&lt;b&gt;a&lt;/b&gt; &amp; c</p>\n"


def test_a_table_scrolls_and_aligns_by_class() -> None:
    html = rendered("|a|b|c|\n|:-|:-:|-:|\n|1|2|**3**|")

    assert html.startswith('<div class="table-scroll" tabindex="0"><table>')
    assert '<th class="align-center">b</th>' in html
    assert '<td class="align-right"><strong>3</strong></td>' in html
    assert "style" not in html


def test_a_task_is_a_box_with_a_name_that_nobody_can_click() -> None:
    html = rendered("- [ ] 할 일\n- [x] **한** 일\n- 그냥")

    box = '<input class="task-list-item-checkbox" type="checkbox" disabled=""'
    assert '<ul class="contains-task-list">' in html
    assert f'<li class="task-list-item"><label>{box}> 할 일</label></li>' in html
    assert f'<label>{box} checked=""> <strong>한</strong> 일</label>' in html
    assert "<li>그냥</li>" in html


def test_tasks_nest_and_have_paragraphs() -> None:
    html = rendered("1. [ ] a\n\n   b\n   - [x] c\n")

    assert html.count("<label>") == html.count("</label>") == 2
    assert html.count("checked") == 1


def test_strikethrough_lists_and_quotes_work() -> None:
    assert "<s>a</s>" in rendered("~~a~~")
    assert '<ol start="3">' in rendered("3. a\n4. b")
    assert "<blockquote>\n<p>a</p>\n</blockquote>" in rendered("> a")
    assert "<hr>" in rendered("---")


class TestLinks:
    def test_a_link_gives_no_credit_no_handle_and_no_referrer(self) -> None:
        assert rendered("[a](https://b.example 'c')") == (
            f'<p><a href="https://b.example" title="c" {REL}>a</a></p>\n'
        )

    @pytest.mark.parametrize("href", ["/projects/1", "mailto:a@b.example", "http://b.example/?c=d&e=f"])
    def test_these_addresses_are_linked(self, href: str) -> None:
        assert rendered(f"[a]({href})").count("<a href=") == 1

    @pytest.mark.parametrize(
        "href",
        ["b/c.md", "../b", "#b", "?b", "//b.example", "ftp://b.example", "tel:1", "https://c@b.example"],
    )
    def test_other_addresses_leave_their_words(self, href: str) -> None:
        assert rendered(f"[**a**]({href})") == "<p><strong>a</strong></p>\n"

    @pytest.mark.parametrize("text", ["[a](http://b.1)", "www.1", "www.xn--", "<http://b.c:99999/>"])
    def test_an_address_that_no_browser_can_read_leads_nowhere(self, text: str) -> None:
        assert "href" not in rendered(text)

    def test_a_reference_is_followed(self) -> None:
        assert f'<a href="https://b.example" {REL}>a</a>' in rendered("[a][b]\n\n[b]: https://b.example")

    def test_a_korean_address_is_encoded(self) -> None:
        assert 'href="https://b.example/%EA%B0%80"' in rendered("[a](https://b.example/가)")
        assert 'href="http://xn--3e0b707e/"' in rendered("[a](http://한국/)")


class TestImages:
    def test_our_own_image_is_shown_lazily(self) -> None:
        src = f"{IMAGES_URL}ab-1_640.webp"

        assert rendered(f'![그림]({src} "제목")') == (
            f'<p><img src="{src}" alt="그림" title="제목" loading="lazy" decoding="async"></p>\n'
        )

    def test_an_image_from_elsewhere_is_a_link_with_its_words(self) -> None:
        assert rendered("![**그림**](https://b.example/c.png)") == (
            f'<p><a href="https://b.example/c.png" {REL}>그림</a></p>\n'
        )

    def test_an_image_from_elsewhere_without_words_is_a_link_with_its_address(self) -> None:
        assert f'<a href="https://b.example/c.png" {REL}>https://b.example/c.png</a>' in rendered(
            "![](https://b.example/c.png)"
        )

    def test_a_badge_in_a_link_is_its_words(self) -> None:
        assert rendered("[![build](https://b.example/c.svg)](https://d.example)") == (
            f'<p><a href="https://d.example" {REL}>build</a></p>\n'
        )

    def test_our_own_image_in_a_link_stays(self) -> None:
        html = rendered(f"[![a]({IMAGES_URL}b.webp)](https://d.example)")

        assert html.index("<a ") < html.index("<img ") < html.index("</a>")

    @pytest.mark.parametrize(
        "key", ["../x.svg", "a/../b", "a?b", "a#b", "%2e%2e/a", "", "a//b", ".hidden", "a."]
    )
    def test_only_plain_keys_are_our_images(self, key: str) -> None:
        assert "<img" not in rendered(f"![a]({IMAGES_URL}{key})")

    def test_the_address_of_images_may_lack_its_last_slash(self) -> None:
        assert "<img" in render("![a](https://i.example/images/b.webp)", "https://i.example/images")
        assert "<img" not in render(
            "![a](https://i.example/images-of-others/b.webp)", "https://i.example/images"
        )


class TestCode:
    def test_a_known_language_is_coloured_by_classes(self) -> None:
        html = rendered("```py\nprint('안녕')\n```")

        assert html.startswith(
            '<pre tabindex="0"><code class="language-python"><span class="nb">print</span>'
        )
        assert "style" not in html

    def test_an_unknown_language_is_plain(self) -> None:
        assert rendered("```brainfudge\n<a>\n```") == '<pre tabindex="0"><code>&lt;a&gt;\n</code></pre>\n'

    def test_code_without_a_language_is_plain(self) -> None:
        assert (
            rendered("```\n<a>\n```")
            == rendered("    <a>\n")
            == ('<pre tabindex="0"><code>&lt;a&gt;\n</code></pre>\n')
        )

    def test_blank_lines_around_code_stay(self) -> None:
        assert '<code class="language-json">\n<span class="mi">1</span>\n\n</code>' in rendered(
            "```json\n\n1\n\n```"
        )

    def test_long_code_is_plain(self) -> None:
        highlighter = Highlighter(budget=60)

        assert "<span" in (highlighter.highlight("a = 1\n" * 3_300, "python") or "")
        assert highlighter.highlight("a = 1\n" * 3_400, "python") is None

    def test_code_beyond_the_budget_is_plain(self) -> None:
        highlighter = Highlighter(budget=0)

        assert highlighter.highlight("a = 1\n", "python") is None

    def test_colouring_stops_when_the_budget_is_spent(self) -> None:
        highlighter = Highlighter(budget=0.02)

        assert highlighter.highlight("\n" * 19_000, "c") is None
        assert highlighter.highlight("int a;\n", "c") is None

    @pytest.mark.parametrize("language", sorted(LANGUAGES))
    def test_every_language_is_known_and_keeps_the_code(self, language: str) -> None:
        code = "if a < b { \"c\" } // 가 'd' # e"

        html = rendered(f"```{language}\n{code}\n```")

        assert f'<code class="language-{language}">' in html
        assert "가" in html

    @pytest.mark.parametrize(
        ("info", "language"),
        [
            ("JS", "javascript"),
            ("ts{1,3}", "typescript"),
            ("c++", "cpp"),
            ("C#", "csharp"),
            ("python title='a.py'", "python"),
            ("yml", "yaml"),
            ("console", "bash"),
            ("", None),
            ("../c", None),
            ("한글", None),
        ],
    )
    def test_languages_go_by_many_names(self, info: str, language: str | None) -> None:
        assert language_of(info) == language


def test_a_story_has_at_most_fifty_thousand_characters() -> None:
    assert MAX_CHARACTERS == LONGEST_STORY
    assert rendered("가" * MAX_CHARACTERS)
    with pytest.raises(ValueError, match="at most"):
        render("가" * (MAX_CHARACTERS + 1), IMAGES_URL)


def test_the_same_story_gives_the_same_html() -> None:
    text = "# a\n\n**b** ```c```\n\n```python\nd = 1\n```\n\n- [ ] e\n"

    assert render(text, IMAGES_URL) == render(text, IMAGES_URL)
