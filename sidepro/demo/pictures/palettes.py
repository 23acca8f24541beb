"""Colours that go together, in the spirit of the house: indigo nights and warm coffee."""

from random import Random

from msgspec import Struct

from sidepro.demo.pictures.canvas import Colour, colour, mixed, turned


class Palette(Struct, frozen=True):
    """A ground above and below, something dark and something light on it, and three accents."""

    top: Colour
    bottom: Colour
    ink: Colour
    paper: Colour
    accents: tuple[Colour, Colour, Colour]

    @property
    def is_dark(self) -> bool:
        """Whether it is a night."""
        return sum(self.top) < 3 * 110

    @property
    def soft(self) -> Colour:
        """A colour a little apart from the ground."""
        return mixed(self.bottom, self.ink if not self.is_dark else self.paper, 0.14)


def _palette(text: str) -> Palette:
    top, bottom, ink, paper, *accents = (colour(each) for each in text.split())
    first, second, third = accents
    return Palette(top, bottom, ink, paper, (first, second, third))


PALETTES = tuple(
    map(
        _palette,
        (
            "#171a4a #3a43a8 #0f1236 #eceeff #ffcf70 #8f99f0 #ff8f8a",
            "#14163a #232a6e #0b0d26 #f2f3ff #7fd6c2 #6f7bf0 #f7b955",
            "#2b1d4f #6a3f8f #1a1033 #fbeeff #ffb27d #e58fd0 #8fd3ff",
            "#101828 #1f3b57 #0a0f1a #e6f4ff #ffd479 #5fb8f0 #f28482",
            "#dfe2fb #c4cbf7 #2a2f7d #ffffff #5560e0 #f4a259 #4fb39a",
            "#eef0ff #dde2ff #313aa0 #ffffff #6a74ee #ef7d6d #ffd166",
            "#fbe9d2 #f3d3ac #4a2f1e #fff8ef #b26d3c #5560e0 #d9534f",
            "#f7efe6 #ead9c6 #3d2a1e #ffffff #9a6a45 #e3a857 #4f7f78",
            "#e2f3ea #c6e6d5 #1d4a38 #ffffff #3f9a6b #f2b134 #5560e0",
            "#d8eef5 #b6dcea #17475c #ffffff #2f8fb0 #f29b6b #6a74ee",
            "#fde6e0 #f9cfc6 #5c2230 #fff7f4 #e0665c #5560e0 #f2b84b",
            "#f1e9fb #ddcff5 #3f2a6b #ffffff #8258c9 #f08aa8 #59b8a8",
            "#1d120c #4a2f1f #120a06 #fff1e0 #e0a56a #f6d9ae #7f89f0",
            "#0f2a26 #1f5148 #081714 #e8fff6 #8fe3b4 #f7d774 #7f9cf0",
        ),
    )
)


def palette(chance: Random) -> Palette:
    """Draw a palette, its accents turned a little, so that few pictures have the very same colours."""
    drawn = chance.choice(PALETTES)
    first, second, third = (turned(each, chance.uniform(-12, 12)) for each in drawn.accents)
    return Palette(drawn.top, drawn.bottom, drawn.ink, drawn.paper, (first, second, third))
