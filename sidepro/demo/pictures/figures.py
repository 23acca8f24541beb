"""What stands in several pictures: the owl, a cup, a moon with stars, a city, a plant."""

import math
from random import Random

from sidepro.demo.pictures.canvas import Canvas, Colour, colour, mixed
from sidepro.demo.pictures.palettes import Palette

WHITE = colour("#ffffff")
_PUPIL = colour("#1f2356")
_COFFEE, _CREMA = colour("#9a6a45"), colour("#c9986c")


def owl(canvas: Canvas, x: float, y: float, size: float, feathers: Colour, *, asleep: bool = False) -> None:
    """Draw an owl that stands at a place."""
    one = size / 200
    dark, light = mixed(feathers, (20, 20, 60), 0.3), mixed(feathers, WHITE, 0.32)
    canvas.oval(x, y - 70 * one, 66 * one, 78 * one, feathers)
    canvas.oval(x - 58 * one, y - 62 * one, 20 * one, 54 * one, dark)
    canvas.oval(x + 58 * one, y - 62 * one, 20 * one, 54 * one, dark)
    canvas.oval(x, y - 50 * one, 40 * one, 48 * one, light)
    for ear in (-1, 1):
        canvas.shape(
            [
                (x + ear * 70 * one, y - 226 * one),
                (x + ear * 72 * one, y - 150 * one),
                (x + ear * 16 * one, y - 196 * one),
            ],
            feathers,
        )
    canvas.oval(x, y - 146 * one, 74 * one, 60 * one, feathers)
    for eye in (-1, 1):
        _eye(canvas, x + eye * 34 * one, y - 150 * one, one, feathers, asleep=asleep)
    beak = [(x - 9 * one, y - 134 * one), (x + 9 * one, y - 134 * one), (x, y - 112 * one)]
    canvas.shape(beak, colour("#ffcf70"))
    for foot in (-1, 1):
        canvas.bar(x + foot * 24 * one - 14 * one, y - 4 * one, 28 * one, 10 * one, dark, 5 * one)


def _eye(canvas: Canvas, x: float, y: float, one: float, feathers: Colour, *, asleep: bool) -> None:
    if asleep:
        canvas.disc(x, y, 32 * one, mixed(feathers, WHITE, 0.45))
        canvas.arc(x, y - 6 * one, 18 * one, 20, 160, _PUPIL, 6 * one)
        return
    canvas.disc(x, y, 33 * one, WHITE)
    canvas.disc(x + 3 * one, y + 5 * one, 16 * one, _PUPIL)
    canvas.disc(x + 8 * one, y - 1 * one, 5 * one, WHITE)


def cup(canvas: Canvas, x: float, y: float, size: float, body: Colour, ground: Colour) -> None:
    """Draw a cup with something hot in it, standing at a place."""
    one = size / 100
    steam = mixed(ground, WHITE, 0.6) if sum(ground) < 380 else mixed(ground, _COFFEE, 0.35)
    for step in (-18, 0, 18):
        wave = [(x + (step + 6 * math.sin(t * 0.9)) * one, y - (86 + 6 * t) * one) for t in range(8)]
        canvas.line(wave, steam, 4 * one)
    canvas.ring(x + 44 * one, y - 46 * one, 20 * one, body, 9 * one)
    canvas.bar(x - 46 * one, y - 76 * one, 92 * one, 76 * one, body, 22 * one)
    canvas.bar(x - 46 * one, y - 76 * one, 92 * one, 30 * one, body, 4 * one)
    canvas.oval(x, y - 76 * one, 46 * one, 9 * one, _CREMA)
    canvas.oval(x, y - 75 * one, 38 * one, 6 * one, _COFFEE)
    canvas.bar(x - 62 * one, y, 124 * one, 9 * one, mixed(body, (0, 0, 0), 0.2), 4 * one)


def night(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Hang a moon and stars into the sky."""
    for _ in range(26):
        x, y = chance.uniform(0, canvas.width), chance.uniform(0, canvas.height * 0.6)
        canvas.disc(
            x, y, chance.choice((1.6, 2.2, 3.4)), mixed(palette.top, WHITE, chance.uniform(0.5, 0.95))
        )
    x, y = chance.uniform(140, canvas.width - 140), chance.uniform(90, 190)
    canvas.disc(x, y, 58, palette.paper)
    canvas.disc(x + 26, y - 16, 50, mixed(palette.top, palette.bottom, y / canvas.height))


def city(canvas: Canvas, palette: Palette, chance: Random, base: float) -> None:
    """Put a row of houses on the ground, with windows in which somebody is still awake."""
    x = -20.0
    far, near = mixed(palette.bottom, palette.ink, 0.45), mixed(palette.bottom, palette.ink, 0.85)
    while x < canvas.width:
        width, height = chance.uniform(70, 150), chance.uniform(90, 260)
        canvas.bar(x + 30, base - height * 1.1, width, height * 1.1 + 60, far)
        x += width
    x = -20.0
    while x < canvas.width:
        width, height = chance.uniform(80, 170), chance.uniform(60, 210)
        canvas.bar(x, base - height, width, height + 400, near)
        for column in range(int(width // 34)):
            for row in range(int(height // 42)):
                if chance.random() < 0.4:
                    lit = chance.choice((palette.accents[0], palette.paper))
                    canvas.bar(x + 14 + column * 34, base - height + 16 + row * 42, 14, 20, lit, 3)
        x += width + chance.choice((0, 0, 14))


def plant(canvas: Canvas, x: float, y: float, size: float, palette: Palette, chance: Random) -> None:
    """Put a plant in a pot at a place."""
    one = size / 100
    leaf = chance.choice((colour("#3f9a6b"), colour("#5fb07a"), colour("#2f7d5b")))
    kind = chance.randrange(3)
    for step in range(-2, 3):
        lean = step * (13 if kind else 20)
        tip = (x + lean * 1.7 * one, y - (150 - abs(step) * 22) * one)
        if kind == 0:
            canvas.line([(x, y - 60 * one), (x + lean * one, y - 110 * one), tip], leaf, 5 * one)
            canvas.oval(*tip, 17 * one, 12 * one, mixed(leaf, WHITE, 0.1 * abs(step)))
        elif kind == 1:
            base = [(x + (step * 7 - 8) * one, y - 56 * one), (x + (step * 7 + 8) * one, y - 56 * one)]
            canvas.shape([*base, tip], mixed(leaf, WHITE, 0.09 * (step + 2)))
        else:
            canvas.oval(x + lean * one, y - (100 - abs(step) * 12) * one, 15 * one, 40 * one, leaf)
    pot = chance.choice((*palette.accents, colour("#c9764f")))
    canvas.shape(
        [
            (x - 42 * one, y - 62 * one),
            (x + 42 * one, y - 62 * one),
            (x + 30 * one, y),
            (x - 30 * one, y),
        ],
        pot,
    )
    canvas.bar(x - 48 * one, y - 70 * one, 96 * one, 18 * one, mixed(pot, (0, 0, 0), 0.12), 5 * one)
