"""What a process counts about its sockets, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class ChatMetrics:
    """The metrics of the chat, in the registry of the process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.sockets = Gauge("sidepro_sockets", "Sockets that are open.", registry=registry)
        self._closed = Counter(
            "sidepro_sockets_closed_total", "Sockets that were closed.", ["code"], registry=registry
        )
        self._commands = Counter(
            "sidepro_socket_commands_total", "Commands that came.", ["command"], registry=registry
        )
        self._refused = Counter(
            "sidepro_socket_refusals_total", "Commands refused.", ["kind"], registry=registry
        )
        self._said = Histogram(
            "sidepro_say_seconds",
            "Time from a message's arrival until it is committed.",
            buckets=_BUCKETS,
            registry=registry,
        )

    def closed(self, code: int) -> None:
        """Count a socket that was closed; codes that clients make up count together."""
        self._closed.labels(str(code) if code < 1016 or code == 4401 else "other").inc()

    def commanded(self, command: str) -> None:
        """Count a command of ours."""
        self._commands.labels(command).inc()

    def refused(self, kind: str) -> None:
        """Count a refusal by the kind of its problem."""
        self._refused.labels(kind).inc()

    def said(self, seconds: float) -> None:
        """Count a message that was committed."""
        self._said.observe(seconds)
