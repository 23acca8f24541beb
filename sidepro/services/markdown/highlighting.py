"""Colours code with the classes of Pygments: no style ever stands in the HTML.

Only languages that were tried with hostile input are known. Even so, many lexers of Pygments take quadratic
time on odd input, so that the code of a story has a budget of processor time; code that does not fit in what
is left of it stays uncoloured. Lexers that can spend seconds on a single token, which no budget between
tokens can stop, are left out on purpose: ini, fish, matlab, nasm, ocaml, scala, shell sessions, terraform.
"""

import re
from collections.abc import Iterator, Mapping
from time import thread_time
from typing import Final

from pygments import format as write
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType

MAX_CODE: Final = 20_000
"""Longer code is not coloured, in characters."""

BUDGET: Final = 0.3
"""Seconds of processor time for colouring one story; 50,000 characters of ordinary code need 0.1."""

_NAMES: Final[Mapping[str, str]] = {
    "bash": "sh shell zsh ksh console terminal shell-session shellscript",
    "batch": "bat cmd",
    "c": "h",
    "clojure": "clj",
    "cmake": "",
    "cpp": "c++ cc cxx hpp",
    "csharp": "c# cs",
    "css": "",
    "dart": "",
    "diff": "patch",
    "docker": "dockerfile",
    "elixir": "ex exs",
    "elm": "",
    "erlang": "erl",
    "fsharp": "f# fs",
    "gdscript": "gd",
    "glsl": "",
    "go": "golang",
    "graphql": "gql",
    "groovy": "gradle",
    "haskell": "hs",
    "html": "htm svelte astro",
    "java": "",
    "javascript": "js mjs cjs node",
    "json": "",
    "json5": "jsonc",
    "jsx": "react",
    "julia": "jl",
    "kotlin": "kt kts",
    "less": "",
    "lua": "",
    "make": "makefile",
    "mysql": "mariadb",
    "nginx": "",
    "nim": "",
    "objective-c": "objc objectivec obj-c",
    "perl": "pl",
    "php": "",
    "postgresql": "postgres psql",
    "powershell": "ps1 pwsh",
    "properties": "ini cfg conf env dotenv",
    "protobuf": "proto",
    "pycon": "",
    "python": "py python3 py3",
    "r": "",
    "ruby": "rb",
    "rust": "rs",
    "sass": "",
    "scss": "",
    "solidity": "sol",
    "sql": "sqlite",
    "swift": "",
    "tex": "latex",
    "toml": "",
    "tsx": "",
    "typescript": "ts mts cts",
    "vue": "",
    "wgsl": "",
    "xml": "svg",
    "yaml": "yml",
    "zig": "",
}

LANGUAGES: Final = frozenset(_NAMES)
"""The languages that are known, by the names that stand in the HTML."""

CLASSES: Final = frozenset(STANDARD_TYPES.values()) - {""}
"""The classes that a coloured piece of code may have."""

_LANGUAGE_OF: Final = {name: known for known, names in _NAMES.items() for name in [known, *names.split()]}
_FIRST_WORD = re.compile(r"[a-z0-9+#._-]{1,20}")


def language_of(info: str) -> str | None:
    """Give the known language that the words behind a fence begin with, or None."""
    word = _FIRST_WORD.match(info.lower())
    return _LANGUAGE_OF.get(word[0]) if word else None


class _OverBudget(Exception):
    """Colouring took all the time that a story has for it."""


class Highlighter:
    """Colours the code of one story within `BUDGET`."""

    def __init__(self, budget: float = BUDGET) -> None:
        self._left = budget
        self._formatter = HtmlFormatter[str](nowrap=True)

    def highlight(self, code: str, language: str) -> str | None:
        """Give the code as HTML, or None when it is too long or the budget is spent."""
        if len(code) > MAX_CODE or self._left <= 0:
            return None
        began = thread_time()
        lexer = get_lexer_by_name(language, stripnl=False)
        try:
            return write(self._tokens(lexer, code, began + self._left), self._formatter)
        except _OverBudget:
            return None
        finally:
            self._left -= thread_time() - began

    @staticmethod
    def _tokens(lexer: Lexer, code: str, until: float) -> Iterator[tuple[_TokenType, str]]:
        for token in lexer.get_tokens(code):
            if thread_time() > until:
                raise _OverBudget
            yield token
