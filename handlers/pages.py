"""The pages of the site: one shell for all, with the head of what is at the address.

What a page shows is made in the browser. What stands in its head is made here, for those who only read
that: search engines, and the previews of links. The same addresses stand in static/src/routes.ts.
"""

from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import msgspec

from handlers.base import ApiHandler, BaseHandler, PlainText
from handlers.front_end import Files
from handlers.operation import Operation, operation
from handlers.people import picture_url
from handlers.routing import Route
from sidepro.problems import NotFound, Problem
from sidepro.settings import Settings
from sidepro.wire.text import Id

_THEME: Final = "src/theme.ts"
_APP: Final = "src/main.ts"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a page says; without a title it is the site's own."""

    title: str | None = None
    description: str | None = None
    image: str | None = None
    kind: str = "website"
    is_listed: bool = True


class Shell:
    """Writes the page that carries the front end."""

    def __init__(self, handler: BaseHandler) -> None:
        self._handler = handler
        self._house = handler.house
        self._locale = handler.locale_wanted

    def page(self, source: str, about: About, status: int = 200) -> PlainText:
        """Write the page made of a source file, with its head and headers."""
        for name, value in policies(self._house.settings).items():
            self._handler.set_header(name, value)
        self._handler.set_header("Content-Language", self._locale)
        self._handler.set_header("Vary", "Accept-Language")
        body = self._handler.render_string("app.html", **self._values(source, about))
        return PlainText(body, "text/html; charset=utf-8", status=status, caching="no-cache")

    def _values(self, source: str, about: About) -> dict[str, Any]:
        front_end, public = self._house.front_end, self._house.settings.public_url.rstrip("/")
        name = self._say("site")
        return {
            "language": self._locale,
            "title": f"{about.title} · SidePro" if about.title else f"SidePro · {name}",
            "description": about.description or self._say("description"),
            "canonical": public + self._handler.request.path,
            "image": about.image,
            "kind": about.kind,
            "is_listed": about.is_listed,
            "theme": front_end.files(_THEME),
            "app": front_end.files(_APP),
            "needed": self._needed(source),
            "without_script": self._say("without-script"),
        }

    def _needed(self, source: str) -> Files:
        """Name what the application will ask for next, so that the browser can fetch it at once."""
        front_end = self._house.front_end
        return front_end.files(source) + front_end.files(f"src/lib/i18n/{self._locale}.ts")

    def _say(self, key: str) -> str:
        return self._house.translations.say(self._locale, f"pages.{key}")


def policies(settings: Settings) -> dict[str, str]:
    """Say what the pages may load and run: what is ours, images from their store, and uploads into it."""
    site = urlsplit(settings.public_url)
    images, uploads = (
        _origin(url) for url in (settings.images_url, settings.s3_public_url or settings.s3_url)
    )
    socket = f"{'wss' if site.scheme == 'https' else 'ws'}://{site.netloc}"
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": f"'self' data: blob: {images}",
        "connect-src": f"'self' {socket} {uploads}",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "svelte-trusted-html sidepro-story",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class PageHandler(ApiHandler):
    """A page of the site."""

    source: ClassVar[str]
    words: ClassVar[str | None] = None
    is_listed: ClassVar[bool] = True

    def _arguments(self, contract: Operation) -> dict[str, Any]:
        """Leave the query to the page; links may carry anything."""
        return {}

    def plain(self) -> PlainText:
        """Show the page as what it always is."""
        return Shell(self).page(self.source, self.about)

    @property
    def about(self) -> About:
        """What the page says of itself, whatever it shows."""
        title = self.house.translations.say(self.locale_wanted, f"pages.{self.words}") if self.words else None
        return About(title=title, is_listed=self.is_listed)

    def without(self, problem: Problem) -> PlainText:
        """Show the page although what belongs there isn't to be had; the page tells why."""
        return Shell(self).page(self.source, About(is_listed=False), problem.status)


class PlainPageHandler(PageHandler):
    """A page whose head is always the same."""

    @operation(public=True)
    async def get(self) -> PlainText:
        """Show the page."""
        return self.plain()


class ProjectPageHandler(PageHandler):
    """The page of a project."""

    source = "src/pages/Project.svelte"

    @operation(public=True)
    async def get(self, project_id: Id) -> PlainText:
        """Show the page with the project's title, summary and picture in its head."""
        try:
            project = await self.house.documents.projects.find(project_id)
        except Problem as problem:
            return self.without(problem)
        image = picture_url(project.thumbnail, self.house.settings.images_url)
        about = About(title=project.title, description=project.summary, image=image, kind="article")
        return Shell(self).page(self.source, about)


class RoomPageHandler(PageHandler):
    """The page of a coffee chat; whose room it is, and whether it is one, only its members learn."""

    source = "src/pages/Chat.svelte"
    words = "chat"
    is_listed = False

    @operation(public=True)
    async def get(self, room_id: Id) -> PlainText:
        """Show the page."""
        return self.plain()


class UserPageHandler(PageHandler):
    """The page of a user."""

    source = "src/pages/User.svelte"

    @operation(public=True)
    async def get(self, username: str) -> PlainText:
        """Show the page with the user's name, bio and picture in its head."""
        try:
            user = await self.house.documents.users.named(username)
        except Problem as problem:
            return self.without(problem)
        image = picture_url(user.profile.picture, self.house.settings.images_url)
        bio = " ".join(user.profile.bio.split())
        about = About(title=user.username, description=bio, image=image, kind="profile")
        return Shell(self).page(self.source, about)


class EditPageHandler(PageHandler):
    """The page on which a project is changed."""

    source = "src/pages/Write.svelte"
    words = "edit"
    is_listed = False

    @operation(public=True)
    async def get(self, project_id: Id) -> PlainText:
        """Show the page; whether the project is the reader's own is found out in the browser."""
        return self.plain()


def page(path: str, source: str, words: str | None = None, *, listed: bool = True) -> Route:
    """Declare a page whose head is always the same: made of src/pages/`source`, titled by `words`."""
    terms = {"source": f"src/pages/{source}", "words": words, "is_listed": listed}
    return Route(path, type(f"{source.partition('.')[0]}PageHandler", (PlainPageHandler,), terms))


def nowhere(handler: BaseHandler) -> PlainText:
    """Show that there is no page at an address."""
    title = handler.house.translations.say(handler.locale_wanted, "pages.not-found")
    return Shell(handler).page(_APP, About(title=title, is_listed=False), NotFound.status)


routes = [
    page("/", "Landing.svelte"),
    page("/projects", "Board.svelte", "board"),
    Route("/projects/{project_id}", ProjectPageHandler),
    page("/chat", "Chat.svelte", "chat", listed=False),
    Route("/chat/{room_id}", RoomPageHandler),
    Route("/users/{username}", UserPageHandler),
    page("/sign-up", "SignUp.svelte", "sign-up"),
    page("/log-in", "LogIn.svelte", "log-in"),
    page("/welcome", "Welcome.svelte", "welcome", listed=False),
    page("/me", "Me.svelte", "me", listed=False),
    page("/settings", "Settings.svelte", "settings", listed=False),
    Route("/projects/{project_id}/edit", EditPageHandler),
    page("/write", "Write.svelte", "write", listed=False),
]
