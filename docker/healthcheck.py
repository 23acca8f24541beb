"""Tells Docker whether a process is well: `python docker/healthcheck.py [ADDRESS | worker | beat]`."""

import os
import sys
from urllib.request import urlopen

SECONDS = 3


def answers(address: str) -> bool:
    """Tell whether a GET of the address succeeds."""
    with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - an address of our own
        return bool(answer.status == 200)


def has_a_pulse(part: str) -> bool:
    """Tell whether a worker or beat has noted lately that it lives."""
    from redis import Redis  # noqa: PLC0415 - a check of a server needs nothing

    from sidepro.settings import Settings  # noqa: PLC0415 - for the same reason

    redis = Redis.from_url(Settings.read(os.environ).redis_url, socket_timeout=SECONDS)
    return bool(redis.exists(f"sidepro:pulse:{part}"))


asked = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/healthz"
sys.exit(not (has_a_pulse(asked) if asked in {"worker", "beat"} else answers(asked)))
