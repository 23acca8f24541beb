"""Composes everything into one Tornado application."""

from pathlib import Path
from typing import Final

from tornado.web import Application, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketHandler

import handlers
from documents import Documents
from handlers.base import BaseHandler
from handlers.chat.chat import Chat
from handlers.chat.timing import Timing
from handlers.front_end import FrontEnd
from handlers.house import House
from handlers.operation import operations_of
from handlers.pages import nowhere
from handlers.replies import Replies
from handlers.request_log import note
from handlers.routing import Route
from sidepro.problems import NotFound
from sidepro.services.doors import Services
from sidepro.settings import Settings
from sidepro.translations import Translations

_METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
_TEMPLATES: Final = Path(__file__).parent.parent / "templates"


class NowhereHandler(BaseHandler):
    """Answers where nothing is."""

    def prepare(self) -> None:
        """Say that nothing is here, whatever the method."""
        super().prepare()
        if self._is_for_people():
            page = nowhere(self)
            self.finish_text(page, NotFound.status)
        else:
            self.finish_problem(NotFound())

    def _is_for_people(self) -> bool:
        is_read = self.request.method in {"GET", "HEAD"}
        wants_page = "text/html" in self.request.headers.get("Accept", "")
        return is_read and wants_page and not self.request.path.startswith("/api/")


def make_app(
    settings: Settings, documents: Documents, services: Services, timing: Timing | None = None
) -> Application:
    """Compose the application; raises TypeError for a handler method that nobody decided about."""
    translations = Translations.load()
    replies = Replies(settings.cache_seconds)
    front_end = FrontEnd(Path(settings.static_directory))
    chat = Chat(settings, documents, services, translations, timing or Timing())
    house = House(settings, documents, services, translations, replies, front_end, chat)
    routes = [*handlers.OPERATIONS, *handlers.PAGES]
    _check_decided(routes)
    return Application(
        [route.compiled(house=house) for route in routes],
        default_handler_class=NowhereHandler,
        default_handler_args={"house": house},
        log_function=_log_request,
        cross_origin_protection=True,
        trusted_origins=[settings.public_url.rstrip("/")],
        compress_response=False,
        template_path=_TEMPLATES,
        secure=settings.is_secure,
        house=house,
        operations=handlers.OPERATIONS,
    )


def _check_decided(routes: list[Route]) -> None:
    """Refuse to start with a method for which nobody said who may call it."""
    for route in routes:
        decided = operations_of(route.handler)
        for method in _METHODS:
            if _is_ours(route.handler, method) and method not in decided and method != "head":
                raise TypeError(f"{route.handler.__name__}.{method} is not an operation.")


def _is_ours(handler: type[RequestHandler], method: str) -> bool:
    """Tell whether a handler does more than answer 405, give out a file or shake hands for a socket."""
    given = {getattr(parent, method) for parent in (RequestHandler, StaticFileHandler, WebSocketHandler)}
    return getattr(handler, method) not in given


def _log_request(handler: RequestHandler) -> None:
    """Log and count a finished request."""
    if isinstance(handler, BaseHandler):
        note(
            handler.house,
            handler.request,
            request_id=handler.request_id,
            resource=type(handler).__name__.removesuffix("Handler"),
            status=handler.get_status(),
        )
