"""What the process counts about itself, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.registry import Collector

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The metrics of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "sidepro_request_seconds",
            "Time to answer a request.",
            ["method", "resource", "status"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._cached = Counter(
            "sidepro_cached_replies_total",
            "Replies given from the cache of the process.",
            registry=self.registry,
        )
        self._limited = Counter(
            "sidepro_limits_reached_total",
            "Requests refused because somebody asked too much.",
            ["rule"],
            registry=self.registry,
        )
        self._refused = Counter(
            "sidepro_refusals_total",
            "Requests of somebody who was turned away.",
            ["kind", "rule"],
            registry=self.registry,
        )
        self._children: dict[tuple[str, str, int], Histogram] = {}

    def request(self, method: str, resource: str, status: int, seconds: float) -> None:
        """Count a finished request."""
        key = (method, resource, status)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._requests.labels(method, resource, str(status))
        child.observe(seconds)

    def cached_reply(self) -> None:
        """Count a reply that cost nothing."""
        self._cached.inc()

    def limit_reached(self, rule: str) -> None:
        """Count a request that was refused by a rate limit."""
        self._limited.labels(rule).inc()

    def refused(self, kind: str, rule: str) -> None:
        """Count somebody who was turned away, by the rule that did it."""
        self._refused.labels(kind, rule).inc()

    def exposition(self, others: Iterable[Metric] = ()) -> bytes:
        """Write all metrics, and others that were counted elsewhere, in the text format of Prometheus."""
        counted_elsewhere = CollectorRegistry()
        counted_elsewhere.register(_Given(list(others)))
        return generate_latest(self.registry) + generate_latest(counted_elsewhere)


class _Given(Collector):
    """Hands on metrics as they are."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics
