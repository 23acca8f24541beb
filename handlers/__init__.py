"""What the outside may ask: one module a resource, and every route on this page."""

from handlers import (
    bookmarks,
    comments,
    docs,
    health,
    markdown,
    me,
    openapi,
    pages,
    problems,
    projects,
    recommendations,
    rooms,
    sessions,
    skills,
    static,
    uploads,
    users,
    views,
)
from handlers.chat import socket
from handlers.routing import Route, api

OPERATIONS: list[Route] = api(
    [
        *projects.routes,
        *bookmarks.routes,
        *comments.routes,
        *markdown.routes,
        *me.routes,
        *openapi.routes,
        *problems.routes,
        *recommendations.routes,
        *rooms.routes,
        *sessions.routes,
        *skills.routes,
        *uploads.routes,
        *users.routes,
        *views.routes,
    ]
)
"""The API; Tornado tries routes in turn, so what is asked most stands first."""

PAGES: list[Route] = [
    *pages.routes,
    *docs.routes,
    *health.routes,
    *socket.routes,
    *static.routes,
]
"""What stands outside the API."""
