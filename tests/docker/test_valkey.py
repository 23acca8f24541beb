"""Valkey lets each role do its part, and nothing besides; what they do all day is in test_processes.py."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, NoPermissionError

from sidepro.settings import Settings
from tests.docker.composed import DOCKER
from tests.docker.guarded import GuardedValkey, guarded_valkey

ROLES = ("server", "worker", "beat", "flower")
QUEUE = "sidepro:celery:sidepro"
NOBODY = (
    "KEYS *",
    "SCAN 0",
    "RANDOMKEY",
    "DBSIZE",
    "FLUSHALL",
    "FLUSHDB",
    "SWAPDB 0 1",
    "CONFIG GET *",
    "ACL LIST",
    "CLIENT LIST",
    "MONITOR",
    "SHUTDOWN NOSAVE",
    "SCRIPT FLUSH",
    "FUNCTION LIST",
    "PUBSUB CHANNELS",
    "GET other:key",
    "SET other:key 1",
    "PUBLISH other 1",
    "SUBSCRIBE other",
)
"""What no role may do."""

REFUSED = {
    "server": (
        f"RPOP {QUEUE}",
        f"BRPOP {QUEUE} 1",
        f"LRANGE {QUEUE} 0 -1",
        f"RENAME {QUEUE} sidepro:limit:a",
        "HGETALL sidepro:celery:unacked",
        "SET sidepro:pulse:worker 1",
        "HSET sidepro:task_counts a 1",
        "GET sidepro:alone:a",
        "PUBLISH sidepro:celery:/0.celery.pidbox 1",
        "PSUBSCRIBE sidepro:*",
        "PSUBSCRIBE sidepro:0:user:*x",
    ),
    "worker": (
        "GET sidepro:limit:a",
        "SET sidepro:ticket:a 1",
        "GET sidepro:view:a",
        "ZRANGE sidepro:revoked 0 -1",
        "ZADD sidepro:leases:rooms:a 1 b",
        "SET sidepro:pulse:beat 1",
        "PUBLISH sidepro:0:user:a 1",
        "PUBLISH sidepro:0:everyone 1",
        "PUBLISH sidepro:revocations 1",
        "SUBSCRIBE sidepro:0:user:a",
        "PSUBSCRIBE sidepro:0:user:*",
    ),
    "beat": (
        f"RPOP {QUEUE}",
        f"BRPOP {QUEUE} 1",
        "HGETALL sidepro:celery:unacked",
        "GET sidepro:limit:a",
        "ZRANGE sidepro:revoked 0 -1",
        "SET sidepro:pulse:worker 1",
        "PUBLISH sidepro:0:user:a 1",
        "PUBLISH sidepro:celery:/0.celery.pidbox 1",
        "SUBSCRIBE sidepro:0:everyone",
    ),
    "flower": (
        f"LPUSH {QUEUE} 1",
        f"RPOP {QUEUE}",
        "HGETALL sidepro:celery:unacked",
        "DEL sidepro:celery:unacked_index",
        "SET sidepro:pulse:worker 1",
        "HSET sidepro:task_counts a 1",
        "GET sidepro:limit:a",
        "ZADD sidepro:revoked 1 a",
        "PUBLISH sidepro:0:user:a 1",
        "PUBLISH sidepro:revocations 1",
        "SUBSCRIBE sidepro:0:user:a",
    ),
    "health": ("GET sidepro:limit:a", "INFO", "ECHO a", *NOBODY),
}
ALLOWED = {
    "server": ("SET sidepro:limit:a 1", "ZADD sidepro:revoked 1 a", "PUBLISH sidepro:0:user:a 1"),
    "worker": ("SET sidepro:alone:a 1", "HSET sidepro:task_counts a 1", "SET sidepro:pulse:worker 1"),
    "beat": ("SET sidepro:pulse:beat 1", f"LPUSH {QUEUE}9 1"),
    "flower": (f"LLEN {QUEUE}", "PUBLISH sidepro:celery:/0.celery.pidbox 1"),
    "health": ("PING",),
}


@pytest.fixture(scope="module")
async def valkey(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[GuardedValkey]:
    async with guarded_valkey(tmp_path_factory.mktemp("valkey"), settings) as valkey:
        yield valkey


@pytest.mark.parametrize("role", [*ROLES, "health"])
async def test_a_role_does_its_part_and_nothing_besides(valkey: GuardedValkey, role: str) -> None:
    done, undone = [], []
    async with Redis.from_url(valkey.url(role, "health" if role == "health" else None)) as redis:
        for command in (*ALLOWED[role], *REFUSED[role], *NOBODY):
            try:
                await redis.execute_command(*command.split())  # type: ignore[no-untyped-call]
            except NoPermissionError:
                undone.append(command)
            else:
                done.append(command)

    assert done == [*ALLOWED[role]]
    assert undone == [*REFUSED[role], *NOBODY]


async def test_a_script_may_do_what_its_role_may(valkey: GuardedValkey) -> None:
    async with Redis.from_url(valkey.url("server"), decode_responses=True) as redis:
        assert await redis.eval("return redis.call('SET', KEYS[1], 'a')", 1, "sidepro:limit:b") == "OK"
        for key in ("sidepro:alone:a", "sidepro:pulse:worker"):
            with pytest.raises(NoPermissionError):
                await redis.eval("return redis.call('SET', KEYS[1], 'a')", 1, key)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_is_known_by_its_own_password(valkey: GuardedValkey, role: str) -> None:
    others = [(valkey.secrets / f"redis_{other}_password").read_text() for other in ROLES if other != role]
    for password in ("x", *others):
        async with Redis.from_url(valkey.url(role, password)) as redis:
            with pytest.raises(AuthenticationError):
                await redis.ping()


async def test_nobody_comes_in_without_a_name(valkey: GuardedValkey) -> None:
    async with Redis.from_url(valkey.url("", "x").replace(":x@", "")) as redis:
        with pytest.raises(AuthenticationError):
            await redis.ping()


def test_there_is_nobody_besides_the_roles_and_only_the_health_check_has_no_password() -> None:
    lines = (DOCKER / "valkey" / "users.acl.in").read_text().splitlines()
    users = {line.split()[1]: line.split()[2:] for line in lines if line.startswith("user ")}

    assert set(users) == {"default", "health", *ROLES}
    assert users["default"] == ["off"]
    assert [name for name, rules in users.items() if "nopass" in rules] == ["health"]
    assert [name for name in ROLES if f"@{name}@" not in users[name]] == []
    assert not [line for line in lines if "+@all" in line or "~*" in line.split() or "&*" in line.split()]
