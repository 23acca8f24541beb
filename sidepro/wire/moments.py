"""Moments as the API writes them."""

from datetime import datetime


def written(moment: datetime) -> str:
    """Write a moment in UTC, with or without a time zone, with milliseconds and a Z."""
    return f"{moment.isoformat('T', 'milliseconds')[:23]}Z"
