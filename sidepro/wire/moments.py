"""Moments as the API writes them."""

from datetime import datetime


def written(moment: datetime) -> str:
    """Write a UTC moment with milliseconds and a Z."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
