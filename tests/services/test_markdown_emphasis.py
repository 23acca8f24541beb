"""Emphasis works in Korean, and everywhere else as CommonMark says."""

import pytest
from markdown_it import MarkdownIt

from sidepro.services.markdown.emphasis import CjkInline, is_cjk
from sidepro.services.markdown.rendering import render
from tests.services.markdown_allow_list import IMAGES_URL

KOREAN = {
    # what a particle follows ends in punctuation: plain CommonMark leaves the stars
    "**한국어(괄호)**입니다": "<strong>한국어(괄호)</strong>입니다",
    '**"인용"**은': '<strong>"인용"</strong>은',
    "**'작은따옴표'**를": "<strong>'작은따옴표'</strong>를",
    "**“둥근따옴표”**라고": "<strong>“둥근따옴표”</strong>라고",
    "**「낫표」**에서": "<strong>「낫표」</strong>에서",
    "**『책 제목』**을": "<strong>『책 제목』</strong>을",
    "**《겹화살괄호》**의": "<strong>《겹화살괄호》</strong>의",
    "**[대괄호]**와": "<strong>[대괄호]</strong>와",
    "**100%**를": "<strong>100%</strong>를",
    "**C++**로": "<strong>C++</strong>로",
    "**C#**은": "<strong>C#</strong>은",
    "**느낌표!**라고": "<strong>느낌표!</strong>라고",
    "**물음표?**라는": "<strong>물음표?</strong>라는",
    "**마침표.**입니다": "<strong>마침표.</strong>입니다",
    "**말줄임…**이었다": "<strong>말줄임…</strong>이었다",
    "**`코드`**를": "<strong><code>코드</code></strong>를",
    "**`npm publish`**를 실행": "<strong><code>npm publish</code></strong>를 실행",
    "**스크립트(script)**라고": "<strong>스크립트(script)</strong>라고",
    "*기울임(설명)*은": "<em>기울임(설명)</em>은",
    "***굵은 기울임(둘)***이다": "<em><strong>굵은 기울임(둘)</strong></em>이다",
    "~~취소(이유)~~는": "<s>취소(이유)</s>는",
    # and begins with it, right after a word
    "저는**(주)사이드**를": "저는<strong>(주)사이드</strong>를",
    '그가**"안녕"**이라고': '그가<strong>"안녕"</strong>이라고',
    "값은**-1**입니다": "값은<strong>-1</strong>입니다",
    "파일은**.env**입니다": "파일은<strong>.env</strong>입니다",
    "버튼은*[확인]*입니다": "버튼은<em>[확인]</em>입니다",
    "예전~~(구버전)~~에는": "예전<s>(구버전)</s>에는",
    # nothing in the way
    "*강조*입니다": "<em>강조</em>입니다",
    "**굵게**를": "<strong>굵게</strong>를",
    "~~취소~~는": "<s>취소</s>는",
    "이것은**굵게**쓴 것": "이것은<strong>굵게</strong>쓴 것",
    "**Python**을 씁니다": "<strong>Python</strong>을 씁니다",
    "**ㅋㅋ**!": "<strong>ㅋㅋ</strong>!",
    "**첫째(1)**와 **둘째(2)**는": "<strong>첫째(1)</strong>와 <strong>둘째(2)</strong>는",
    "**굵게 *안에(기울임)* 있는(글)**이다": "<strong>굵게 <em>안에(기울임)</em> 있는(글)</strong>이다",
    "**굵게**(설명)": "<strong>굵게</strong>(설명)",
    "*기울임*(설명)": "<em>기울임</em>(설명)",
    "**日本語（括弧）**です": "<strong>日本語（括弧）</strong>です",
    "**中文。**Then": "<strong>中文。</strong>Then",
    # what is no emphasis stays none
    "별 * 하나 * 둘": "별 * 하나 * 둘",
    "가격 ** 띄움 ** 입니다": "가격 ** 띄움 ** 입니다",
    "밑줄_안의_글": "밑줄_안의_글",
    "변수_이름(값)_은": "변수_이름(값)_은",
    "함수(*args)는": "함수(*args)는",
    "**닫지 않음": "**닫지 않음",
    "\\*별표\\*입니다": "*별표*입니다",
}

UNHARMED = {
    "snake_case": "snake_case",
    "a * b": "a * b",
    "2 * 3 * 4": "2 * 3 * 4",
    "a_b_c": "a_b_c",
    "*args, **kwargs": "*args, **kwargs",
    "__init__.py": "<strong>init</strong>.py",
    "5 ** 2 ** 3": "5 ** 2 ** 3",
    "~/.config ~user": "~/.config ~user",
}

SPEC = {
    # CommonMark 0.31.2, section 6.2, examples in order of their rules
    "*foo bar*": "<em>foo bar</em>",
    "a * foo bar*": "a * foo bar*",
    'a*"foo"*': 'a*"foo"*',
    "*\u00a0a\u00a0*": "*&nbsp;a&nbsp;*",
    "*$*alpha.": "*$*alpha.",
    "foo*bar*": "foo<em>bar</em>",
    "5*6*78": "5<em>6</em>78",
    "_foo bar_": "<em>foo bar</em>",
    "_ foo bar_": "_ foo bar_",
    'a_"foo"_': 'a_"foo"_',
    "foo_bar_": "foo_bar_",
    "5_6_78": "5_6_78",
    "пристаням_стремятся_": "пристаням_стремятся_",
    'aa_"bb"_cc': 'aa_"bb"_cc',
    "foo-_(bar)_": "foo-<em>(bar)</em>",
    "_foo*": "_foo*",
    "*foo bar *": "*foo bar *",
    "*(*foo)": "*(*foo)",
    "*(*foo*)*": "<em>(<em>foo</em>)</em>",
    "*foo*bar": "<em>foo</em>bar",
    "_foo bar _": "_foo bar _",
    "_(_foo)": "_(_foo)",
    "_(_foo_)_": "<em>(<em>foo</em>)</em>",
    "_foo_bar": "_foo_bar",
    "_foo_bar_baz_": "<em>foo_bar_baz</em>",
    "_(bar)_.": "<em>(bar)</em>.",
    "**foo bar**": "<strong>foo bar</strong>",
    "** foo bar**": "** foo bar**",
    'a**"foo"**': 'a**"foo"**',
    "foo**bar**": "foo<strong>bar</strong>",
    "__ foo bar__": "__ foo bar__",
    'a__"foo"__': 'a__"foo"__',
    "foo__bar__": "foo__bar__",
    "__foo, __bar__, baz__": "<strong>foo, <strong>bar</strong>, baz</strong>",
    "foo-__(bar)__": "foo-<strong>(bar)</strong>",
    "**(**foo)": "**(**foo)",
    "*(**foo**)*": "<em>(<strong>foo</strong>)</em>",
    '**foo "*bar*" foo**': '<strong>foo "<em>bar</em>" foo</strong>',
    "**foo**bar": "<strong>foo</strong>bar",
    "__foo__bar__baz__": "<strong>foo__bar__baz</strong>",
    "_foo __bar__ baz_": "<em>foo <strong>bar</strong> baz</em>",
    "*foo *bar**": "<em>foo <em>bar</em></em>",
    "*foo**bar**baz*": "<em>foo<strong>bar</strong>baz</em>",
    "*foo**bar*": "<em>foo**bar</em>",
    "***foo** bar*": "<em><strong>foo</strong> bar</em>",
    "*foo **bar***": "<em>foo <strong>bar</strong></em>",
    "foo***bar***baz": "foo<em><strong>bar</strong></em>baz",
    "** is not an empty emphasis": "** is not an empty emphasis",
    "**foo*bar*baz**": "<strong>foo<em>bar</em>baz</strong>",
    "foo ***": "foo ***",
    "foo *_*": "foo <em>_</em>",
    "**foo*": "*<em>foo</em>",
    "*foo**": "<em>foo</em>*",
    "****foo*": "***<em>foo</em>",
    "****foo****": "<strong><strong>foo</strong></strong>",
    "***foo***": "<em><strong>foo</strong></em>",
    "_____foo_____": "<em><strong><strong>foo</strong></strong></em>",
    "*foo _bar* baz_": "<em>foo _bar</em> baz_",
    "*foo __bar *baz bim__ bam*": "<em>foo <strong>bar *baz bim</strong> bam</em>",
    "**foo **bar baz**": "**foo <strong>bar baz</strong>",
    "*foo *bar baz*": "*foo <em>bar baz</em>",
    "*a `*`*": "<em>a <code>*</code></em>",
}


def inline(text: str) -> str:
    """Render one paragraph and take it out of its element."""
    html = render(text, IMAGES_URL)
    assert html.startswith("<p>")
    assert html.endswith("</p>\n")
    return html[len("<p>") : -len("</p>\n")]


@pytest.mark.parametrize(("text", "html"), KOREAN.items())
def test_emphasis_works_in_korean(text: str, html: str) -> None:
    assert inline(text) == html


def test_a_link_in_korean_emphasis_works() -> None:
    html = inline("**[링크](https://x.example)**에서 **이 [둘](https://y.example)**만")

    assert html.count("<strong>") == 2
    assert html.count("<a href=") == 2
    assert "*" not in html


@pytest.mark.parametrize(("text", "html"), UNHARMED.items())
def test_what_is_no_emphasis_is_unharmed(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize(("text", "html"), SPEC.items())
def test_the_examples_of_commonmark_are_unchanged(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize("text", [*SPEC, *UNHARMED])
def test_text_without_cjk_is_read_as_plain_commonmark_reads_it(text: str) -> None:
    plain = MarkdownIt("commonmark")
    loosened = MarkdownIt("commonmark")
    loosened.inline = CjkInline()
    loosened.configure("commonmark")

    assert loosened.render(text) == plain.render(text)


def test_the_tables_are_as_large_as_they_should_be() -> None:
    assert len(KOREAN) >= 30
    assert len(SPEC) >= 40


@pytest.mark.parametrize("character", "가ㄱᄀ漢かカ（）「」。、！％ｱ𠀀")
def test_korean_chinese_and_japanese_are_cjk(character: str) -> None:
    assert is_cjk(character)


@pytest.mark.parametrize("character", "aé1 ()“”…–·😀👍я\u0301\u200b")
def test_everything_else_is_not(character: str) -> None:
    assert not is_cjk(character)
