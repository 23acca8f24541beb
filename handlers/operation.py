"""`@operation`: the signature of a handler method is its contract.

    @operation(public=True)
    async def get(self, query: BoardQuery) -> Page[ProjectCard]:

`body` and `query` are decoded and validated as the types they are annotated with, other parameters come
from the path, and the reply is written as the type that is returned. Authentication, rate limits, status
and the OpenAPI entry follow from the same declaration.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, get_type_hints

import msgspec

from sidepro.problems import Problem

if TYPE_CHECKING:
    from handlers.base import ApiHandler

Method = Callable[..., Awaitable[Any]]
Performed = Callable[..., Awaitable[None]]

ATTRIBUTE: Final = "__operation__"


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """What is agreed about one method of one resource."""

    name: str
    tag: str
    summary: str
    description: str
    public: bool
    status: int
    limit: str | None
    cached: bool
    changes: bool
    idempotent_key: bool
    problems: tuple[type[Problem], ...]
    body: Any
    query: Any
    path: dict[str, Any]
    reply: Any


def operation(
    *,
    public: bool = False,
    status: int | None = None,
    limit: str | None = None,
    cached: bool = False,
    changes: bool | None = None,
    idempotent_key: bool = False,
    problems: tuple[type[Problem], ...] = (),
) -> Callable[[Method], Performed]:
    """Declare what a handler method asks for and who may ask it.

    `public`: anyone may ask, otherwise a bearer token is needed. `limit`: the rate limit that is spent
    (writes spend `writes` unless said otherwise). `cached`: the reply is the same for everyone and may be
    kept for a second. `changes`: whether cached replies are forgotten (writes, unless said otherwise).
    `idempotent_key`: an Idempotency-Key is understood.
    `problems`: those that the rest does not imply (such as `Conflict`).
    """

    def declare(method: Method) -> Performed:
        writes = method.__name__ != "get"
        contract = _contract(
            method,
            public=public,
            status=status,
            limit=limit or ("writes" if writes else None),
            cached=cached,
            changes=writes if changes is None else changes,
            idempotent_key=idempotent_key,
            problems=problems,
        )

        @functools.wraps(method)
        async def perform(handler: "ApiHandler", **path: str) -> None:
            await handler.perform(contract, method, path)

        setattr(perform, ATTRIBUTE, contract)
        return perform

    return declare


def operations_of(handler: type) -> dict[str, Operation]:
    """List the operations of a handler by HTTP method."""
    names = ("get", "post", "put", "patch", "delete")
    found = {name: getattr(getattr(handler, name, None), ATTRIBUTE, None) for name in names}
    return {name: contract for name, contract in found.items() if contract is not None}


def _contract(method: Callable[..., Any], *, status: int | None, **terms: Any) -> Operation:
    hints = get_type_hints(method, include_extras=True)
    reply = hints.pop("return")
    parameters = [name for name in inspect.signature(method).parameters if name != "self"]
    text = inspect.getdoc(method)
    if not text:
        raise TypeError(f"{method.__qualname__} has no docstring.")
    summary, _, description = text.partition("\n\n")
    return Operation(
        name=method.__qualname__,
        tag=method.__module__.rpartition(".")[2],
        summary=summary.removesuffix("."),
        description=description,
        status=status or (204 if reply is type(None) else 200),
        body=hints.get("body"),
        query=hints.get("query"),
        path={name: hints[name] for name in parameters if name not in {"body", "query"}},
        reply=reply,
        **terms,
    )
