"""What the catalogue says of one skill."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Kind(StrEnum):
    """What sort of technology a skill is."""

    LANGUAGE = "language"
    FRAMEWORK = "framework"
    LIBRARY = "library"
    DATABASE = "database"
    CLOUD = "cloud"
    PLATFORM = "platform"
    TOOL = "tool"
    CONCEPT = "concept"


class Area(StrEnum):
    """The work that a skill is used for; the skills of one area go together in a stack."""

    GENERAL = "general"
    BACKEND = "backend"
    FRONTEND = "frontend"
    MOBILE = "mobile"
    DESKTOP = "desktop"
    DATA = "data"
    AI = "ai"
    GAME = "game"
    DEVOPS = "devops"
    EMBEDDED = "embedded"
    DESIGN = "design"
    TESTING = "testing"
    SECURITY = "security"
    BLOCKCHAIN = "blockchain"
    ENTERPRISE = "enterprise"


Tier = Annotated[int, Meta(ge=1, le=3)]
"""How much a skill is used today: 1 by many, 2 by some, 3 by few."""


class Skill(Struct, frozen=True, kw_only=True):
    """A technology: its slug never changes, its name is what people read, its aliases are found too."""

    slug: str
    name: str
    kind: Kind
    tier: Tier
    areas: tuple[Area, ...]
    aliases: tuple[str, ...]
