"""The API explains itself: an OpenAPI 3.1 document made from the operations."""

from handlers.base import ApiHandler
from handlers.openapi.document import encode_document
from handlers.operation import operation
from handlers.routing import Route


class OpenApiHandler(ApiHandler):
    """The description of this API."""

    @operation(public=True, cached=True)
    async def get(self) -> bytes:
        """Give the OpenAPI document of this API."""
        routes = self.application.settings["operations"]
        return encode_document(routes, self.house.settings.public_url, self.house.translations)


routes = [Route("/openapi.json", OpenApiHandler)]
