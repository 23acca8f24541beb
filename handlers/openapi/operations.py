"""One operation of the document, from its contract."""

from http import HTTPStatus
from typing import Any, Final

from handlers.base import PlainText
from handlers.openapi.overview import flowing
from handlers.openapi.problems import problems_of
from handlers.openapi.schemas import Schema, Schemas, parameters_of
from handlers.operation import Operation

_IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key, user and body make the same thing once, for a day.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 64,
        "examples": ["0b0e7c1e-6d0f-4c58-9c59-3f2a7c1d8b11"],
    },
}
_ETAG: Final = {"description": "Names what the reply holds.", "schema": {"type": "string"}}
_LOCATION: Final = {
    "description": "Where the new thing is, if it has an address of its own.",
    "schema": {"type": "string", "format": "uri"},
}


def describe(method: str, contract: Operation, schemas: Schemas) -> dict[str, Any]:
    """Describe one method of one address."""
    entry: dict[str, Any] = {
        "operationId": method + contract.name.partition(".")[0].removesuffix("Handler"),
        "summary": contract.summary,
        "description": _description(contract),
        "tags": [contract.tag],
        "security": _security(contract),
        "parameters": _parameters(contract, schemas),
        "responses": {**_replies(contract, schemas), **problems_of(contract)},
    }
    if not entry["description"]:
        del entry["description"]
    if contract.body is not None:
        entry["requestBody"] = {"required": True, "content": _json(contract.body, schemas)}
    return entry


def _security(contract: Operation) -> list[dict[str, Any]]:
    """Say whether a token is needed; one that is sent with a public change is looked at, too."""
    bearer: dict[str, Any] = {"bearer": []}
    if not contract.public:
        return [bearer]
    return [{}, bearer] if contract.changes else []


def _description(contract: Operation) -> str:
    allowance = f"Spends the allowance `{contract.limit}`." if contract.limit else ""
    return "\n\n".join(text for text in (flowing(contract.description), allowance) if text)


def _parameters(contract: Operation, schemas: Schemas) -> list[dict[str, Any]]:
    path = [
        _parameter("path", name, schemas.of(type_), required=True) for name, type_ in contract.path.items()
    ]
    query = [
        _parameter("query", name, schema, required=required)
        for name, schema, required in parameters_of(contract.query)
    ]
    return [*path, *query, *([_IDEMPOTENCY_KEY] if contract.idempotent_key else [])]


def _parameter(place: str, name: str, schema: Schema, *, required: bool) -> dict[str, Any]:
    parameter = {"name": name, "in": place, "required": required, "schema": schema}
    if "description" in schema:
        parameter["description"] = schema["description"]
    return parameter


def _replies(contract: Operation, schemas: Schemas) -> dict[str, Any]:
    reply = _reply(contract, schemas)
    if contract.cached:
        unchanged = {"description": "Nothing has changed since `If-None-Match`.", "headers": {"ETag": _ETAG}}
        return {str(contract.status): reply | {"headers": {"ETag": _ETAG}}, "304": unchanged}
    if contract.status == HTTPStatus.CREATED:
        reply |= {"headers": {"Location": _LOCATION}}
    return {str(contract.status): reply}


def _reply(contract: Operation, schemas: Schemas) -> dict[str, Any]:
    if contract.reply is type(None):
        return {"description": "Done."}
    if contract.reply is PlainText:
        return {"description": contract.summary, "content": {"text/plain": {"schema": {"type": "string"}}}}
    if contract.reply is bytes:
        return {"description": contract.summary, "content": {"application/json": {"schema": {}}}}
    content = _json(contract.reply, schemas)
    return {"description": schemas.description(content["application/json"]["schema"]), "content": content}


def _json(type_: Any, schemas: Schemas) -> dict[str, Any]:
    schema = schemas.of(type_)
    return {"application/json": {"schema": schema, "example": schemas.example(schema)}}
