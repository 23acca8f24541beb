r"""The patterns that text must match; linear in the length of what they judge, in Python and ECMAScript.

A pattern stands beside the code of the fault that it leads to. `$(?!\n)` ends them because Python's `$`
also matches before a last line break.
"""

from typing import Final

_CONTROLS: Final = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1
    r"\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"  # bidi overrides, annotations
)
_INVISIBLE: Final = r"\t\n\r\u200b\u200e\u200f\u2028\u2029\u2060-\u2065\ufeff"
"""What a single line may not hide; a pasted story may hold zero-width spaces."""

LINE: Final = rf"^(?!\s*$)[^{_INVISIBLE}{_CONTROLS}]*$(?!\n)"
"""One line of text that says something: no line breaks, controls, zero-width or bidi characters."""

LINE_OR_NOTHING: Final = rf"^[^{_INVISIBLE}{_CONTROLS}]*$(?!\n)"
"""As `LINE`, or empty."""

TEXT: Final = rf"^(?!\s*$)[^{_CONTROLS}]*$(?!\n)|^(?!\s*$)[^{_CONTROLS}]*\n$"
"""Lines of text that say something: line breaks and tabs are welcome, other controls are not."""

TEXT_OR_NOTHING: Final = rf"^[^{_CONTROLS}]*$(?!\n)|^[^{_CONTROLS}]*\n$"
"""As `TEXT`, or empty."""

USERNAME: Final = r"^[A-Za-z가-힣0-9_-]{2,20}$(?!\n)"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL: Final = (
    r'^[^@\s,;:<>()\[\]\\"\x00-\x1f\x7f]{1,64}@'
    rf"(?:{_LABEL}\.){{1,8}}[A-Za-z]{{2,63}}$(?!\n)"
)
URL: Final = (
    r"^https?://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::[0-9]{1,5})?"
    r"(?:[/?#][!-~\u00a1-\ud7ff\uf900-\uffef]*)?$(?!\n)"
)
GITHUB_URL: Final = r"^https://github\.com/[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/?$(?!\n)"
OBJECT_ID: Final = r"^[0-9a-f]{24}$(?!\n)"
CLIENT_KEY: Final = r"^[!-~]{1,64}$(?!\n)"

CODES: Final = {
    repr(pattern): code
    for pattern, code in (
        (LINE, "not_a_line"),
        (LINE_OR_NOTHING, "not_a_line"),
        (TEXT, "not_a_text"),
        (TEXT_OR_NOTHING, "not_a_text"),
        (USERNAME, "not_a_username"),
        (EMAIL, "not_an_email"),
        (URL, "not_a_url"),
        (GITHUB_URL, "not_a_github_url"),
        (OBJECT_ID, "not_an_id"),
        (CLIENT_KEY, "not_a_key"),
    )
}
"""The code of the fault for each pattern, by the literal that msgspec quotes in its message."""
