"""Every method of every address: somebody has decided who may call it, and what its parameters are."""

import pytest
from tornado.web import RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketHandler

import handlers
from handlers.operation import operations_of
from handlers.routing import Route

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")

GUESTS_MAY = {
    "GET /",
    "GET /chat",
    "GET /chat/{room_id}",
    "GET /projects",
    "GET /projects/{project_id}",
    "GET /log-in",
    "GET /me",
    "GET /settings",
    "GET /sign-up",
    "GET /users/{username}",
    "GET /welcome",
    "GET /projects/{project_id}/edit",
    "GET /write",
    "DELETE /api/v1/sessions/current",
    "GET /api/docs",
    "GET /api/v1/openapi.json",
    "GET /api/v1/problems/{kind}",
    "GET /api/v1/projects",
    "GET /api/v1/projects/{project_id}",
    "GET /api/v1/projects/{project_id}/comments",
    "GET /api/v1/skills",
    "GET /api/v1/users/{username}",
    "GET /api/v1/users/{username}/bookmarks",
    "GET /api/v1/users/{username}/projects",
    "GET /healthz",
    "GET /metrics",
    "GET /readyz",
    "POST /api/v1/projects/{project_id}/views",
    "POST /api/v1/sessions",
    "POST /api/v1/sessions/current/refresh",
    "POST /api/v1/users",
    "POST /api/v1/users/availability",
}
"""What can be asked without a token, and nothing else. Whoever adds a line here has thought about it."""

FILES = {"/assets/{path}", "/favicon.svg", "/logo.svg", "/robots.txt"}
"""Where files are given out, to everyone."""

SOCKETS = {"/ws"}
"""Where sockets are opened, with a token of their own kind."""

ROUTES = [pytest.param(route, id=route.path) for route in (*handlers.OPERATIONS, *handlers.PAGES)]


def test_guests_may_ask_what_is_listed_and_nothing_else() -> None:
    public = {
        f"{method.upper()} {route.path}"
        for route in (*handlers.OPERATIONS, *handlers.PAGES)
        for method, contract in operations_of(route.handler).items()
        if contract.public
    }

    assert public == GUESTS_MAY


def test_files_are_given_out_where_listed() -> None:
    given = {route.path for route in handlers.PAGES if issubclass(route.handler, StaticFileHandler)}

    assert given == FILES
    assert not any(issubclass(route.handler, StaticFileHandler) for route in handlers.OPERATIONS)


@pytest.mark.parametrize("route", ROUTES)
def test_every_method_is_decided(route: Route) -> None:
    decided = operations_of(route.handler)
    answered = {
        method for method in METHODS if getattr(route.handler, method) is not getattr(RequestHandler, method)
    }
    if route.path in FILES:
        assert answered == {"get", "head"}
        assert route.handler.get is StaticFileHandler.get
    elif route.path in SOCKETS:
        assert answered == {"get"}
        assert route.handler.get is WebSocketHandler.get
    else:
        assert decided
        assert answered - {"head"} == set(decided)


@pytest.mark.parametrize("route", ROUTES)
def test_the_placeholders_are_the_parameters(route: Route) -> None:
    for method, contract in operations_of(route.handler).items():
        assert set(contract.path) == set(route.placeholders), method


@pytest.mark.parametrize("route", ROUTES)
def test_only_reading_is_kept_for_everyone(route: Route) -> None:
    for method, contract in operations_of(route.handler).items():
        assert not contract.cached or (method == "get" and contract.public), method


def test_addresses_are_unique() -> None:
    paths = [route.path for route in (*handlers.OPERATIONS, *handlers.PAGES)]

    assert len(paths) == len(set(paths))
