"""What images there are: for which purposes, in which sizes, and by which keys."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args

from msgspec import Struct

Purpose = Literal["thumbnail", "story", "profile"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)


class Size(Struct, frozen=True):
    """A size in which an image is kept: exactly that, cut to the middle, or at most that."""

    width: int
    height: int
    is_exact: bool = True


class Sizes(Struct, frozen=True):
    """The two sizes of a purpose."""

    large: Size
    small: Size

    def __iter__(self) -> Iterator[Size]:
        return iter((self.large, self.small))


TALLEST: Final = 12_000
"""The tallest picture of a story; WebP itself ends at 16,383."""

SIZES: Final[Mapping[Purpose, Sizes]] = {
    "thumbnail": Sizes(Size(1200, 630), Size(480, 252)),
    "story": Sizes(Size(1600, TALLEST, is_exact=False), Size(800, TALLEST, is_exact=False)),
    "profile": Sizes(Size(256, 256), Size(64, 64)),
}

_KEY: Final = re.compile(r"(?P<name>[0-9a-f]{64})-(?P<width>[0-9]{2,4})\.webp")
_LARGE: Final = {str(size.width): str(sizes.large.width) for sizes in SIZES.values() for size in sizes}


def key_of(name: str, size: Size) -> str:
    """Give the key of an image in a size, under the prefix of images."""
    return f"{name}-{size.width}.webp"


def large_key(key: str) -> str | None:
    """Give the key of the large size of the image that a key names; None for what is no key of ours."""
    found = _KEY.fullmatch(key)
    width = _LARGE.get(found["width"]) if found else None
    return f"{found['name']}-{width}.webp" if found and width else None


def keys_of(key: str, purpose: Purpose) -> tuple[str, str]:
    """Give the keys of both sizes of an image, from that of its large one."""
    name = key.partition("-")[0]
    sizes = SIZES[purpose]
    return key_of(name, sizes.large), key_of(name, sizes.small)
