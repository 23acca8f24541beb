"""What the outside may ask: one module a resource, and every route on this page."""

from handlers import health, openapi, problems
from handlers.routing import Route, api

OPERATIONS: list[Route] = api([*problems.routes, *openapi.routes])
"""The API."""

PAGES: list[Route] = [*health.routes]
"""What stands outside the API."""
