"""Something to draw on with smooth edges: twice as large as what becomes of it."""

import colorsys
from collections.abc import Sequence

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]

SCALE = 2


def colour(text: str) -> Colour:
    """Read `#rrggbb`."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def colours(text: str) -> tuple[Colour, ...]:
    """Read several colours."""
    return tuple(map(colour, text.split()))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Mix two colours; a share of 0 is all the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def turned(one: Colour, degrees: float) -> Colour:
    """Turn the hue of a colour."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in one))
    red, green, blue = colorsys.hls_to_rgb((hue + degrees / 360) % 1, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


class Canvas:
    """A picture of some width and height; all places are in its own measure."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.width, self.height = width, height
        self.picture = Image.new("RGB", (width * SCALE, height * SCALE), ground)
        self._draw = ImageDraw.Draw(self.picture)

    def finished(self) -> Image.Image:
        """Give the picture in its size."""
        return self.picture.resize((self.width, self.height), Image.Resampling.BOX)

    def sky(self, top: Colour, bottom: Colour) -> None:
        """Fill it from one colour above to another below."""
        steps = 64
        strip = Image.new("RGB", (1, steps))
        for step in range(steps):
            strip.putpixel((0, step), mixed(top, bottom, step / (steps - 1)))
        self.picture.paste(strip.resize(self.picture.size, Image.Resampling.BILINEAR))
        self._draw = ImageDraw.Draw(self.picture)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """Draw a disc."""
        self._draw.ellipse(self._box(x - radius, y - radius, x + radius, y + radius), fill=fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        """Draw an oval by its half axes."""
        self._draw.ellipse(self._box(x - across, y - down, x + across, y + down), fill=fill)

    def ring(self, x: float, y: float, radius: float, line: Colour, width: float) -> None:
        """Draw a ring."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._draw.ellipse(box, outline=line, width=round(width * SCALE))

    def slice(self, x: float, y: float, radius: float, begin: float, end: float, fill: Colour) -> None:
        """Draw a slice of a disc, in degrees clockwise from three o'clock."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._draw.pieslice(box, begin, end, fill=fill)

    def arc(
        self, x: float, y: float, radius: float, begin: float, end: float, line: Colour, width: float
    ) -> None:
        """Draw an arc, in degrees clockwise from three o'clock, with round ends."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._draw.arc(box, begin, end, fill=line, width=round(width * SCALE))

    def bar(
        self, left: float, top: float, width: float, height: float, fill: Colour, radius: float = 0
    ) -> None:
        """Draw a rectangle with round corners."""
        box = self._box(left, top, left + width, top + height)
        self._draw.rounded_rectangle(box, radius * SCALE, fill=fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """Draw a polygon."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """Draw a line with round corners and ends."""
        self._draw.line(
            [(x * SCALE, y * SCALE) for x, y in points], fill=fill, width=round(width * SCALE), joint="curve"
        )
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    @staticmethod
    def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return left * SCALE, top * SCALE, right * SCALE - 1, bottom * SCALE - 1
