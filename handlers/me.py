"""What is one's own: the account and its profile."""

from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.people import own_view
from handlers.routing import Route
from sidepro.problems import Conflict
from sidepro.wire.users import OwnUserView, UserChange


class MeHandler(ApiHandler):
    """The account of the one who asks."""

    @operation()
    async def get(self) -> OwnUserView:
        """Show the account and profile of the one who asks."""
        return own_view(await self.house.documents.users.find(self.user_id), self.house.settings.images_url)

    @operation(problems=(Conflict,))
    async def patch(self, body: UserChange) -> OwnUserView:
        """Change the username, the locale or the profile; what is not given stays.

        Skills are names, slugs or aliases of the catalogue. `null` empties a field.
        """
        user = await self.house.documents.users.change(self.user_id, body)
        return own_view(user, self.house.settings.images_url)


routes = [Route("/users/me", MeHandler)]
