"""Pictures for tests: drawn here, in every format, good and bad."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from sidepro.wire.uploads import LARGEST_UPLOAD

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 60), (30, 60, 220), (255, 255, 255)


def quarters(width: int = 400, height: int = 300) -> Image.Image:
    """Draw a picture whose quarters are red, green, blue and white, so that one sees which way is up."""
    picture = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill=BLUE)
    return picture


def written(picture: Image.Image, format_: str, **options: Any) -> bytes:
    """Write a picture in a format."""
    file = io.BytesIO()
    picture.save(file, format_, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    """Read a picture."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def photograph_with_gps() -> bytes:
    """Give a JPEG that lies on its side, says so in its EXIF, and tells where it was taken and by what."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    exif[0x010F] = "Nokturn Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 58.0), 3: "E", 4: (126.0, 58.0, 40.0)})
    lying = quarters().transpose(Image.Transpose.ROTATE_90)
    return written(lying, "JPEG", exif=exif, quality=95, comment=b"secret comment")


def animation() -> bytes:
    """Give a GIF whose first frame is red."""
    frames = [Image.new("RGB", (300, 300), colour) for colour in (RED, GREEN, BLUE)]
    return written(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)


def polyglot() -> bytes:
    """Give a JPEG that is a web page, too."""
    page = b"<html><script>alert(document.domain)</script></html>"
    return written(quarters(), "JPEG", comment=page) + page


def bomb(side: int = 50_000) -> bytes:
    """Give a small PNG that says that it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def photograph(least: int = 5_000_000, side: tuple[int, int] = (4000, 3000)) -> bytes:
    """Give a JPEG as a camera makes it, of about so many bytes: light and grain."""
    light = Image.linear_gradient("L").resize(side)
    grain = Image.effect_noise(side, 60).filter(ImageFilter.GaussianBlur(0.6))
    picture = Image.merge("RGB", (Image.blend(light, grain, 0.5), light, grain))
    for quality in (80, 85, 90, 94, 97):
        content = written(picture, "JPEG", quality=quality)
        if least <= len(content) <= LARGEST_UPLOAD:
            break
    return content
