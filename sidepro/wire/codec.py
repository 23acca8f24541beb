"""Reads and writes JSON by type, and tells everything that is wrong at once."""

import functools
import re
import types
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from sidepro.wire.faults import Fault, InvalidInput, MalformedInput, fault_of, pointer

T = TypeVar("T")

_INTEGER = re.compile(r"-?[0-9]+")

_encoder = msgspec.json.Encoder()
_LARGEST_INTEGER = 2**53
"""The largest integer that every JSON reader keeps exactly (RFC 8259, section 6)."""


def encode(value: object) -> bytes:
    """Write a value as JSON."""
    return _encoder.encode(value)


def decode_json(raw: bytes, type_: type[T]) -> T:
    """Read a JSON body as the given type.

    Raises `MalformedInput` when it is not JSON and `InvalidInput` with every fault when it is of another
    shape.
    """
    try:
        return msgspec.json.decode(raw, type=type_)
    except msgspec.ValidationError as error:
        raise InvalidInput(_every_fault(_parse(raw, error), type_, error, strict=True)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedInput from None


def decode_query(arguments: dict[str, list[str]], type_: type[T]) -> T:
    """Read the parameters of an address as the given type.

    Only a parameter whose type is a list may be repeated. Raises `InvalidInput` with every fault.
    """
    shape: Any = type_
    kinds = _kinds(shape)
    value: dict[str, object] = {}
    repeated: list[Fault] = []
    for name, given in arguments.items():
        if kinds.get(name) is list:
            value[name] = given
        elif len(given) > 1:
            repeated.append(Fault(pointer(name), "repeated"))
        elif kinds.get(name) is int and not _INTEGER.fullmatch(given[0]):
            value[name] = given  # msgspec would read 1e3 as an integer, but no list
        else:
            value[name] = given[0]
    if repeated:
        raise InvalidInput(tuple(repeated))
    try:
        return msgspec.convert(value, type_, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidInput(_every_fault(value, type_, error, strict=False)) from None


def _parse(raw: bytes, known: msgspec.ValidationError) -> object:
    """Read JSON of any shape; `known` is told where it holds a number that no type here can."""
    try:
        return msgspec.json.decode(raw)
    except msgspec.ValidationError:
        raise InvalidInput((fault_of(str(known), "#"),)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedInput from None


def _every_fault(
    value: object, type_: Any, error: msgspec.ValidationError, *, strict: bool
) -> tuple[Fault, ...]:
    """Convert field by field, because msgspec stops at the first fault."""
    faults = tuple(_faults(value, type_, "#", strict=strict))
    return faults or (fault_of(str(error), "#"),)


def _faults(value: object, type_: Any, at: str, *, strict: bool) -> list[Fault]:
    struct = _struct_of(type_)
    if struct is None or not isinstance(value, dict):
        return _fault_of_value(value, type_, at, strict=strict)
    fields = _fields(struct)
    known = {*fields, struct.__struct_config__.tag_field}
    faults = [Fault(pointer(str(name), at), "unknown") for name in value if name not in known]
    for name, field in fields.items():
        here = pointer(name, at)
        if name in value:
            faults += _faults(value[name], field.type, here, strict=strict)
        elif field.required:
            faults.append(Fault(here, "required"))
    return faults or _fault_of_value(value, type_, at, strict=strict)


def _fault_of_value(value: object, type_: Any, at: str, *, strict: bool) -> list[Fault]:
    try:
        msgspec.convert(value, type_, strict=strict)
    except msgspec.ValidationError as error:
        return [fault_of(str(error), at)]
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        return [Fault(at, "out_of_range")]
    return []


def _struct_of(type_: Any) -> type[msgspec.Struct] | None:
    """Find the Struct in a type, through `Annotated` and unions."""
    origin = get_origin(type_)
    if origin is Annotated:
        return _struct_of(get_args(type_)[0])
    if origin in {Union, types.UnionType}:
        return next((found for part in get_args(type_) if (found := _struct_of(part))), None)
    return type_ if isinstance(type_, type) and issubclass(type_, msgspec.Struct) else None


def _fields(type_: Any) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.encode_name: field for field in msgspec.structs.fields(type_)}


@functools.cache
def _kinds(type_: Any) -> dict[str, type]:
    """Tell which parameters are lists and which integers; looked up once, because msgspec evaluates anew."""
    kinds = {list: _is_list, int: _is_integer}
    return {
        name: kind
        for name, field in _fields(type_).items()
        for kind, holds in kinds.items()
        if holds(field.type)
    }


def _is_integer(type_: Any) -> bool:
    return type_ is int or any(_is_integer(part) for part in get_args(type_))


def _is_list(type_: Any) -> bool:
    origin = get_origin(type_)
    if origin is Annotated:
        return _is_list(get_args(type_)[0])
    return origin in {list, tuple}
