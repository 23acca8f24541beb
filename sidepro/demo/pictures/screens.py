"""What projects are about, as pictures: terminals, charts, keys, locks, papers and sound."""

import math
from random import Random

from sidepro.demo.pictures.canvas import Canvas, Colour, colour, mixed
from sidepro.demo.pictures.figures import WHITE, cup, night, owl, plant
from sidepro.demo.pictures.palettes import Palette

WIDTH, HEIGHT = 1200, 630


def terminal(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Open a terminal with some lines of code in it, and let somebody look over its edge."""
    left, top, width, height = 190, 96, 820, 460
    screen = mixed(palette.ink, (8, 10, 18), 0.6)
    visitor = chance.randrange(3)
    if visitor == 0:
        owl(canvas, left + width - 160, top + 60, 190, mixed(palette.accents[1], colour("#5560e0"), 0.4))
    canvas.bar(left, top, width, height, screen, 26)
    canvas.bar(left, top, width, 54, mixed(screen, WHITE, 0.08), 26)
    for number, dot in enumerate(("#ff6b5e", "#f7be4f", "#52c26e")):
        canvas.disc(left + 36 + 32 * number, top + 27, 9, colour(dot))
    for row in range(8):
        _code(canvas, palette, chance, left + 44 + 40 * chance.choice((0, 0, 1, 1, 2)), top + 92 + 44 * row)
    if visitor == 1:
        plant(canvas, left + width - 120, top + height - 30, 150, palette, chance)
    if visitor == 2:
        cup(canvas, left + width + 60, top + height + 20, 110, palette.accents[0], palette.bottom)


def _code(canvas: Canvas, palette: Palette, chance: Random, x: float, y: float) -> None:
    colours: list[Colour] = [*palette.accents, mixed(palette.paper, (120, 125, 150), 0.5)]
    for _ in range(chance.choice((1, 2, 3, 4))):
        width = chance.uniform(40, 150)
        canvas.bar(x, y, width, 16, chance.choice(colours), 8)
        x += width + 16


def chart(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Show what a year of something looks like, as squares of a calendar."""
    fill = chance.choice(palette.accents)
    ground = mixed(palette.bottom, palette.paper if palette.is_dark else palette.ink, 0.1)
    wave, phase = chance.uniform(2.0, 5.0), chance.uniform(0, 6.3)
    for column in range(20):
        for row in range(9):
            strength = max(0.0, 0.45 + 0.45 * math.sin(column / wave + phase) + chance.uniform(-0.4, 0.3))
            strength = min(1.0, round(strength * 4) / 4)
            x, y = 92 + 51 * column, 88 + 51 * row
            canvas.bar(x, y, 42, 42, mixed(ground, fill, strength), 9)
    if chance.random() < 0.7:
        left = chance.uniform(560, 780)
        canvas.bar(left, 250, 300, 260, palette.paper, 20)
        canvas.bar(left, 250, 300, 62, mixed(fill, palette.ink, 0.3), 20)
        for row in range(4):
            canvas.bar(
                left + 30,
                344 + 38 * row,
                chance.uniform(120, 240),
                14,
                mixed(palette.paper, palette.ink, 0.2),
                7,
            )


def curves(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Draw a line through many dots."""
    for row in range(5):
        canvas.bar(100, 110 + 100 * row, 1000, 3, palette.soft)
    bend, rise = chance.uniform(110, 240), chance.uniform(50, 110)
    points = [(x, 440 - (x - 100) * 0.25 + rise * math.sin(x / bend)) for x in range(110, 1100, 10)]
    for _ in range(90):
        x, y = chance.choice(points)
        accent = chance.choice(palette.accents[:2])
        canvas.disc(x, y + chance.gauss(0, 60), chance.uniform(6, 15), mixed(palette.bottom, accent, 0.75))
    canvas.line(points, palette.accents[2], 11)
    x, y = points[-16]
    canvas.disc(x, y, 26, palette.paper)
    canvas.disc(x, y, 16, palette.accents[2])


def keys(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Show some keys of a keyboard from above."""
    caps = [*palette.accents, palette.paper, mixed(palette.paper, palette.bottom, 0.3)]
    for row in range(4):
        x = 70.0 - 40 * (row % 2)
        while x < WIDTH - 70:
            width = 126 if chance.random() < 0.86 else 200
            cap = chance.choice(caps)
            y = 46 + 140 * row
            canvas.bar(x, y, width, 126, mixed(cap, (0, 0, 0), 0.28), 20)
            canvas.bar(x + 9, y + 4, width - 18, 100, cap, 16)
            sign = mixed(cap, palette.ink, 0.75)
            match chance.randrange(5):
                case 0:
                    canvas.bar(x + 34, y + 48, 40, 11, sign, 5)
                case 1:
                    canvas.ring(x + 54, y + 52, 17, sign, 8)
                case 2:
                    canvas.line([(x + 40, y + 36), (x + 60, y + 54), (x + 40, y + 72)], sign, 8)
                case 3:
                    canvas.bar(x + 49, y + 34, 10, 40, sign, 5)
                    canvas.bar(x + 34, y + 49, 40, 10, sign, 5)
            x += width + 14


def lock(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Draw a lock with what it keeps away around it."""
    x, y = WIDTH / 2 + chance.uniform(-160, 160), 350
    for number in range(4, 0, -1):
        canvas.disc(
            x, y - 20, 90 + 75 * number, mixed(palette.bottom, palette.accents[1], 0.28 - 0.05 * number)
        )
    body = palette.accents[0]
    canvas.arc(x, y - 80, 92, 180, 360, palette.paper if palette.is_dark else palette.ink, 34)
    for side in (-1, 1):
        canvas.bar(x + side * 75 - 17, y - 84, 34, 60, palette.paper if palette.is_dark else palette.ink)
    canvas.bar(x - 130, y - 40, 260, 210, body, 34)
    canvas.disc(x, y + 46, 30, mixed(body, palette.ink, 0.7))
    canvas.bar(x - 11, y + 50, 22, 66, mixed(body, palette.ink, 0.7), 10)
    for _ in range(22):
        at, far = chance.uniform(0, 6.3), chance.uniform(280, 560)
        place = (x + far * math.cos(at), y - 20 + far * 0.7 * math.sin(at))
        canvas.disc(*place, chance.uniform(5, 13), chance.choice(palette.accents[1:]))


def papers(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Lay two versions of a paper side by side, with what changed."""
    for number, mark in enumerate((palette.accents[0], palette.accents[2])):
        left = 180 + 440 * number
        canvas.bar(left + 10, 74, 400, 620, mixed(palette.bottom, palette.ink, 0.25), 18)
        canvas.bar(left, 64, 400, 620, palette.paper, 18)
        canvas.bar(left + 40, 112, 170, 24, palette.ink, 8)
        for row in range(9):
            y, width = 170 + 48 * row, chance.uniform(170, 310)
            if chance.random() < 0.3:
                canvas.bar(left + 24, y - 14, 352, 44, mixed(palette.paper, mark, 0.3), 8)
                canvas.bar(left + 40, y, width, 15, mark, 7)
            else:
                canvas.bar(left + 40, y, width, 15, mixed(palette.paper, palette.ink, 0.22), 7)


def calendar(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Hang up a month, with a few days that matter."""
    left, top = 290 + chance.uniform(-140, 140), 70
    canvas.bar(left + 10, top + 12, 620, 500, mixed(palette.bottom, palette.ink, 0.3), 30)
    canvas.bar(left, top, 620, 500, palette.paper, 30)
    canvas.bar(left, top, 620, 104, palette.accents[0], 30)
    canvas.bar(left, top + 60, 620, 44, palette.accents[0])
    for ring in (140, 480):
        canvas.bar(left + ring - 9, top - 28, 18, 66, palette.ink, 9)
    special = set(chance.sample(range(28), 5))
    for day in range(28):
        x, y = left + 62 + 82 * (day % 7), top + 162 + 84 * (day // 7)
        fill = mixed(palette.paper, palette.ink, 0.13)
        if day in special:
            fill = chance.choice(palette.accents[1:])
        canvas.disc(x, y, 26, fill)
    cup(canvas, left + 720 if left < 330 else left - 110, 580, 130, palette.accents[1], palette.bottom)


def sound(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Show how something sounds, and what is said."""
    x, swell, phase = 90.0, chance.uniform(60, 130), chance.uniform(0, 6)
    accent = chance.choice(palette.accents)
    played = chance.uniform(400, 800)
    while x < WIDTH - 90:
        height = 26 + abs(math.sin(x / swell + phase)) * 170 * chance.uniform(0.35, 1)
        canvas.bar(
            x, 230 - height / 2, 18, height, accent if x < played else mixed(palette.bottom, accent, 0.35), 9
        )
        x += 32
    for number in range(2):
        left = 150 + 330 * number
        fill = palette.paper if number == 0 else accent
        canvas.bar(left, 380 + 104 * number, 470, 84, fill, 34)
        canvas.bar(
            left + 36, 412 + 104 * number, chance.uniform(180, 380), 20, mixed(fill, palette.ink, 0.5), 10
        )


def record(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Play a record in the middle of the night."""
    if palette.is_dark:
        night(canvas, palette, chance)
    x, y = chance.uniform(400, 800), 330
    canvas.disc(x, y, 250, palette.ink)
    for number in range(6):
        canvas.ring(x, y, 236 - 24 * number, mixed(palette.ink, WHITE, 0.12), 2)
    canvas.disc(x, y, 92, palette.accents[0])
    canvas.slice(x, y, 92, 20, 150, palette.accents[2])
    canvas.disc(x, y, 14, palette.paper)
    arm = mixed(palette.paper, palette.ink, 0.15)
    canvas.line([(x + 330, y - 230), (x + 300, y + 60), (x + 190, y + 130)], arm, 16)
    canvas.disc(x + 330, y - 230, 34, arm)


def game(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Draw a creature of large dots, as the first games had them, the same on both sides."""
    size, fill, other = 46, palette.accents[0], palette.accents[2]
    left, top = 600 - 6 * size + chance.choice((-200, 0, 200)), 60
    for row in range(11):
        for column in range(6):
            inside = chance.random() < 0.62 - 0.06 * abs(row - 5) + 0.05 * column
            if inside:
                dot = other if chance.random() < 0.16 else fill
                for at in (column, 11 - column):
                    canvas.bar(left + at * size, top + row * size, size - 3, size - 3, dot, 5)
    for at in (4, 7):
        canvas.bar(left + at * size, top + 4 * size, size - 3, size - 3, WHITE, 5)
        canvas.bar(left + at * size + 14, top + 4 * size + 14, 18, 22, palette.ink, 3)
    for _ in range(18):
        x, y = chance.randrange(24) * 50, chance.randrange(12) * 52
        canvas.bar(x, y, 12, 12, mixed(palette.bottom, palette.accents[1], 0.6), 2)


def wheel(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Turn a wheel that decides."""
    x, y, parts = chance.uniform(430, 770), 330, chance.choice((8, 10, 12))
    colours = [*palette.accents, *(mixed(each, WHITE, 0.4) for each in palette.accents)]
    begin = chance.uniform(0, 45)
    canvas.disc(x, y, 268, palette.paper)
    for number in range(parts):
        step = 360 / parts
        canvas.slice(
            x, y, 250, begin + number * step, begin + (number + 1) * step, colours[number % len(colours)]
        )
    canvas.disc(x, y, 74, palette.paper)
    canvas.disc(x, y, 24, palette.ink)
    canvas.shape([(x - 36, 44), (x + 36, 44), (x, 118)], palette.ink)
    for _ in range(16):
        canvas.disc(
            chance.uniform(0, WIDTH),
            chance.uniform(0, HEIGHT),
            chance.uniform(5, 12),
            mixed(palette.bottom, chance.choice(palette.accents), 0.5),
        )
    canvas.disc(x, y, 24, palette.ink)
