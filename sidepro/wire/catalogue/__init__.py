"""The catalogue of skills: what they are called, in English and Korean, and how they are found."""

from sidepro.wire.catalogue.catalogue import Catalogue
from sidepro.wire.catalogue.completion import Match
from sidepro.wire.catalogue.skill import Area, Kind, Skill

__all__ = ["Area", "Catalogue", "Kind", "Match", "Skill"]
