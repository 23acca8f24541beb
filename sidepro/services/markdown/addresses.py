"""Where a story may lead, and which pictures it may show."""

import re
from typing import Final

MAX_LENGTH: Final = 2_000
"""The longest address that is linked, in characters as it stands in the HTML (percent-encoded)."""

_LINK = re.compile(
    r"""
      https?://[^/?#@\\!-,;<=>`^{|}]+(?:[/?#][!-~]*)?   # no user@, which only dresses up a host
    | mailto:[^@?]+@[!-~]+
    | /(?![/\\])[!-~]*                                  # our own site; //host would be another
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_PRINTABLE = re.compile(r"[!-~]+")
_KEY = re.compile(r"[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*")


def may_lead(href: str) -> bool:
    """Tell whether a story may link there: http, https, mailto, or a path of our own site.

    Everything else leads nowhere in a story: other schemes, paths that depend on the page (`a/b`, `../a`),
    and fragments, since a story defines no ids.
    """
    return len(href) <= MAX_LENGTH and bool(_PRINTABLE.fullmatch(href) and _LINK.fullmatch(href))


class ImageStore:
    """The published images; `images_url` is their public address, `…/images/`."""

    def __init__(self, images_url: str) -> None:
        self._prefix = images_url if images_url.endswith("/") else f"{images_url}/"

    def holds(self, src: str) -> bool:
        """Tell whether an address is one of our images.

        What follows the prefix must be a plain key, so that no `..`, query or encoding leads elsewhere.
        """
        key = src.removeprefix(self._prefix)
        return key != src and len(src) <= MAX_LENGTH and _KEY.fullmatch(key) is not None
