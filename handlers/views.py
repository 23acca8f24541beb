"""The views of a project."""

from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.routing import Route
from sidepro.problems import Unauthenticated
from sidepro.services.addresses import block
from sidepro.wire.text import Id


class ViewsHandler(ApiHandler):
    """Who looks at a project."""

    @operation(public=True, limit="views", changes=False, problems=(Unauthenticated,))
    async def post(self, project_id: Id) -> None:
        """Say that a project is being looked at.

        A viewer counts once in 30 minutes: a user by their account, a guest by address and browser. The view
        appears in the project's `view_count` some seconds later. A view of a project that is not there comes
        to nothing, and is not told apart.
        """
        if await self.house.services.viewers.is_first(self._viewer(), project_id):
            self.house.documents.views.count(project_id)

    def _viewer(self) -> str:
        if "Authorization" in self.request.headers:
            return f"user {self.identify().user_id}"
        browser = self.request.headers.get("User-Agent", "")
        return f"guest {block(self.client_address)} {browser}"


routes = [Route("/projects/{project_id}/views", ViewsHandler)]
