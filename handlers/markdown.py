"""Stories while they are being written."""

from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.routing import Route
from sidepro.wire.projects import MarkdownDraft, MarkdownView


class MarkdownHandler(ApiHandler):
    """What a story will look like."""

    @operation(limit="markdown", changes=False)
    async def post(self, body: MarkdownDraft) -> MarkdownView:
        """Render Markdown as a published story would be; nothing is kept."""
        return MarkdownView(html=(await self.house.services.stories.render(body.text)).html)


routes = [Route("/markdown", MarkdownHandler)]
