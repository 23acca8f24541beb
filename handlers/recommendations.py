"""What and whom we recommend to somebody, and why."""

from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.routing import Route
from sidepro.wire.recommendations import (
    ProjectRecommendations,
    RecommendationQuery,
    UserRecommendations,
)


class RecommendedProjectsHandler(ApiHandler):
    """Projects for the one who asks."""

    @operation()
    async def get(self, query: RecommendationQuery) -> ProjectRecommendations:
        """Recommend projects that fit the stack of the one who asks, each with its reasons.

        Never own projects, nor bookmarked ones. Whoever has told no skills sees what is liked and new.
        """
        return await self.house.documents.recommendations.projects(self.user_id, query.limit)


class RecommendedUsersHandler(ApiHandler):
    """People for the one who asks."""

    @operation()
    async def get(self, query: RecommendationQuery) -> UserRecommendations:
        """Recommend people to have a coffee chat with, by stack, region and meeting time.

        Never oneself, nor anybody one has a room with. Where too few are similar, people who signed up
        lately.
        """
        return await self.house.documents.acquaintances.people(self.user_id, query.limit)


routes = [
    Route("/recommendations/projects", RecommendedProjectsHandler),
    Route("/recommendations/users", RecommendedUsersHandler),
]
