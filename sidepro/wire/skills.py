"""Skills as the API gives them."""

from typing import Annotated

from msgspec import Meta, Struct

from sidepro.wire import patterns
from sidepro.wire.catalogue import Kind
from sidepro.wire.catalogue.names import LONGEST_NAME
from sidepro.wire.pages import Limit

TypedName = Annotated[
    str,
    Meta(
        max_length=LONGEST_NAME,
        pattern=patterns.LINE_OR_NOTHING,
        description="What was typed of a name, in Latin letters, Hangul or 초성; nothing for all skills.",
        examples=["ㅍㅇㅆ"],
    ),
]
HowMany = Annotated[Limit, Meta(description="How many at most: 10, or all when nothing was typed.")]


class SkillQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which skills are meant."""

    q: TypedName = ""
    limit: HowMany | None = None


class SkillView(Struct, frozen=True, kw_only=True):
    """A technology of the catalogue, and how many users and projects have it."""

    slug: Annotated[str, Meta(description="Never changes.", examples=["python"])]
    name: Annotated[str, Meta(examples=["Python"])]
    kind: Kind
    alias: Annotated[
        str | None,
        Meta(description="The alias that matched, or null when the name did.", examples=["파이썬"]),
    ]
    user_count: Annotated[int, Meta(ge=0, examples=[128])]
    project_count: Annotated[int, Meta(ge=0, examples=[342])]


class SkillList(Struct, frozen=True, kw_only=True):
    """Skills, those that are most likely meant, or most used, first."""

    items: list[SkillView]
