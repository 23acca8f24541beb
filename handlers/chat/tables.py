"""The tables of docs/protocol.md, made from the Structs that frames are read with."""

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.inspect import (
    BoolType,
    Field,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    NoneType,
    RawType,
    StrType,
    StructType,
    Type,
    UnionType,
    type_info,
)

from sidepro.wire.frames import COMMANDS, EVENTS, RoomOutline
from sidepro.wire.rooms import MessageView, RoomView

_MARKED: Final = "<!-- {name}: made by `python -m sidepro protocol` -->\n{table}<!-- end of {name} -->"
_MARKS: Final = re.compile(r"<!-- (?P<name>\w+): made by [^>]*-->\n.*?<!-- end of (?P=name) -->", re.DOTALL)
_FIXED: Final[dict[type[Type], str]] = {BoolType: "true or false", NoneType: "null", RawType: "object"}
_SHAPES: Final = (RoomOutline, MessageView, RoomView)


def renewed(page: str) -> str:
    """Put the present tables between the marks of the page."""
    made = {
        "commands": _frames(COMMANDS),
        "events": _frames(EVENTS),
        "shapes": "\n".join(_section(f"`{shape.__name__}`", shape) for shape in _SHAPES),
    }
    return _MARKS.sub(lambda mark: _MARKED.format(name=mark["name"], table=made[mark["name"]]), page)


def _frames(frames: Mapping[str, type[Struct]]) -> str:
    return "\n".join(_section(f"`{name}`", frame) for name, frame in frames.items())


def _section(title: str, struct: type[Struct]) -> str:
    """Write what a Struct means, and a row for each of its fields."""
    info = type_info(struct)
    meaning = inspect.getdoc(struct) or ""
    rows = list(_rows(info.fields)) if isinstance(info, StructType) else []
    table = ["", "| field | what it is |", "|---|---|", *rows] if rows else []
    return "\n".join([f"#### {title}", "", meaning, *table, ""])


def _rows(fields: Iterable[Field]) -> Iterable[str]:
    for field in fields:
        words, description = _words(field.type), _description(field.type)
        if not field.required:
            words += ", may be missing"
        yield f"| `{field.encode_name}` | {'. '.join(filter(None, [words, description.rstrip('.')]))} |"


def _words(kind: Type) -> str:  # noqa: PLR0911 - one match, one case a line
    """Say what a value is, in a few words."""
    match kind:
        case Metadata(type=inner):
            return _words(inner)
        case StrType():
            return _text(kind)
        case IntType(ge=least, le=most):
            return f"integer from {least}" + (f" to {most}" if most is not None else "")
        case LiteralType(values=values):
            return " or ".join(f"`{value}`" for value in values)
        case ListType(item_type=item, max_length=most):
            return f"list of {_words(item)}" + (f", at most {most}" if most is not None else "")
        case StructType(cls=cls):
            return f"`{cls.__name__}`"
        case UnionType(types=types):
            return " or ".join(_words(each) for each in types)
    return _FIXED[type(kind)]


def _text(kind: StrType) -> str:
    if kind.max_length is None:
        return "text"
    return f"text of {kind.min_length or 0} to {kind.max_length} characters"


def _description(kind: Type) -> str:
    """Give what is said about a value where its type is declared."""
    told: list[str] = []
    while isinstance(kind, Metadata):
        told.append((kind.extra_json_schema or {}).get("description", ""))
        kind = kind.type
    return next(filter(None, told), "")


__all__ = ["renewed"]
