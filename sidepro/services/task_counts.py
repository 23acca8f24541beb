"""How often each task ran, how it ended and how long it took, counted in Redis for all workers together."""

from collections import defaultdict
from collections.abc import Awaitable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from redis.asyncio import Redis

from sidepro.services.jobs import QUEUE
from sidepro.services.redis import RedisAway, RedisDoor

Outcome = Literal["done", "skipped", "postponed", "failed", "late"]
"""`skipped`: the same job was under way already; `postponed`: a store was away; `late`: it took too long."""

BUCKETS: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0)

_COUNTS: Final = "sidepro:task_counts"
_LENGTH: Final = f"sidepro:celery:{QUEUE}"
_ABOVE: Final = "+Inf"


class TaskCounts:
    """Counts runs in one hash, whose fields are `task|what|which`."""

    def __init__(self, redis: RedisDoor) -> None:
        self._redis = redis

    async def note(self, task: str, outcome: Outcome, seconds: float) -> None:
        """Count a run; with Redis away it is not counted."""
        bucket = next((str(most) for most in BUCKETS if seconds <= most), _ABOVE)

        def command(client: Redis) -> Awaitable[Any]:
            pipe = client.pipeline(transaction=False)
            pipe.hincrby(_COUNTS, f"{task}|outcome|{outcome}", 1)
            pipe.hincrby(_COUNTS, f"{task}|bucket|{bucket}", 1)
            pipe.hincrbyfloat(_COUNTS, f"{task}|seconds|sum", round(seconds, 6))
            return pipe.execute()

        try:
            await self._redis.attempt(command)
        except RedisAway:
            return

    async def metrics(self) -> list[Metric]:
        """Give the counts as metrics, the same in every process; none with Redis away."""

        def command(client: Redis) -> Awaitable[Any]:
            pipe = client.pipeline(transaction=False)
            pipe.hgetall(_COUNTS)
            pipe.llen(_LENGTH)
            return pipe.execute()

        try:
            counts, length = await self._redis.attempt(command)
        except RedisAway:
            return []
        return list(_families(counts, length))


def _families(counts: Mapping[str, str], length: int) -> Iterator[Metric]:
    kept: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for field, number in counts.items():
        task, what, which = field.split("|")
        kept[task, what][which] = float(number)
    runs = CounterMetricFamily("sidepro_task_runs", "Runs of tasks.", labels=["task", "outcome"])
    taken = HistogramMetricFamily("sidepro_task_seconds", "Time that tasks took.", labels=["task"])
    for task in sorted({task for task, _ in kept}):
        for outcome, times in sorted(kept[task, "outcome"].items()):
            runs.add_metric([task, outcome], times)
        buckets = list(_cumulated(kept[task, "bucket"]))
        taken.add_metric([task], buckets, kept[task, "seconds"].get("sum", 0.0))
    waiting = GaugeMetricFamily("sidepro_queue_length", "Tasks that wait for a worker.", value=length)
    return iter((runs, taken, waiting))


def _cumulated(found: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    total = 0.0
    for bucket in (*map(str, BUCKETS), _ABOVE):
        total += found.get(bucket, 0.0)
        yield bucket, total
