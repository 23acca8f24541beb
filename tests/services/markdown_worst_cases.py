"""What makes Markdown slow: pieces and shapes that cost parsers, highlighters and sanitizers the most."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from sidepro.services.markdown.rendering import MAX_CHARACTERS, render
from tests.services.markdown_allow_list import IMAGES_URL


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


ORDINARY = """\
# 오늘의 한 걸음

저녁마다 조금씩 만든 **사이드 프로젝트**입니다. [저장소](https://code.example/owl)를 봐 주세요.

- 로그인
- 검색
- `초성` 찾기

> 작은 것부터.

```python
def step(number: int) -> int:
    return number + 1
```

| 주 | 한 일 |
|---|---|
| 1 | 그림 |

"""


def worst_cases() -> Iterator[tuple[str, str]]:
    """Give a name and a story for each, no story longer than may be rendered."""
    for piece in REPEATED:
        yield f"repeated {piece[:30]!r}", full(piece)
    for name, text in SHAPED.items():
        yield name, text[:MAX_CHARACTERS]
    for language, text in CODE.items():
        yield f"code: {language}", (text * 2)[:MAX_CHARACTERS]
    yield "code of every language", "".join(f"{text[:1_900]}\n```\n" for text in CODE.values())


class Measured(NamedTuple):
    """What came out, and the seconds of the processor that it took."""

    html: str
    seconds: float


def measured(text: str) -> Measured:
    """Render and measure."""
    began = time.process_time()
    html = render(text, IMAGES_URL)
    return Measured(html, time.process_time() - began)
