"""Structured logs: one event a line on standard output, with what is known about the request."""

import functools
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import msgspec
import structlog

from sidepro.settings import Settings

_SECRET_NAMES: Final = re.compile(r"password|token|secret|cookie|authorization|pepper", re.IGNORECASE)
_SECRET_SHAPES: Final = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=[Bb]earer )\S+")
_MASK: Final = "[masked]"


def configure(settings: Settings) -> None:
    """Send the events of structlog and the records of the standard library to one place."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    writes_json = settings.log_format == "json"
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_secrets,
    ]
    console = structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    structlog.configure(
        processors=[*shared, _as_bytes if writes_json else console],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=(
            structlog.BytesLoggerFactory(sys.stdout.buffer) if writes_json else structlog.PrintLoggerFactory()
        ),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _as_text if writes_json else console,
            ],
        )
    )
    logging.basicConfig(level=max(level, logging.INFO), handlers=[handler], force=True)
    logging.getLogger("tornado.access").disabled = True
    logging.getLogger("pymongo").setLevel(logging.WARNING)


def mask_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask whatever is named or shaped like a secret."""
    for name, value in event.items():
        if _names_a_secret(name):
            event[name] = _MASK
        elif isinstance(value, str) and ("eyJ" in value or "earer " in value):
            event[name] = _SECRET_SHAPES.sub(_MASK, value)
    return event


@functools.cache
def _names_a_secret(name: str) -> bool:
    """Judge each name once; the names of fields are ours, so they are few."""
    return _SECRET_NAMES.search(name) is not None


def _as_bytes(_: Any, __: str, event: MutableMapping[str, Any]) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)


def _as_text(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
