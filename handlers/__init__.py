"""What the outside may ask: one module a resource, and every route on this page."""

from handlers import docs, health, openapi, problems, static
from handlers.routing import Route, api

OPERATIONS: list[Route] = api([*problems.routes, *openapi.routes])
"""The API."""

PAGES: list[Route] = [*docs.routes, *health.routes, *static.routes]
"""What stands outside the API."""
