"""The life of a server process: open the stores, serve, drain, close."""

import asyncio
import gc
import signal
from contextlib import AsyncExitStack, suppress

import structlog
from tornado.httpserver import HTTPServer
from tornado.web import Application

from documents import STORE_AWAY, Documents
from handlers.body_limit import BodyLimit
from handlers.chat.timing import Timing
from handlers.house import House, Lifecycle
from handlers.shortcut import Shortcut
from sidepro.app import make_app
from sidepro.opening import open_documents
from sidepro.periodic import Job, Periodic
from sidepro.services.addresses import Addresses
from sidepro.services.doors import Services
from sidepro.services.jobs import Jobs
from sidepro.services.keys import Keys, Pseudonyms
from sidepro.services.limits import Limits
from sidepro.services.markdown.renderer import StoryRenderer
from sidepro.services.metrics import Metrics
from sidepro.services.password_policy import PasswordPolicy
from sidepro.services.passwords import Passwords
from sidepro.services.redis import RedisDoor
from sidepro.services.revocations import Revocations
from sidepro.services.task_counts import TaskCounts
from sidepro.services.tokens import Tokens
from sidepro.services.upload_forms import UploadForms
from sidepro.services.viewers import Viewers
from sidepro.settings import Settings

log = structlog.get_logger("sidepro.server")

LARGEST_BODY = 1024 * 1024
ANSWER_SECONDS = 12
"""How long requests under way may take once no new ones come; all in all a stop stays under 20 seconds."""


class ListenError(Exception):
    """The address is taken or not ours; the message is one sentence."""


def open_services(settings: Settings, documents: Documents) -> Services:
    """Open the doors to everything else; connects at the first use."""
    keys = Keys(settings.needed("secret"), settings.former_secret)
    redis = RedisDoor(settings.redis_url)
    metrics = Metrics()
    return Services(
        redis=redis,
        tokens=Tokens(keys, settings.public_url),
        revocations=Revocations(redis, documents.sessions.revoked_since, STORE_AWAY),
        limits=Limits(redis, metrics, changes=settings.limits, enabled=settings.rate_limits),
        metrics=metrics,
        passwords=Passwords(settings.needed("pepper"), settings.password_cost),
        password_policy=PasswordPolicy.load(documents.catalogue),
        pseudonyms=Pseudonyms(keys),
        addresses=Addresses(settings.trusted_proxies),
        viewers=Viewers(redis, keys),
        stories=StoryRenderer(settings.images_url),
        jobs=Jobs(settings.redis_url),
        forms=UploadForms(settings),
        task_counts=TaskCounts(redis),
    )


def jobs(documents: Documents) -> list[Job]:
    """List what each process does again and again; all of it is safe to do in several at a time."""
    return [
        Job(name="views.flush", seconds=2, run=documents.views.flush),
        Job(name="messages.tell_untold", seconds=10, run=documents.message_log.tell_untold),
        Job(name="removals.resume", seconds=30, run=documents.removals.resume, at_once=True),
        Job(name="recommendations.learn", seconds=60, run=documents.recommendations.learn, at_once=True),
        Job(name="ranks.refresh", seconds=300, run=documents.ranks.refresh),
        Job(
            name="search_frequencies.refresh",
            seconds=300,
            run=documents.search_frequencies.refresh,
            at_once=True,
        ),
    ]


class Server:
    """One process that serves; `start`, then `stop` when its time has come."""

    def __init__(self, settings: Settings, timing: Timing | None = None) -> None:
        self.settings = settings
        self.documents = open_documents(settings)
        self.services = open_services(settings, self.documents)
        self.app: Application = make_app(settings, self.documents, self.services, timing)
        self._periodic = Periodic(jobs(self.documents), away=STORE_AWAY)
        self._resources = AsyncExitStack()
        self._http = HTTPServer(
            Shortcut(self.app.settings["house"], BodyLimit(self.app, LARGEST_BODY)),
            xheaders=False,
            max_body_size=LARGEST_BODY,
            max_header_size=16 * 1024,
            idle_connection_timeout=75,
            body_timeout=30,
        )

    async def start(self) -> None:
        """Begin to serve; raises `ListenError` when the port is not to be had."""
        self._resources.push_async_callback(self.documents.store.client.close)
        self._resources.push_async_callback(self.services.redis.close)
        self._resources.callback(self.services.passwords.close)
        self._resources.callback(self.services.jobs.close)
        self._resources.callback(self.services.forms.close)
        self._resources.push_async_callback(self.services.revocations.close)
        self._resources.push_async_callback(self.documents.views.close)
        self._resources.push_async_callback(self.documents.message_log.close)
        self._resources.push_async_callback(self._periodic.stop)
        self._resources.push_async_callback(self.services.stories.close)
        await self.services.revocations.start()
        try:
            self._http.listen(self.settings.port, self.settings.address)
        except OSError as error:
            await self._resources.aclose()
            raise ListenError(
                f"Port {self.settings.port} on {self.settings.address} cannot be used: {error.strerror}."
            ) from None
        house: House = self.app.settings["house"]
        await self.services.forms.state()
        house.chat.start()
        self._periodic.start()
        log.info("server.started", address=self.settings.address, port=self.settings.port)

    async def stop(self) -> None:
        """Say that it is over, take no new connections, finish what is under way, and close everything."""
        house: House = self.app.settings["house"]
        lifecycle = house.lifecycle
        lifecycle.draining = True
        log.info("server.stopping", under_way=lifecycle.under_way)
        await asyncio.gather(house.chat.dismiss(), self._finish_requests(lifecycle))
        await house.chat.close()
        await self._http.close_all_connections()
        await self._resources.aclose()
        log.info("server.stopped", cut=lifecycle.under_way)

    async def _finish_requests(self, lifecycle: Lifecycle) -> None:
        """Answer until a proxy has noticed, then only those under way, until they have had long enough."""
        await asyncio.sleep(self.settings.proxy_notice_seconds)
        self._http.stop()
        if lifecycle.under_way:
            with suppress(TimeoutError):
                await asyncio.wait_for(lifecycle.idle.wait(), ANSWER_SECONDS)


def _spare_the_collector() -> None:
    """Let the garbage collector pass by what lives as long as the process, and come less often.

    A reply makes thousands of short-lived objects and hardly a cycle; looking through the catalogue, the
    schemas and all modules each time cost more than it ever freed.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = Server(settings)
    await server.start()
    _spare_the_collector()
    await stopped.wait()
    await server.stop()
