"""What can be wrong with a field, as a code that the translations turn into a sentence."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from sidepro.wire.patterns import CODES


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong: where (RFC 6901 pointer as a URI fragment), what, and its limits."""

    pointer: str
    code: str
    values: Mapping[str, str | int] = msgspec.field(default_factory=dict)


class MalformedInput(Exception):
    """The body is not JSON in UTF-8."""


class InvalidInput(Exception):
    """The input has the wrong shape; `faults` tells everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


def pointer(name: str, parent: str = "#") -> str:
    """Point at a member of what `parent` points at."""
    return f"{parent}/{name.replace('~', '~0').replace('/', '~1')}"


_PATH: Final = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP: Final = re.compile(r"\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)|\[(?P<index>[0-9]+|\.\.\.)\]")
_MESSAGES: Final = (
    (re.compile(r"^Expected `str` of length >= (?P<limit>\d+)$"), "too_short"),
    (re.compile(r"^Expected `str` of length <= (?P<limit>\d+)$"), "too_long"),
    (re.compile(r"^Expected `(?:array|object)` of length >= (?P<limit>\d+)$"), "too_few"),
    (re.compile(r"^Expected `(?:array|object)` of length <= (?P<limit>\d+)$"), "too_many"),
    (re.compile(r"^Expected `(?:int|float)` >= (?P<limit>-?\d+)(?:\.0)?$"), "too_small"),
    (re.compile(r"^Expected `(?:int|float)` <= (?P<limit>-?\d+)(?:\.0)?$"), "too_large"),
    (re.compile(r"^Number out of range$|^Integer value out of range$"), "out_of_range"),
    (re.compile(r"^Invalid enum value "), "not_a_choice"),
    (re.compile(r"^Object missing required field `(?P<name>[^`]*)`$"), "required"),
    (re.compile(r"^Object contains unknown field `(?P<name>[^`]*)`$"), "unknown"),
    (re.compile(r"^Expected `(?P<expected>[a-z]+)(?: \| null)?`, got `null`$"), "not_null"),
    (re.compile(r"^Expected `(?P<expected>[a-z]+)(?: \| null)?`, got "), "wrong_type"),
)
_REGEX: Final = re.compile(r"^Expected `str` matching regex (?P<literal>.*)$", re.DOTALL)


def fault_of(message: str, at: str) -> Fault:
    """Turn a message of msgspec about the value at a pointer into a fault."""
    path = _PATH.search(message)
    if path:
        message = message[: path.start()]
        for step in _STEP.finditer(path["path"]):
            at = pointer(step["name"] or step["index"], at)
    if regex := _REGEX.match(message):
        return Fault(at, CODES.get(regex["literal"], "wrong_form"))
    for pattern, code in _MESSAGES:
        if found := pattern.match(message):
            return _with_values(at, code, found.groupdict())
    return Fault(at, "wrong_form")


def _with_values(at: str, code: str, found: dict[str, str]) -> Fault:
    if name := found.get("name"):
        return Fault(pointer(name, at), code)
    if limit := found.get("limit"):
        return Fault(at, code, {"limit": int(limit)})
    return Fault(at, code, {"expected": found["expected"]} if "expected" in found else {})
