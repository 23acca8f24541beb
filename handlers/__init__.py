"""What the outside may ask: one module a resource, and every route on this page."""

from handlers import docs, health, me, openapi, problems, sessions, skills, static, users
from handlers.routing import Route, api

OPERATIONS: list[Route] = api(
    [
        *me.routes,
        *openapi.routes,
        *problems.routes,
        *sessions.routes,
        *skills.routes,
        *users.routes,
    ]
)
"""The API."""

PAGES: list[Route] = [*docs.routes, *health.routes, *static.routes]
"""What stands outside the API."""
