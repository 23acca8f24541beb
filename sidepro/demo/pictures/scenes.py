"""What projects are about, as pictures: ways, bowls, plants, books, maps and money."""

import math
from random import Random

from sidepro.demo.pictures.canvas import Canvas, colour, mixed
from sidepro.demo.pictures.figures import WHITE, city, cup, night, owl, plant
from sidepro.demo.pictures.palettes import Palette

WIDTH, HEIGHT = 1200, 630


def lines(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Draw the map of an underground, and where one is."""
    for number, accent in enumerate(palette.accents):
        y, x = 130 + 170 * number + chance.uniform(-40, 40), -20.0
        points = [(x, y)]
        while x < WIDTH:
            x += chance.uniform(140, 230)
            points.append((x, y))
            step = chance.choice((-120, 0, 120))
            y = min(560, max(70, y + step))
            x += abs(step)
            points.append((x, y))
        canvas.line(points, accent, 20)
        for x, y in points[1:-1:2]:
            canvas.disc(x, y, 19, palette.paper)
            canvas.disc(x, y, 11, palette.ink)
    x, y = chance.uniform(400, 800), chance.uniform(220, 420)
    canvas.disc(x, y, 62, mixed(palette.bottom, palette.accents[0], 0.35))
    canvas.disc(x, y, 30, WHITE)
    canvas.disc(x, y, 17, palette.accents[0])


def road(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Draw a bus in front of a city at night or by day."""
    if palette.is_dark:
        night(canvas, palette, chance)
    else:
        canvas.disc(chance.uniform(200, 1000), 150, 70, palette.accents[0])
    city(canvas, palette, chance, 470)
    canvas.bar(0, 500, WIDTH, 140, mixed(palette.ink, palette.bottom, 0.25))
    for x in range(-40 + chance.randrange(80), WIDTH, 150):
        canvas.bar(x, 574, 80, 9, palette.paper, 4)
    left, body = chance.uniform(240, 620), chance.choice(palette.accents)
    canvas.bar(left, 330, 380, 190, body, 30)
    canvas.bar(left, 452, 380, 24, mixed(body, WHITE, 0.6))
    for number in range(4):
        canvas.bar(left + 26 + 86 * number, 360, 70, 66, mixed(palette.paper, palette.accents[1], 0.15), 10)
    for at in (84, 296):
        canvas.disc(left + at, 520, 40, palette.ink)
        canvas.disc(left + at, 520, 17, palette.paper)


def bowl(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Set a table with a bowl and what goes into it."""
    table = mixed(palette.bottom, palette.accents[0], 0.3)
    canvas.bar(0, 470, WIDTH, 170, table)
    x, dish = WIDTH / 2 + chance.uniform(-60, 60), chance.choice(palette.accents)
    for _ in range(4):
        canvas.disc(
            x + chance.uniform(-150, 150), 292, chance.uniform(34, 56), chance.choice(palette.accents)
        )
    for step in range(-3, 4):
        leaf = mixed(colour("#3f9a6b"), WHITE, 0.08 * abs(step))
        canvas.oval(x + step * 44, 276 - 12 * (step % 2), 26, 40, leaf)
    canvas.slice(x, 300, 230, 0, 180, dish)
    canvas.bar(x - 244, 286, 488, 34, mixed(dish, WHITE, 0.25), 17)
    canvas.bar(x - 90, 500, 180, 26, mixed(dish, (0, 0, 0), 0.2), 10)
    side = chance.choice((-1, 1))
    for number in (0, 1):
        canvas.line(
            [(x + side * 300 + 24 * number, 520), (x + side * 360 + 34 * number, 170)], palette.ink, 11
        )
    cup(canvas, x - side * 390, 520, 130, chance.choice(palette.accents), palette.bottom)


def shelf(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Put food on the shelves of a refrigerator."""
    inside = mixed(palette.paper, palette.accents[1], 0.06)
    canvas.bar(250, 40, 700, 700, mixed(palette.paper, palette.ink, 0.12), 36)
    canvas.bar(274, 64, 652, 700, inside, 22)
    for y in (250, 430, 610):
        canvas.bar(274, y, 652, 12, mixed(palette.bottom, palette.accents[1], 0.4))
        x = 320.0
        while x < 850:
            size, fill = chance.uniform(36, 58), chance.choice((*palette.accents, colour("#3f9a6b")))
            match chance.randrange(4):
                case 0:
                    canvas.disc(x + size, y - size, size, fill)
                    canvas.oval(x + size, y - 2 * size, 20, 7, colour("#3f9a6b"))
                case 1:
                    canvas.bar(x, y - 124, size * 1.5, 124, fill, 16)
                    canvas.bar(x + size * 0.4, y - 146, size * 0.7, 34, mixed(fill, palette.ink, 0.4), 8)
                    canvas.bar(x, y - 82, size * 1.5, 40, WHITE)
                case 2:
                    canvas.bar(x, y - size * 1.2, size * 2.2, size * 1.2, colour("#f2c14e"), 8)
                    canvas.disc(x + size * 0.6, y - size * 0.5, 11, colour("#d99f2b"))
                    canvas.disc(x + size * 1.5, y - size * 0.8, 8, colour("#d99f2b"))
                case _:
                    for at in range(3):
                        canvas.oval(x + 24 + at * 40, y - 30, 21, 30, colour("#f3e3cf"))
            x += chance.uniform(130, 180)


def plants(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Put plants on a board by a window."""
    frame = mixed(palette.paper, palette.bottom, 0.25)
    canvas.bar(330, 50, 540, 420, frame, 26)
    canvas.bar(350, 70, 500, 380, mixed(palette.accents[1], WHITE, 0.62), 14)
    canvas.disc(chance.uniform(440, 760), 180, 50, palette.accents[0])
    canvas.bar(592, 70, 16, 380, frame)
    canvas.bar(0, 520, WIDTH, 130, mixed(palette.accents[0], palette.ink, 0.25))
    canvas.bar(0, 520, WIDTH, 18, mixed(palette.accents[0], WHITE, 0.25))
    for number in range(5):
        plant(canvas, 150 + 225 * number, 526, chance.uniform(120, 185), palette, chance)


def room(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Let somebody be awake in a city, with an owl for company."""
    night(canvas, palette, chance)
    city(canvas, palette, chance, 560)
    feathers = mixed(palette.accents[1], colour("#5560e0"), 0.5)
    x = chance.choice((250, 880)) + chance.uniform(-40, 60)
    canvas.bar(x - 190, 556, 420, 22, palette.paper, 11)
    owl(canvas, x, 560, 235, feathers, asleep=chance.random() < 0.2)
    cup(canvas, x + 150, 556, 84, palette.accents[0], palette.bottom)


def books(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Stand books in a row, one of them slanting, beneath a lamp."""
    base = 520
    canvas.bar(0, base, WIDTH, 26, mixed(palette.ink, palette.bottom, 0.2))
    canvas.bar(0, base + 26, WIDTH, 100, mixed(palette.ink, palette.bottom, 0.5))
    lamp = chance.uniform(820, 980)
    canvas.shape(
        [(lamp - 70, 170), (lamp + 70, 170), (lamp + 330, base), (lamp - 330, base)],
        mixed(palette.bottom, palette.accents[0], 0.25),
    )
    x = 110.0
    while x < 720:
        width, height = chance.uniform(46, 92), chance.uniform(230, 370)
        cover = chance.choice((*palette.accents, palette.ink, mixed(palette.accents[0], palette.ink, 0.4)))
        canvas.bar(x, base - height, width, height, cover, 6)
        canvas.bar(x + 8, base - height + 34, width - 16, 12, mixed(cover, WHITE, 0.6), 3)
        canvas.bar(x + 8, base - height + 58, width - 16, 6, mixed(cover, WHITE, 0.6), 3)
        x += width + 5
    canvas.line([(lamp, base), (lamp, 200)], palette.ink, 12)
    canvas.shape([(lamp - 44, 90), (lamp + 44, 90), (lamp + 100, 190), (lamp - 100, 190)], palette.accents[0])
    canvas.bar(lamp - 70, base - 12, 140, 16, palette.ink, 8)
    if chance.random() < 0.6:
        owl(canvas, lamp - 170, base, 150, mixed(palette.accents[1], colour("#5560e0"), 0.4))


def town(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Draw the blocks of a town from above, and where something is."""
    street = mixed(palette.bottom, palette.paper if palette.is_dark else palette.ink, 0.06)
    block = mixed(palette.bottom, palette.paper if palette.is_dark else palette.ink, 0.17)
    canvas.bar(0, 0, WIDTH, HEIGHT, street)
    x = -60.0
    while x < WIDTH:
        width, y = chance.uniform(110, 210), -60 + chance.uniform(0, 40)
        while y < HEIGHT:
            height = chance.uniform(90, 180)
            fill = colour("#7cc08f") if chance.random() < 0.12 else block
            canvas.bar(x, y, width, height, fill, 12)
            y += height + 26
        x += width + 26
    canvas.line(
        [(-20, chance.uniform(100, 500)), (600, chance.uniform(200, 400)), (1230, chance.uniform(100, 500))],
        mixed(palette.accents[1], palette.bottom, 0.35),
        40,
    )
    for _ in range(3):
        x, y, accent = chance.uniform(140, 1060), chance.uniform(120, 480), chance.choice(palette.accents)
        canvas.disc(x, y, 80, mixed(street, accent, 0.22))
        canvas.shape([(x - 38, y - 40), (x + 38, y - 40), (x, y + 30)], accent)
        canvas.disc(x, y - 52, 42, accent)
        canvas.disc(x, y - 52, 17, WHITE)


def money(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Let something grow, beside a few coins."""
    base = 520
    for row in range(4):
        canvas.bar(110, base - 110 * (row + 1), 980, 3, palette.soft)
    height = chance.uniform(80, 140)
    tops = []
    for number in range(7):
        height = max(60, min(400, height + chance.uniform(-30, 80)))
        x = 140 + 132 * number
        canvas.bar(x, base - height, 78, height, palette.accents[number % 2], 14)
        tops.append((x + 39, base - height - 46))
    canvas.line(tops, palette.accents[2], 9)
    for x, y in tops:
        canvas.disc(x, y, 14, palette.paper)
        canvas.disc(x, y, 8, palette.accents[2])
    canvas.bar(90, base, 1020, 8, palette.ink if not palette.is_dark else palette.paper, 4)
    gold = colour("#f2c14e")
    for number in range(chance.randrange(3, 6)):
        canvas.oval(1010, base - 10 - 24 * number, 78, 22, mixed(gold, (90, 50, 0), 0.3))
        canvas.oval(1010, base - 20 - 24 * number, 78, 22, gold)


def waves(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Draw hills that rise and fall as breath does, and a sun behind them."""
    sun = (chance.uniform(300, 900), chance.uniform(160, 280))
    for number in range(3):
        canvas.disc(*sun, 170 - 34 * number, mixed(palette.top, palette.accents[0], 0.3 + 0.3 * number))
    for number in range(5):
        rise, phase, long = chance.uniform(20, 60), chance.uniform(0, 6.3), chance.uniform(130, 260)
        y = 300 + 72 * number
        points = [(x, y + rise * math.sin(x / long + phase)) for x in range(0, WIDTH + 21, 20)]
        fill = mixed(palette.accents[1], palette.ink, 0.16 * number)
        canvas.shape([(0, HEIGHT), *points, (WIDTH, HEIGHT)], fill)


def rings(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Show how far one has come with three things, as rings."""
    x, y = WIDTH / 2 + chance.uniform(-250, 250), HEIGHT / 2
    for number, accent in enumerate(palette.accents):
        radius = 250 - 66 * number
        canvas.ring(x, y, radius, mixed(palette.bottom, accent, 0.22), 44)
        end = -90 + chance.uniform(120, 330)
        canvas.arc(x, y, radius, -90, end, accent, 44)
        for degrees in (-90.0, end):
            at = math.radians(degrees)
            canvas.disc(x + (radius - 22) * math.cos(at), y + (radius - 22) * math.sin(at), 22, accent)
    side = -1 if x > WIDTH / 2 else 1
    for number in range(3):
        left = x + side * 330 - (0 if side > 0 else 220)
        canvas.disc(left, y - 90 + 90 * number, 17, palette.accents[number])
        canvas.bar(left + 40, y - 102 + 90 * number, chance.uniform(110, 190), 24, palette.soft, 12)


def cats(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Have three cats look at one."""
    furs = [colour(each) for each in ("#3a3a44", "#e8933f", "#f7f5f0", "#8a8fa3", "#c9986c")]
    chance.shuffle(furs)
    canvas.bar(0, 540, WIDTH, 100, mixed(palette.bottom, palette.accents[0], 0.35))
    for number, fur in enumerate(furs[:3]):
        x, y = 250 + 350 * number, 380 + chance.uniform(-20, 30)
        dark = sum(fur) < 330
        trait = colour("#fbe9c9") if dark else colour("#33241c")
        canvas.oval(x, y + 200, 120, 150, fur)
        for ear in (-1, 1):
            canvas.shape([(x + ear * 124, y - 150), (x + ear * 132, y - 10), (x + ear * 26, y - 88)], fur)
            canvas.shape(
                [(x + ear * 108, y - 116), (x + ear * 112, y - 40), (x + ear * 52, y - 84)],
                mixed(fur, colour("#f2a6a0"), 0.6),
            )
        canvas.oval(x, y, 138, 116, fur)
        for eye in (-1, 1):
            if chance.random() < 0.75:
                canvas.oval(x + eye * 56, y - 6, 17, 21, trait)
                canvas.disc(x + eye * 56 + 5, y - 13, 6, WHITE)
            else:
                canvas.arc(x + eye * 56, y - 6, 18, 200, 340, trait, 7)
        canvas.shape([(x - 14, y + 30), (x + 14, y + 30), (x, y + 46)], colour("#e8837a"))
        for lip in (-1, 1):
            canvas.arc(x + lip * 14, y + 44, 15, 20, 160, trait, 5)
