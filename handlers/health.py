"""Whether the process lives, whether it is ready, and what it counts."""

import asyncio

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST

from documents import STORE_AWAY
from handlers.base import ApiHandler, PlainText
from handlers.operation import operation
from handlers.routing import Route
from sidepro.problems import Unavailable
from sidepro.services.pulses import pulses


class HealthView(msgspec.Struct, frozen=True):
    """The process answers."""

    status: str = "ok"


class ReadinessView(msgspec.Struct, frozen=True):
    """Each part, as `ok` or what is wrong with it.

    Without Redis the process goes on alone; without worker and beat only what happens later stands still.
    """

    parts: dict[str, str]


class HealthHandler(ApiHandler):
    """Whether the process lives."""

    @operation(public=True)
    async def get(self) -> HealthView:
        """Tell that the process answers."""
        return HealthView()


class ReadinessHandler(ApiHandler):
    """Whether the process can do its work."""

    @operation(public=True)
    async def get(self) -> ReadinessView:
        """Tell whether the stores answer and the indexes are there; 503 while something is missing."""
        services = self.house.services
        mongo, redis, uploads, others = await asyncio.gather(
            self._mongo(), self._redis(), services.forms.state(), pulses(services.redis)
        )
        parts: dict[str, str] = {"mongo": mongo, "redis": redis, "uploads": uploads, **others}
        if mongo != "ok" or self.house.lifecycle.draining:
            raise Unavailable(extra={"parts": parts})
        return ReadinessView(parts)

    async def _mongo(self) -> str:
        try:
            missing = await self.house.documents.missing_indexes()
        except STORE_AWAY:
            return "away"
        return f"indexes missing: {', '.join(missing)}" if missing else "ok"

    async def _redis(self) -> str:
        return "ok" if await self.house.services.redis.answers() else "away"


class MetricsHandler(ApiHandler):
    """What the process counts about itself."""

    @operation(public=True)
    async def get(self) -> PlainText:
        """Give the metrics in the text format of Prometheus."""
        services = self.house.services
        tasks = await services.task_counts.metrics()
        return PlainText(services.metrics.exposition(tasks), CONTENT_TYPE_LATEST)


routes = [
    Route("/healthz", HealthHandler),
    Route("/readyz", ReadinessHandler),
    Route("/metrics", MetricsHandler),
]
