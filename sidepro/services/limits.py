"""Rate limits: how much may be asked in how much time, counted for all processes together.

Each allowance is a bucket that fills steadily (GCRA, the virtual scheduling algorithm of ITU-T I.371): so
many at once, then one each time that its share of the seconds has passed. A rule may have several, so that
who goes on asking waits longer and longer. What is refused costs nothing, and nothing is ever locked.

Redis counts for all processes; while it is away each process counts for itself.
"""

import math
import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Self

import msgspec
import structlog

from sidepro.problems import TooFast
from sidepro.services.metrics import Metrics
from sidepro.services.redis import RedisAway, RedisDoor
from sidepro.settings import SettingsError

log = structlog.get_logger("sidepro.limits")


class Allowance(msgspec.Struct, frozen=True):
    """So many times in so many seconds."""

    times: int
    seconds: int

    @property
    def interval(self) -> float:
        """How many milliseconds it takes to be allowed one more."""
        return self.seconds * 1000 / self.times

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `10/60`; raises ValueError."""
        if not (found := _ALLOWANCE.fullmatch(text)):
            raise ValueError(text)
        return cls(int(found["times"]), int(found["seconds"]))


Rule = tuple[Allowance, ...]

RULES: Final[Mapping[str, Rule]] = {
    "log_in": (Allowance(20, 60), Allowance(200, 3600)),
    "log_in_account": (Allowance(10, 60), Allowance(30, 3600), Allowance(100, 86400)),
    "sign_up": (Allowance(20, 600), Allowance(100, 86400)),
    "availability": (Allowance(30, 60), Allowance(300, 3600)),
    "rename": (Allowance(5, 86400),),
    "refresh": (Allowance(120, 60),),
    "search": (Allowance(120, 60),),
    "views": (Allowance(120, 60),),
    "writes": (Allowance(120, 60),),
    "markdown": (Allowance(120, 60),),
    "uploads": (Allowance(60, 60),),
    "rooms": (Allowance(20, 60), Allowance(100, 86400)),
    "messages": (Allowance(120, 60),),
}
"""Every limit by name; the setting SIDEPRO_LIMITS changes them: `log_in=10/60+50/3600,search=60/60`."""

PEOPLE_AN_ADDRESS: Final = 5
"""How many times as much an address may ask as the account that asks from it: a house has one address."""

_ALLOWANCE: Final = re.compile(r"(?P<times>[1-9][0-9]{0,5})/(?P<seconds>[1-9][0-9]{0,5})")
_MOST_COUNTED: Final = 50_000
_LEAST_WAIT: Final = 1.0
"""Less than this many milliseconds is what rounding makes of a share that is no whole number."""

_SPEND: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait, due = 0, {}
for i, key in ipairs(KEYS) do
  local interval, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  due[i] = math.max(tonumber(redis.call('GET', key) or now), now) + interval
  wait = math.max(wait, due[i] - window - now)
end
if wait >= 1 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.3f', due[i]), 'PX', math.ceil(due[i] - now))
end
return 0
"""


class Bucket(msgspec.Struct, frozen=True):
    """One allowance of one spender; both figures in milliseconds."""

    key: str
    interval: float
    window: float


class Limits:
    """Counts what is asked and refuses what is too much."""

    def __init__(
        self,
        redis: RedisDoor,
        metrics: Metrics,
        *,
        changes: Mapping[str, str] | None = None,
        enabled: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rules = {**RULES, **_read(changes or {})}
        self._enabled = enabled
        self._redis = redis
        self._metrics = metrics
        self._script = redis.client.register_script(_SPEND)
        self._alone = LoneCounter(clock)

    async def spend(self, rule: str, spenders: tuple[str, ...]) -> None:
        """Spend one of everyone's allowance; raises `TooFast` when somebody has none left.

        A spender is named by kind and name, such as `address:203.0.113.7` or `user:66f1…`.
        """
        if not self._enabled:
            return
        wait = await self._wait(list(_buckets(rule, self.rules[rule], spenders)))
        if wait > 0:
            self._metrics.limit_reached(rule)
            log.info("limit.reached", rule=rule, milliseconds=wait)
            raise TooFast(math.ceil(wait / 1000))

    async def _wait(self, buckets: list[Bucket]) -> float:
        keys = [bucket.key for bucket in buckets]
        figures = [figure for bucket in buckets for figure in (bucket.interval, bucket.window)]
        try:
            return float(await self._redis.attempt(lambda _: self._script(keys, figures)))
        except RedisAway:
            return self._alone.wait(buckets)


class LoneCounter:
    """Counts for one process, in memory that does not grow beyond 50,000 buckets."""

    def __init__(self, clock: Callable[[], float], *, most: int = _MOST_COUNTED) -> None:
        self._clock = clock
        self._most = most
        self._due: dict[str, float] = {}

    def wait(self, buckets: Iterable[Bucket]) -> float:
        """Spend one of each bucket and give 0, or spend nothing and give the milliseconds to wait."""
        moment = self._clock() * 1000
        due = {
            bucket.key: (max(self._due.get(bucket.key, moment), moment) + bucket.interval, bucket.window)
            for bucket in buckets
        }
        wait = max((later - window - moment for later, window in due.values()), default=0.0)
        if wait >= _LEAST_WAIT:
            return wait
        for key, (later, _) in due.items():
            self._due.pop(key, None)
            self._due[key] = later
        self._forget(moment)
        return 0.0

    def _forget(self, moment: float) -> None:
        """Forget full buckets when there are too many, and the least recently used if that is not enough."""
        if len(self._due) <= self._most:
            return
        self._due = {key: due for key, due in self._due.items() if due > moment}
        for key in list(self._due)[: max(0, len(self._due) - self._most)]:
            del self._due[key]


def _buckets(name: str, rule: Rule, spenders: tuple[str, ...]) -> Iterable[Bucket]:
    for spender in spenders:
        shared = len(spenders) > 1 and spender.startswith("address:")
        for allowance in rule:
            interval = allowance.interval / (PEOPLE_AN_ADDRESS if shared else 1)
            key = f"sidepro:limit:{name}:{allowance.seconds}:{spender}"
            yield Bucket(key, interval, allowance.seconds * 1000)


def _read(changes: Mapping[str, str]) -> dict[str, Rule]:
    """Read rules as the operator writes them; raises `SettingsError` for what is no limit."""
    rules = {}
    for name, text in changes.items():
        try:
            rules[name] = tuple(Allowance.read(part) for part in text.split("+"))
        except ValueError:
            raise SettingsError(f"SIDEPRO_LIMITS: {name}={text} is not like {name}=20/60+200/3600.") from None
        if name not in RULES:
            raise SettingsError(
                f"SIDEPRO_LIMITS: there is no limit named {name}; there are {', '.join(RULES)}."
            )
    return rules
