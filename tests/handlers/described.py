"""Every operation as its description tells of it, so that tests can ask for anything that there is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

import handlers
from handlers.openapi.document import document
from handlers.operation import Operation, operations_of
from sidepro.translations import Translations
from tests.api import Answer, Api

UNKNOWN_ID: Final = "5" * 24
_MARK: Final = "put it here"

Path = tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """A field of a body, however deep: where it is, and its schema."""

    path: Path
    schema: dict[str, Any]
    required: bool

    @property
    def pointer(self) -> str:
        """Where a problem says that it is."""
        return "#/" + "/".join(self.path)

    @property
    def kind(self) -> str:
        """Its JSON type, or `enum`."""
        return "enum" if "enum" in self.schema else str(self.schema.get("type", "object"))


@dataclass(frozen=True)
class Described:
    """One operation: how it is asked, and what it takes."""

    method: str
    path: str
    contract: Operation
    entry: dict[str, Any]
    schemas: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path.removeprefix('/api/v1')}"

    @property
    def address(self) -> str:
        """An address of this operation at which nothing is: ids that nobody has."""
        return self.address_in({})

    def address_in(self, places: Mapping[str, str]) -> str:
        """Give such an address with something of ours, or something bad, in some places."""
        address = self.path.removeprefix("/api/v1")
        for name in (parameter["name"] for parameter in self.parameters("path")):
            nothing = UNKNOWN_ID if name.endswith("_id") else "nobody-has-this"
            address = address.replace(f"{{{name}}}", places.get(name, nothing))
        return address

    @property
    def example(self) -> Any:
        """The body of the description, or None."""
        return self.entry.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")

    def parameters(self, place: str) -> list[dict[str, Any]]:
        """List the parameters in the path or the query."""
        return [parameter for parameter in self.entry["parameters"] if parameter["in"] == place]

    def fields(self) -> list[Field]:
        """List every field of the body."""
        if self.example is None:
            return []
        shape = self._resolved(self.entry["requestBody"]["content"]["application/json"]["schema"])
        return list(self._fields(shape, ()))

    def _fields(self, shape: dict[str, Any], at: Path) -> Iterator[Field]:
        for name, schema in shape.get("properties", {}).items():
            resolved = self._resolved(schema)
            yield Field((*at, name), resolved, name in shape.get("required", []))
            yield from self._fields(resolved, (*at, name))

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        if reference := schema.get("$ref"):
            return self._resolved(self.schemas[reference.rpartition("/")[2]])
        if choices := schema.get("anyOf"):
            return self._resolved(next(choice for choice in choices if choice.get("type") != "null"))
        return schema

    def with_field(self, field: Field, raw: bytes) -> bytes:
        """Write the example with something else, given as JSON, in the place of a field."""
        body = msgspec.json.decode(msgspec.json.encode(self.example))
        holder = body
        for step in field.path[:-1]:
            holder = holder.setdefault(step, {})
        holder[field.path[-1]] = _MARK
        return msgspec.json.encode(body).replace(f'"{_MARK}"'.encode(), raw)

    def without_field(self, field: Field) -> bytes:
        """Write the example without a field."""
        body = msgspec.json.decode(msgspec.json.encode(self.example))
        holder = body
        for step in field.path[:-1]:
            holder = holder[step]
        holder.pop(field.path[-1], None)
        return msgspec.json.encode(body)

    @property
    def body(self) -> bytes | None:
        """The example as it is sent, or None."""
        return None if self.example is None else msgspec.json.encode(self.example)

    async def ask(self, api: Api, raw: bytes | None = None, **options: Any) -> Answer:
        """Ask for this operation, with a raw body if one is given."""
        return await api.ask(self.method, options.pop("address", self.address), raw=raw, **options)


def operations() -> list[Described]:
    """List every operation of the API."""
    told = document(handlers.OPERATIONS, "http://localhost", Translations.load())
    return [
        Described(
            method.upper(),
            route.path,
            contract,
            told["paths"][route.path][method],
            told["components"]["schemas"],
        )
        for route in handlers.OPERATIONS
        for method, contract in operations_of(route.handler).items()
    ]
