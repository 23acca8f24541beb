"""The description of the API as a page for people."""

from typing import Final

from handlers.base import ApiHandler, PlainText
from handlers.operation import operation
from handlers.routing import API, Route

_SOURCE: Final = "src/docs/main.js"
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


class DocsHandler(ApiHandler):
    """The page that shows the API."""

    @operation(public=True)
    async def get(self) -> PlainText:
        """Show the OpenAPI document to people."""
        entry = self.house.front_end.entry(_SOURCE)
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("Content-Language", self.locale_wanted)
        self.set_header("Vary", "Accept-Language")
        page = self.render_string(
            "docs.html",
            entry=entry,
            language=self.locale_wanted,
            say=lambda key: self.house.translations.say(self.locale_wanted, f"docs.{key}"),
            openapi=f"{API}/openapi.json",
        )
        return PlainText(page, "text/html; charset=utf-8")


routes = [Route("/api/docs", DocsHandler)]
