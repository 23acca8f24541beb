"""Moments in the life of the community: a year that ends at a given moment, busiest in Korean evenings."""

from datetime import datetime, timedelta
from random import Random

from sidepro.demo.chance import Weighted

YEAR = timedelta(days=365)
_KOREA = timedelta(hours=9)
_HOURS = Weighted(
    range(24), (6, 4, 2, 1, 1, 1, 2, 4, 5, 5, 5, 5, 7, 6, 5, 5, 5, 5, 6, 8, 11, 14, 15, 11)
)  # the hour of the day in Korea, people being at work by day


def between(chance: Random, start: datetime, end: datetime) -> datetime:
    """Choose a moment from start to end, to the millisecond; an evening where the span leaves a choice."""
    anywhere = start + (end - start) * chance.random()
    day = (anywhere + _KOREA).replace(hour=0, minute=0, second=0, microsecond=0) - _KOREA
    hour, milliseconds = _HOURS.draw(chance), int(chance.random() * 3_600_000)
    moment = day + timedelta(hours=hour, milliseconds=milliseconds)
    return moment if start <= moment <= end else to_millisecond(anywhere)


def to_millisecond(moment: datetime) -> datetime:
    """Cut a moment to the precision that the store keeps."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def identifier(moment: datetime, place: int, number: int) -> str:
    """Make an ObjectId's 24 hexadecimal digits of a moment, a 5-byte place and a 3-byte number.

    Ids sort by time, to the second, as the store's own do.
    """
    return f"{int(moment.timestamp()):08x}{place:010x}{number:06x}"
