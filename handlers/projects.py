"""The board, and the projects on it."""

from typing import Annotated

import structlog
from msgspec import UNSET, Meta, structs

from documents.project import Project, Story
from handlers.base import ApiHandler
from handlers.once import once
from handlers.operation import operation
from handlers.routing import Route
from sidepro.problems import BadCursor, Conflict, Forbidden, NotFound, TooFast
from sidepro.services.markdown.rendering import RENDERER_VERSION
from sidepro.wire.pages import Page, PageQuery
from sidepro.wire.projects import BoardQuery, ProjectCard, ProjectChange, ProjectDraft, ProjectView
from sidepro.wire.text import Id

log = structlog.get_logger("sidepro.projects")


class StoryTeller(ApiHandler):
    """A resource whose stories are rendered."""

    async def rendered(self, content: str) -> Story:
        """Render a story, off the loop; raises `Invalid` or `Unavailable` when that isn't possible."""
        story = await self.house.services.stories.render(content)
        return Story.of(story.html, story.version, self.house.settings.images_url)

    async def current(self, project: Project) -> Project:
        """Render the story again, and keep it, if an older renderer wrote it."""
        if project.renderer_version >= RENDERER_VERSION:
            return project
        story = await self.rendered(project.content)
        await self.house.documents.projects.keep_story(project, story)
        return structs.replace(project, content_html=story.html)


class ProjectsHandler(StoryTeller):
    """The board."""

    @operation(public=True, cached=True, problems=(BadCursor, TooFast))
    async def get(self, query: BoardQuery) -> Page[ProjectCard]:
        """List projects, newest first unless asked otherwise.

        Words (`q`) are looked for in titles, summaries, usernames and the names of skills, and spend the
        allowance `search`. A page of a search may be short, or even empty, and still have a `next`.
        """
        if query.q:
            await self.house.services.limits.spend("search", self.limited_as)
        return await self.house.documents.board.page(query)

    @operation(status=201, idempotent_key=True, problems=(Conflict, NotFound))
    async def post(self, body: ProjectDraft) -> ProjectView:
        """Put a project on the board."""
        request, documents = once(self), self.house.documents
        await documents.projects.check(body, self.user_id)
        story = await self.rendered(body.content)
        project = await documents.projects.publish(body, story, author_id=self.user_id, once=request)
        log.info("project.published", project_id=str(project.id))
        self.set_header("Location", self.address_of("/api/v1/projects/{project_id}", id=str(project.id)))
        return documents.showing.view(project)


class ProjectHandler(StoryTeller):
    """One project."""

    @operation(public=True, cached=True)
    async def get(self, project_id: Id) -> ProjectView:
        """Show a project with its story."""
        project = await self.house.documents.projects.find(project_id)
        return self.house.documents.showing.view(await self.current(project))

    @operation(problems=(Conflict, Forbidden))
    async def patch(self, project_id: Id, body: ProjectChange) -> ProjectView:
        """Change one's own project; what is not given stays.

        If it was changed since `version`, nothing happens, and the conflict tells the project as it is now
        in `current`.
        """
        documents = self.house.documents
        before = await documents.projects.own(project_id, self.user_id)
        await documents.projects.check(body, self.user_id, before)
        story = await self.rendered(body.content) if body.content is not UNSET else None
        project = await documents.projects.change(project_id, body, story, author_id=self.user_id)
        return documents.showing.view(project)

    @operation(problems=(Forbidden,))
    async def delete(self, project_id: Id) -> None:
        """Take one's own project off the board, with its comments and bookmarks."""
        await self.house.documents.projects.remove(project_id, author_id=self.user_id)
        log.info("project.removed", project_id=project_id)


class UserProjectsHandler(ApiHandler):
    """What a user made."""

    @operation(public=True, cached=True, problems=(BadCursor,))
    async def get(
        self, username: Annotated[str, Meta(examples=["부엉이개발자"])], query: PageQuery
    ) -> Page[ProjectCard]:
        """List the projects of a user, the newest first."""
        return await self.house.documents.board.of_author(username, query)


routes = [
    Route("/projects", ProjectsHandler),
    Route("/projects/{project_id}", ProjectHandler),
    Route("/users/{username}/projects", UserProjectsHandler),
]
