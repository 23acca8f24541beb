"""The supervisor, with parts that start in an instant."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from sidepro.dev.console import Console
from sidepro.dev.failures import PartFailedError
from sidepro.dev.supervisor import Supervisor
from tests.dev.parts import SOON, is_alive, notes, part, pid_of, wait_for


async def never() -> bool:
    return False


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
async def supervisor(screen: io.StringIO) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(Console(screen, coloured=False))
    yield supervisor
    await supervisor.stop()


async def test_parts_start_in_order_and_stop_in_reverse(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start([part(tmp_path, name) for name in ("mongo", "valkey", "server")])
    await supervisor.stop()

    assert notes(tmp_path) == [
        *("mongo started", "valkey started", "server started"),
        *("server ended", "valkey ended", "mongo ended"),
    ]


async def test_work_is_done_before_the_next_part_starts(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start([part(tmp_path, "indexes", "work"), part(tmp_path, "server")])

    assert notes(tmp_path) == ["indexes started", "indexes ended", "server started"]


async def test_work_with_a_marker_is_done_once(supervisor: Supervisor, tmp_path: Path) -> None:
    demo = msgspec.structs.replace(part(tmp_path, "demo", "work"), marker=tmp_path / "demo-is-there")

    await supervisor.start([demo])
    await supervisor.start([demo])

    assert notes(tmp_path) == ["demo started", "demo ended"]


async def test_work_that_is_not_wanted_is_left_out(
    supervisor: Supervisor, screen: io.StringIO, tmp_path: Path
) -> None:
    demo = msgspec.structs.replace(part(tmp_path, "demo", "work"), wanted=never)

    await supervisor.start([demo, part(tmp_path, "server")])

    assert notes(tmp_path) == ["server started"]
    assert "demo    | left out, it isn't needed\n" in screen.getvalue()


async def test_failed_work_is_told_and_leaves_no_marker(supervisor: Supervisor, tmp_path: Path) -> None:
    marker = tmp_path / "demo-is-there"
    demo = msgspec.structs.replace(part(tmp_path, "demo", "brief"), ready=None, marker=marker)

    with pytest.raises(PartFailedError, match="demo ended with exit code 1") as failure:
        await supervisor.start([demo, part(tmp_path, "server")])

    assert failure.value.tail == ("demo says hello", "this can't go on")
    assert not marker.exists()
    assert "server started" not in notes(tmp_path)


async def test_what_a_part_says_is_shown_with_its_name(
    supervisor: Supervisor, screen: io.StringIO, tmp_path: Path
) -> None:
    await supervisor.start([part(tmp_path, "server")])
    await supervisor.stop()

    assert "server  | server says hello\n" in screen.getvalue()


async def test_a_part_that_dies_is_told_with_its_last_lines(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start([part(tmp_path, "mongo", "dies"), part(tmp_path, "server")])
    (tmp_path / "die").touch()

    with pytest.raises(PartFailedError, match="mongo ended with exit code 1 by itself") as failure:
        await asyncio.wait_for(supervisor.watch(), SOON)

    assert failure.value.tail[-1] == "this can't go on"


async def test_a_part_that_dies_while_another_starts_is_noticed(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    slow = msgspec.structs.replace(part(tmp_path, "server", patience=3600), ready=never)
    slow_start = asyncio.create_task(supervisor.start([part(tmp_path, "mongo", "dies"), slow]))
    await asyncio.to_thread(pid_of, tmp_path, "server")

    (tmp_path / "die").touch()

    with pytest.raises(PartFailedError, match="mongo ended with exit code 1 by itself"):
        await asyncio.wait_for(slow_start, SOON)


async def test_a_part_that_never_gets_ready_is_told(supervisor: Supervisor, tmp_path: Path) -> None:
    slow = msgspec.structs.replace(part(tmp_path, "server", patience=0.3), ready=never)

    with pytest.raises(PartFailedError, match="server wasn't ready within"):
        await supervisor.start([slow])
    pid = pid_of(tmp_path, "server")
    await supervisor.stop()

    assert not is_alive(pid)


async def test_a_stubborn_part_is_killed_after_its_grace(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start([part(tmp_path, "server", "stubborn", grace=0.3)])
    pid = pid_of(tmp_path, "server")

    await asyncio.wait_for(supervisor.stop(), SOON)

    assert not is_alive(pid)


async def test_hurrying_does_not_wait_for_a_stubborn_part(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start([part(tmp_path, "mongo"), part(tmp_path, "server", "stubborn", grace=3600)])
    stopping = asyncio.create_task(supervisor.stop())
    await asyncio.sleep(0.1)

    supervisor.hurry()
    await asyncio.wait_for(stopping, SOON)

    assert not is_alive(pid_of(tmp_path, "mongo"))
    assert not is_alive(pid_of(tmp_path, "server"))


async def test_children_of_a_part_end_with_it(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start([part(tmp_path, "worker", "parent")])
    child = pid_of(tmp_path, "child of worker")

    await supervisor.stop()

    wait_for(lambda: not is_alive(child))


async def test_a_program_that_is_not_there_is_told(supervisor: Supervisor, tmp_path: Path) -> None:
    missing = msgspec.structs.replace(part(tmp_path, "flower"), command=(str(tmp_path / "flower"),))

    with pytest.raises(PartFailedError, match="flower stopped while starting") as failure:
        await supervisor.start([missing])

    assert failure.value.tail == (f"{tmp_path / 'flower'} can't be run: No such file or directory.",)
