"""Thumbnails: a scene of what a project is about, each time otherwise."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from PIL import Image

from sidepro.demo.chance import stream
from sidepro.demo.pictures import scenes, screens
from sidepro.demo.pictures.canvas import Canvas
from sidepro.demo.pictures.palettes import Palette, palette

Scene = Callable[[Canvas, Palette, Random], None]

SCENES: Final[Mapping[str, tuple[Scene, ...]]] = {
    "culture": (screens.sound, screens.record, scenes.books),
    "daily": (screens.calendar, scenes.room, screens.wheel),
    "data": (screens.curves, screens.chart, scenes.money),
    "devices": (screens.keys, scenes.rings, scenes.room),
    "devtools": (screens.terminal, screens.chart, screens.terminal),
    "food": (scenes.bowl, scenes.shelf, screens.wheel),
    "games": (screens.game, screens.wheel, screens.game),
    "health": (scenes.rings, scenes.waves, screens.calendar),
    "home": (scenes.plants, scenes.room, scenes.shelf),
    "learning": (scenes.books, screens.papers, screens.sound),
    "money": (scenes.money, screens.curves, screens.papers),
    "pets": (scenes.cats, scenes.plants, scenes.cats),
    "security": (screens.lock, screens.terminal, screens.keys),
    "town": (scenes.town, scenes.road, scenes.waves),
    "transport": (scenes.lines, scenes.road, scenes.town),
    "work": (screens.papers, screens.calendar, screens.terminal),
}
"""What the projects of a domain look like."""

A_DOMAIN: Final = 9
"""How many different thumbnails a domain has."""


def thumbnail(seed: int, domain: str, index: int) -> Image.Image:
    """Draw one of the thumbnails of a domain."""
    chance = stream(seed, f"thumbnail/{domain}", index)
    colours = palette(chance)
    canvas = Canvas(scenes.WIDTH, scenes.HEIGHT, colours.bottom)
    canvas.sky(colours.top, colours.bottom)
    drawn = SCENES[domain]
    drawn[index % len(drawn)](canvas, colours, chance)
    return canvas.finished()
