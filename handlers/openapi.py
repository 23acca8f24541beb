"""The API explains itself: an OpenAPI 3.1 document made from the operations."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from handlers.base import ApiHandler
from handlers.operation import Operation, operation, operations_of
from handlers.routing import Route
from sidepro.problems import KINDS, ProblemView

_TEMPLATE: Final = "#/components/schemas/{name}"


class OpenApiHandler(ApiHandler):
    """The description of this API."""

    @operation(public=True, cached=True)
    async def get(self) -> bytes:
        """Give the OpenAPI document of this API."""
        return encode_document(self.application.settings["operations"], self.house.settings.public_url)


routes = [Route("/openapi.json", OpenApiHandler)]


def encode_document(routes: Iterable[Route], public_url: str) -> bytes:
    """Write the document, the same bytes for the same routes."""
    return msgspec.json.encode(document(routes, public_url))


def document(routes: Iterable[Route], public_url: str) -> dict[str, Any]:
    """Describe every operation of the routes."""
    listed = [(route, operations_of(route.handler)) for route in routes]
    schemas = _schemas(contract for _, found in listed for contract in found.values())
    return {
        "openapi": "3.1.0",
        "info": {"title": "SidePro", "version": "1", "description": "Side projects and coffee chats."},
        "servers": [{"url": public_url.rstrip("/")}],
        "paths": {
            route.path: {method: _operation(contract) for method, contract in found.items()}
            for route, found in listed
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "responses": {kind.__name__: _problem_response(kind.__doc__ or "") for kind in KINDS},
        },
    }


def _schemas(contracts: Iterable[Operation]) -> dict[str, Any]:
    types = [ProblemView]
    for contract in contracts:
        types += [type_ for type_ in (contract.body, contract.reply) if _is_shape(type_)]
    _, components = msgspec.json.schema_components(types, ref_template=_TEMPLATE)
    return dict(sorted(components.items()))


def _is_shape(type_: Any) -> bool:
    return type_ not in {None, type(None), bytes}


def _schema(type_: Any) -> dict[str, Any]:
    (schema,), _ = msgspec.json.schema_components([type_], ref_template=_TEMPLATE)
    return schema


def _operation(contract: Operation) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "operationId": contract.name.replace("Handler.", "."),
        "summary": contract.summary,
        "tags": [contract.tag],
        "security": [] if contract.public else [{"bearer": []}],
        "parameters": [*_path_parameters(contract), *_query_parameters(contract), *_headers(contract)],
        "responses": {str(contract.status): _reply(contract), **_problems(contract)},
    }
    if contract.description:
        entry["description"] = contract.description
    if contract.body is not None:
        entry["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _schema(contract.body)}},
        }
    return entry


def _path_parameters(contract: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _schema(type_)}
        for name, type_ in contract.path.items()
    ]


def _query_parameters(contract: Operation) -> list[dict[str, Any]]:
    if contract.query is None:
        return []
    _, components = msgspec.json.schema_components([contract.query], ref_template=_TEMPLATE)
    shape = components[contract.query.__name__]
    required = shape.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in shape["properties"].items()
    ]


def _headers(contract: Operation) -> list[dict[str, Any]]:
    if not contract.idempotent_key:
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 64}
    return [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The same key, user and body make the same thing once, for a day.",
            "schema": schema,
        }
    ]


def _reply(contract: Operation) -> dict[str, Any]:
    if contract.reply is type(None):
        return {"description": "Done."}
    if contract.reply is bytes:
        return {"description": contract.summary, "content": {"application/json": {"schema": {}}}}
    return {
        "description": contract.summary,
        "content": {"application/json": {"schema": _schema(contract.reply)}},
    }


def _problems(contract: Operation) -> dict[str, Any]:
    statuses = {503: "Unavailable"}
    if contract.body is not None:
        statuses |= {400: "Malformed", 413: "TooLarge", 415: "UnsupportedMediaType", 422: "Invalid"}
    if contract.query is not None:
        statuses |= {422: "Invalid"}
    if not contract.public:
        statuses |= {401: "Unauthenticated"}
    if contract.limit:
        statuses |= {429: "TooFast"}
    if contract.path:
        statuses |= {404: "NotFound"}
    statuses |= {problem.status: problem.__name__ for problem in contract.problems}
    return {
        str(status): {"$ref": f"#/components/responses/{name}"} for status, name in sorted(statuses.items())
    }


def _problem_response(doc: str) -> dict[str, Any]:
    return {
        "description": doc.splitlines()[0],
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemView"}}},
    }
