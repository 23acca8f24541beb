"""The pictures of the demo community in the object store: drawn once, and shared by as many as there are."""

import asyncio
import multiprocessing
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Final
from zlib import crc32

from msgspec import Struct, field

from documents.upload import Upload
from sidepro.demo.people import HOUSE
from sidepro.demo.pictures.faces import face
from sidepro.demo.pictures.thumbnails import A_DOMAIN, SCENES, thumbnail
from sidepro.services.object_store import IMAGES, ObjectStore, StoreKeys
from sidepro.settings import Settings
from sidepro.wire.images import Purpose
from tasks.pictures import Rendered, in_both_sizes

FACES: Final = "faces"
PIECE: Final = 12
"""How many pictures are drawn, and stored at the same time."""

_SHY: Final = 9
"""One person in so many shows no picture, and one project in so many no thumbnail."""


class Wanted(Struct, frozen=True):
    """Some pictures of one wall of the gallery: faces, or thumbnails of a domain."""

    wall: str
    numbers: range

    @property
    def purpose(self) -> Purpose:
        """What the pictures are for."""
        return "profile" if self.wall == FACES else "thumbnail"


class Gallery(Struct, frozen=True):
    """The keys of the pictures by wall; an empty gallery gives nobody a picture."""

    walls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def face(self, index: int) -> str | None:
        """Give the picture of the person with an index."""
        return self._picture(FACES, index, f"face {index}")

    def thumbnail(self, domain: str, project_id: str) -> str | None:
        """Give a thumbnail for a project of a domain."""
        return self._picture(domain, crc32(project_id.encode()), f"thumbnail {project_id}")

    def uploads(self) -> list[Upload]:
        """Give the documents of all pictures: they belong to the house, so that nobody sweeps them."""
        return [
            Upload(
                owner_id=None,
                purpose="profile" if wall == FACES else "thumbnail",
                content_type="image/webp",
                size=0,
                key=key,
                state="published",
            )
            for wall, keys in self.walls.items()
            for key in keys
        ]

    def _picture(self, wall: str, number: int, whose: str) -> str | None:
        keys = self.walls.get(wall, ())
        if not keys or (number and crc32(whose.encode()) % _SHY == 0):
            return None
        return keys[number % len(keys)]


def hang(settings: Settings, seed: int, processes: int) -> Gallery:
    """Draw all pictures and store them; the same seed gives the same keys.

    Raises `SettingsError` without the worker's key of the object store, `ObjectStoreAway` when it is away.
    """
    StoreKeys.read(settings, "worker")
    wanted = [*_pieces(FACES, HOUSE), *(piece for domain in SCENES for piece in _pieces(domain, A_DOMAIN))]
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    keys: dict[str, list[str]] = {}
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for piece, hung in zip(
            wanted, pool.map(_hang, [(settings, seed, each) for each in wanted]), strict=True
        ):
            keys.setdefault(piece.wall, []).extend(hung)
    return Gallery({wall: tuple(each) for wall, each in keys.items()})


def _pieces(wall: str, count: int) -> Iterable[Wanted]:
    return (Wanted(wall, range(count)[start : start + PIECE]) for start in range(0, count, PIECE))


def _hang(what: tuple[Settings, int, Wanted]) -> list[str]:
    return asyncio.run(hung(*what))


async def hung(settings: Settings, seed: int, piece: Wanted) -> list[str]:
    """Draw some pictures and store them; gives their keys."""
    drawn = [_drawn(seed, piece, number) for number in piece.numbers]
    await _store(settings, drawn)
    return [each.key for each in drawn]


def _drawn(seed: int, piece: Wanted, number: int) -> Rendered:
    picture = face(seed, number) if piece.wall == FACES else thumbnail(seed, piece.wall, number)
    return in_both_sizes(picture, piece.purpose, "house")


async def _store(settings: Settings, drawn: Iterable[Rendered]) -> None:
    objects = ObjectStore(settings)
    images = [image for each in drawn for image in each.images.items()]
    await asyncio.gather(*(objects.put(IMAGES + key, content, "image/webp") for key, content in images))
    objects.close()
