"""The schemas of all bodies, queries and replies, under tidy names, with examples made from them."""

import inspect
import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from handlers.base import PlainText
from handlers.operation import Operation
from sidepro.problems import ProblemView

Schema = dict[str, Any]

_PREFIX: Final = "#/components/schemas/"
_GENERIC: Final = re.compile(r"^(?P<outer>\w+?)_(?P<inner>\w+)_$")
_PLAIN: Final = (None, type(None), bytes, PlainText)
"""What is not described by a schema."""


class Schemas:
    """What the operations take and give; `components` holds every named schema."""

    def __init__(self, contracts: Iterable[Operation]) -> None:
        types = [ProblemView]
        for contract in contracts:
            types += [type_ for type_ in (contract.body, contract.reply) if type_ not in _PLAIN]
        _, components = msgspec.json.schema_components(types, ref_template=f"{_PREFIX}{{name}}")
        self.components: dict[str, Schema] = {
            _tidy(name): _tidied(schema) for name, schema in sorted(components.items())
        }

    def of(self, type_: Any) -> Schema:
        """Give the schema of a type, by reference if it has a name."""
        (schema,), _ = msgspec.json.schema_components([type_], ref_template=f"{_PREFIX}{{name}}")
        tidied: Schema = _tidied(schema)
        return tidied

    def description(self, schema: Schema) -> str:
        """Give the first line of what a schema is described as."""
        named = self.components.get(schema.get("$ref", "").removeprefix(_PREFIX), {})
        return str(schema.get("description") or named.get("description", "")).partition("\n")[0]

    def example(self, schema: Schema) -> Any:
        """Make an example of a schema: its own, or one put together from those of its parts."""
        if examples := schema.get("examples"):
            return examples[0]
        if reference := schema.get("$ref"):
            return self.example(self.components[reference.removeprefix(_PREFIX)])
        if choices := schema.get("anyOf") or schema.get("oneOf"):
            return self.example(next(choice for choice in choices if choice.get("type") != "null"))
        if "const" in schema or "enum" in schema:
            return schema.get("default", schema.get("const", next(iter(schema.get("enum", [])), None)))
        return self._example_of_kind(schema)

    def _example_of_kind(self, schema: Schema) -> Any:
        match schema.get("type"):
            case "object":
                return {name: self.example(part) for name, part in schema.get("properties", {}).items()}
            case "array":
                return [self.example(schema["items"])] if schema.get("items") else []
            case "boolean":
                return schema.get("default", True)
            case "integer" | "number":
                return schema.get("default", schema.get("minimum", 1))
            case _:
                return schema.get("default") or "…"


def parameters_of(query: type[msgspec.Struct] | None) -> list[tuple[str, Schema, bool]]:
    """List the parameters of a query: name, schema without null, and whether it is required."""
    if query is None:
        return []
    _, components = msgspec.json.schema_components([query], ref_template=f"{_PREFIX}{{name}}")
    shape = components[query.__name__]
    required = shape.get("required", [])
    return [(name, _given(schema), name in required) for name, schema in shape["properties"].items()]


def _given(schema: Schema) -> Schema:
    """Drop null, which a parameter cannot be: it is left out instead."""
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf" and value is not None}
    given: Schema = choices[0] | rest
    return given


def _tidy(name: str) -> str:
    """Say `ProjectCardPage` for `Page[ProjectCard]`."""
    generic = _GENERIC.match(name)
    return f"{_tidy(generic['inner'])}{generic['outer']}" if generic else name


def _tidied(part: Any) -> Any:
    """Refer to schemas by their tidy names, drop titles that repeat a name, and tell the type of choices."""
    if isinstance(part, list):
        return [_tidied(each) for each in part]
    if not isinstance(part, dict):
        return part
    tidied = {key: _tidied(value) for key, value in part.items()}
    if isinstance(reference := part.get("$ref"), str):
        tidied["$ref"] = _PREFIX + _tidy(reference.removeprefix(_PREFIX))
    if isinstance(description := part.get("description"), str):
        tidied["description"] = inspect.cleandoc(description)  # as Python does by itself since 3.13
    if isinstance(part.get("title"), str) and "properties" in part:
        del tidied["title"]
    if all(isinstance(choice, str) for choice in part.get("enum", [None])):
        tidied["type"] = "string"
    return tidied
