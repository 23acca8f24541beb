"""From the bytes that somebody uploaded to the images that everyone sees: pure, and trusting nothing."""

import hashlib
import io
from collections.abc import Mapping
from typing import Final

import msgspec
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from sidepro.wire.images import SIZES, Purpose, Size, key_of
from sidepro.wire.uploads import LARGEST_UPLOAD, Refusal

FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
MOST_PIXELS: Final = 50_000_000
"""More than any telephone's camera makes by default; 150 MB once it is decoded."""
QUALITY: Final = 82

_ORIENTATION: Final = 0x0112
_LYING: Final = range(5, 9)
_MODES: Final = frozenset({"RGB", "RGBA"})


class Refused(Exception):
    """What was uploaded can't be shown, and why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason: Refusal = reason


class Rendered(msgspec.Struct, frozen=True):
    """The images of an upload: the key of the large one, and all of them by key."""

    key: str
    images: Mapping[str, bytes]


def rendered(content: bytes, purpose: Purpose, salt: str) -> Rendered:
    """Make both sizes of an image, upright, in sRGB and without any metadata; raises `Refused`.

    They are named by their content and the salt: the same upload always gives the same names, and no two
    uploads do, so that each image has one owner.
    """
    return in_both_sizes(_decoded(content, purpose), purpose, salt)


def in_both_sizes(picture: Image.Image, purpose: Purpose, salt: str) -> Rendered:
    """Make both sizes of a picture that carries nothing but itself."""
    sizes = SIZES[purpose]
    large, small = (_encoded(_in_size(picture, size)) for size in sizes)
    name = hashlib.sha256(salt.encode() + b"\0" + large).hexdigest()
    key = key_of(name, sizes.large)
    return Rendered(key, {key: large, key_of(name, sizes.small): small})


def _decoded(content: bytes, purpose: Purpose) -> Image.Image:
    """Decode the first frame; the size that its header tells is judged before anything is decoded."""
    if len(content) > LARGEST_UPLOAD:
        raise Refused("too_large")
    Image.MAX_IMAGE_PIXELS = None  # judged here, with a limit that raises
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise Refused("not_an_image") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    try:
        picture.draft("RGB", _least(picture, purpose))
        picture.load()
        return _plain(picture)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, ArithmeticError):
        raise Refused("damaged") from None


def _least(picture: Image.Image, purpose: Purpose) -> tuple[int, int]:
    """Tell how large a JPEG has to be decoded, which can be halved or quartered at no cost."""
    wanted = SIZES[purpose].large
    least = (wanted.width, wanted.height if wanted.is_exact else 1)
    return least[::-1] if picture.getexif().get(_ORIENTATION, 1) in _LYING else least


def _plain(picture: Image.Image) -> Image.Image:
    """Give the picture upright, in sRGB with 8 bits a channel, and with nothing else that it carried."""
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    upright = _in_srgb(upright, profile)
    if upright.mode not in _MODES:
        see_through = upright.has_transparency_data
        upright = upright.convert("RGBA" if see_through else "RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Give the colours as browsers show them without a profile; one that can't be read is left out."""
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture


def _in_size(picture: Image.Image, size: Size) -> Image.Image:
    if size.is_exact:
        return ImageOps.fit(picture, (size.width, size.height), Image.Resampling.LANCZOS)
    smaller = picture.copy()
    smaller.thumbnail((size.width, size.height), Image.Resampling.LANCZOS)
    return smaller


def _encoded(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()
