"""Pictures of people who have none: faces, owls, cups and shapes, one of a kind each."""

from collections.abc import Callable
from random import Random

from PIL import Image

from sidepro.demo.chance import stream
from sidepro.demo.pictures.canvas import Canvas, Colour, colour, colours, mixed, turned
from sidepro.demo.pictures.figures import cup, owl
from sidepro.demo.pictures.palettes import PALETTES

SIDE = 256

_GROUNDS = colours(
    "#dfe2fb #fbdcd8 #fbe9c9 #d7eee2 #d8eef5 #ecdff9 #f5e0cd #e3e6ee #ffe3ea #2a2f7d #3d2a1e #1d4a38"
)
_SKINS = colours("#f9dfc8 #f5d5ba #eec3a0 #dba77f #b97f58 #8a5a3c")
_HAIRS = colours("#2c2430 #3b2a24 #5a3a28 #1d1f2b #8a5a34 #6b6f7d #c7772f #4650cf")
_CLOTHES = colours("#5560e0 #c25a55 #3f8f6b #9a6a45 #e3a857 #2f8fb0 #8258c9 #4a4f68 #f0f1f8")
_INK = colour("#2a2d45")


def face(seed: int, index: int) -> Image.Image:
    """Draw the picture of somebody: mostly a face, sometimes what they like better."""
    chance = stream(seed, "face", index)
    canvas = Canvas(SIDE, SIDE, chance.choice(_GROUNDS))
    draw: Callable[[Canvas, Random], None] = chance.choices(
        (_person, _owl, _cup, _window, _shapes), weights=(62, 11, 8, 8, 11)
    )[0]
    draw(canvas, chance)
    return canvas.finished()


def _person(canvas: Canvas, chance: Random) -> None:
    ground = chance.choice(_GROUNDS)
    canvas.bar(0, 0, SIDE, SIDE, ground)
    skin, hair, clothes = chance.choice(_SKINS), chance.choice(_HAIRS), chance.choice(_CLOTHES)
    style = chance.randrange(5)
    if style == 1:  # long hair, behind
        canvas.bar(62, 74, 132, 150, hair, 58)
    if style == 4:
        canvas.disc(128, 46, 28, hair)
    canvas.oval(128, 270, 98, 92, clothes)
    canvas.shape([(104, 186), (152, 186), (128, 218)], mixed(skin, (90, 40, 20), 0.18))
    canvas.bar(110, 150, 36, 46, mixed(skin, (90, 40, 20), 0.12), 16)
    canvas.oval(128, 118, 50, 56, skin)
    for side in (-1, 1):
        canvas.disc(128 + side * 50, 124, 10, skin)
    _hair(canvas, hair, style)
    _look(canvas, chance, skin)
    if chance.random() < 0.14:
        _headphones(canvas, chance.choice(_CLOTHES))


def _hair(canvas: Canvas, hair: Colour, style: int) -> None:
    canvas.slice(128, 112, 57, 180, 360, hair)
    match style:
        case 0:
            canvas.shape([(71, 112), (100, 84), (185, 112), (182, 80), (128, 52), (74, 80)], hair)
        case 1:
            canvas.bar(70, 100, 18, 96, hair, 9)
            canvas.bar(168, 100, 18, 96, hair, 9)
        case 2:
            for x in range(80, 184, 20):
                canvas.disc(x, 84 - (8 if 90 < x < 170 else 0), 19, hair)
        case 3:
            canvas.shape([(71, 114), (78, 66), (150, 50), (186, 84), (186, 114), (160, 88)], hair)
        case _:
            canvas.bar(71, 92, 114, 22, hair, 10)


def _look(canvas: Canvas, chance: Random, skin: Colour) -> None:
    eye = chance.randrange(3)
    for side in (-1, 1):
        x = 128 + side * 21
        if eye == 0:
            canvas.disc(x, 124, 5.5, _INK)
        elif eye == 1:
            canvas.arc(x, 126, 9, 200, 340, _INK, 4)
        else:
            canvas.oval(x, 124, 4.5, 7, _INK)
        canvas.line([(x - 9, 107), (x + 9, 107 - side * chance.uniform(-2, 2))], _INK, 3.4)
        canvas.oval(128 + side * 34, 142, 9, 6, mixed(skin, colour("#e8837a"), 0.45))
    smile = chance.randrange(3)
    if smile == 2:
        canvas.slice(128, 144, 14, 0, 180, mixed(_INK, colour("#c25a55"), 0.4))
    else:
        canvas.arc(128, 138, 15 + 3 * smile, 30, 150, _INK, 4)
    if chance.random() < 0.36:
        for side in (-1, 1):
            canvas.ring(128 + side * 21, 124, 17, _INK, 4)
        canvas.line([(124, 122), (132, 122)], _INK, 4)


def _headphones(canvas: Canvas, body: Colour) -> None:
    canvas.arc(128, 112, 66, 180, 360, body, 10)
    for side in (-1, 1):
        canvas.bar(128 + side * 62 - 12, 104, 24, 44, body, 11)


def _owl(canvas: Canvas, chance: Random) -> None:
    canvas.bar(0, 0, SIDE, SIDE, chance.choice(_GROUNDS))
    feathers = turned(colour("#5560e0"), chance.choice((0, 0, 18, -24, 60, 130, 150)))
    owl(canvas, 128, 262, 222, feathers, asleep=chance.random() < 0.25)


def _cup(canvas: Canvas, chance: Random) -> None:
    ground = chance.choice(_GROUNDS)
    canvas.bar(0, 0, SIDE, SIDE, ground)
    body = chance.choice([each for each in _CLOTHES if each != ground])
    cup(canvas, 120, 208, 138, body, ground)


def _window(canvas: Canvas, chance: Random) -> None:
    palette = chance.choice([each for each in PALETTES if each.is_dark])
    canvas.sky(palette.top, palette.bottom)
    canvas.disc(chance.uniform(80, 180), 84, 34, palette.accents[0])
    for _ in range(14):
        canvas.disc(chance.uniform(0, SIDE), chance.uniform(0, 150), chance.choice((1.5, 2.4)), palette.paper)
    first, second = palette.ink, mixed(palette.bottom, palette.ink, 0.5)
    peak = chance.uniform(60, 120)
    canvas.shape([(-40, SIDE), (peak, 120), (peak + 130, SIDE)], second)
    canvas.shape([(peak, SIDE), (peak + 90, 150), (SIDE + 60, SIDE)], first)


def _shapes(canvas: Canvas, chance: Random) -> None:
    """Four fields with a shape each, as a quilt has them."""
    palette = chance.choice(PALETTES)
    colours = [*palette.accents, palette.ink, palette.paper]
    half = SIDE / 2
    for x in (0.0, half):
        for y in (0.0, half):
            ground, form = chance.sample(colours, 2)
            canvas.bar(x, y, half, half, ground)
            match chance.randrange(4):
                case 0:
                    canvas.disc(x + half / 2, y + half / 2, half * 0.36, form)
                case 1:
                    begin = 90 * chance.randrange(4)
                    corner = (x + (half if begin in {90, 180} else 0), y + (half if begin >= 180 else 0))
                    canvas.slice(*corner, half, begin, begin + 90, form)
                case 2:
                    canvas.shape([(x, y), (x + half, y), (x, y + half)], form)
                case _:
                    canvas.ring(x + half / 2, y + half / 2, half * 0.36, form, 14)
