"""The service renders in child processes, and outlives whatever happens to them."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sidepro.problems import Invalid, Unavailable
from sidepro.services.markdown.frames import Kind, frame
from sidepro.services.markdown.process import ProcessDied, RenderingProcess, TookTooLong
from sidepro.services.markdown.recent import Recent
from sidepro.services.markdown.renderer import Story, StoryRenderer
from sidepro.services.markdown.rendering import RENDERER_VERSION, render
from tests.services.hostile_markdown import HOSTILE
from tests.services.markdown_allow_list import IMAGES_URL

HEAVY = "- a\n* b\n+ c\n" * 4_000
"""A story that takes some tenths of a second."""

PATIENCE = 60.0


@pytest.fixture
async def renderer() -> AsyncIterator[StoryRenderer]:
    renderer = StoryRenderer(IMAGES_URL, seconds=PATIENCE)
    yield renderer
    await renderer.close()


def pid_of(renderer: StoryRenderer) -> int:
    """Tell which process renders."""
    (child,) = renderer._children
    return child.pid


def runs(pid: int) -> bool:
    """Tell whether a process exists and has not ended; an orphan may wait long to be buried."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or b") Z " not in stat.read_bytes()
    except (ProcessLookupError, FileNotFoundError):
        return False


def environment_of(pid: int) -> bytes | None:
    """Read the environment of a process where the system tells it."""
    environment = Path(f"/proc/{pid}/environ")
    return environment.read_bytes() if environment.exists() else None


async def until_gone(pid: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while runs(pid):  # noqa: ASYNC110 - another process sets no event
            await asyncio.sleep(0.01)


async def test_a_story_is_rendered_as_the_pure_function_renders_it(renderer: StoryRenderer) -> None:
    text = "# 제목\n\n**한국어(괄호)**입니다 😀\n\n```python\na = 1\n```\n"

    assert await renderer.render(text) == Story(render(text, IMAGES_URL), RENDERER_VERSION)


async def test_hostile_stories_come_through_the_process_unchanged(renderer: StoryRenderer) -> None:
    for hostile in HOSTILE[::20]:
        assert (await renderer.render(hostile.text)).html == render(hostile.text, IMAGES_URL), hostile.name


async def test_lone_surrogates_reach_the_child(renderer: StoryRenderer) -> None:
    assert (await renderer.render("a \ud800 b")).html == "<p>a \ufffd b</p>\n"


async def test_the_largest_story_comes_through(renderer: StoryRenderer) -> None:
    text = "- [x] 가\n" * 6_000

    assert len((await renderer.render(text[:50_000])).html) > 500_000


async def test_a_longer_story_is_refused(renderer: StoryRenderer) -> None:
    with pytest.raises(ValueError, match="at most"):
        await renderer.render("a" * 50_001)


async def test_the_loop_goes_on_while_a_story_is_rendered(renderer: StoryRenderer) -> None:
    """The child is held until the loop has gone on, and let go by another thread if it never does."""
    await renderer.start()
    child = pid_of(renderer)
    os.kill(child, signal.SIGSTOP)
    rescue = threading.Timer(PATIENCE / 2, os.kill, (child, signal.SIGCONT))
    rescue.start()
    job = asyncio.create_task(renderer.render(HEAVY))
    for _ in range(20):
        await asyncio.sleep(0.001)

    assert not job.done()
    rescue.cancel()
    os.kill(child, signal.SIGCONT)
    assert (await job).html.count("<li>") == 12_000


async def test_a_previewed_story_is_not_rendered_again(renderer: StoryRenderer) -> None:
    first = await renderer.render("a")
    os.kill(pid_of(renderer), signal.SIGKILL)

    assert await renderer.render("a") == first
    assert not renderer._jobs


async def test_equal_stories_on_their_way_are_rendered_once(renderer: StoryRenderer) -> None:
    asking = [asyncio.create_task(renderer.render("a")) for _ in range(100)]
    await asyncio.sleep(0)

    assert len(renderer._jobs) == 1
    assert len({story.html for story in await asyncio.gather(*asking)}) == 1


async def test_one_who_gives_up_does_not_disturb_the_others(renderer: StoryRenderer) -> None:
    leaving = asyncio.create_task(renderer.render("a"))
    staying = asyncio.create_task(renderer.render("a"))
    await asyncio.sleep(0)
    leaving.cancel()

    assert (await staying).html == "<p>a</p>\n"
    assert leaving.cancelled()


async def test_too_many_waiting_stories_are_refused() -> None:
    renderer = StoryRenderer(IMAGES_URL, waiting=3, seconds=PATIENCE)
    accepted = [asyncio.create_task(renderer.render(f"a {number}")) for number in range(4)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable) as refused:
        await renderer.render("one more")

    assert refused.value.status == 503
    assert refused.value.headers["Retry-After"] == "1"
    assert len(await asyncio.gather(*accepted)) == 4
    assert (await renderer.render("one more")).html == "<p>one more</p>\n"
    await renderer.close()


async def test_a_story_that_takes_too_long_is_refused_and_the_next_is_rendered() -> None:
    renderer = StoryRenderer(IMAGES_URL, seconds=0.01)
    job = asyncio.create_task(renderer.render(HEAVY))
    while not renderer._children:  # noqa: ASYNC110 - it is there for some turns of the loop at least
        await asyncio.sleep(0)
    before = pid_of(renderer)

    with pytest.raises(Invalid) as refused:
        await job

    assert refused.value.status == 422
    assert isinstance(refused.value.__cause__, TookTooLong)
    renderer._seconds = PATIENCE  # a busy machine may take long for the next one
    assert (await renderer.render("next")).html == "<p>next</p>\n"
    assert pid_of(renderer) != before
    await until_gone(before)
    await renderer.close()


async def test_a_child_that_does_nothing_is_ended_by_the_clock() -> None:
    child = await RenderingProcess.start(IMAGES_URL, 0.05)
    os.kill(child.pid, signal.SIGSTOP)

    with pytest.raises(TookTooLong):
        await child.render("a")

    assert not runs(child.pid)


async def test_a_child_that_died_while_idle_is_replaced_unnoticed(renderer: StoryRenderer) -> None:
    await renderer.start()
    before = pid_of(renderer)
    os.kill(before, signal.SIGKILL)

    assert (await renderer.render("a")).html == "<p>a</p>\n"
    assert pid_of(renderer) != before


async def test_a_child_that_dies_while_it_renders_is_replaced_unnoticed(renderer: StoryRenderer) -> None:
    await renderer.start()
    before = pid_of(renderer)
    os.kill(before, signal.SIGSTOP)
    job = asyncio.create_task(renderer.render(HEAVY))
    await asyncio.sleep(0.05)
    os.kill(before, signal.SIGKILL)

    assert (await job).html.count("<li>") == 12_000


async def test_dying_children_are_replaced_a_hundred_stories_long(renderer: StoryRenderer) -> None:
    for number in range(10):
        stories = [asyncio.create_task(renderer.render(f"{number}-{part}")) for part in range(10)]
        await asyncio.sleep(0.001 * number)
        for child in list(renderer._children):
            if runs(child.pid):
                os.kill(child.pid, signal.SIGKILL)
        outcomes = await asyncio.gather(*stories, return_exceptions=True)

        rendered = [outcome for outcome in outcomes if isinstance(outcome, Story)]
        assert len(rendered) >= 8
        assert {type(outcome) for outcome in outcomes} <= {Story, Invalid, Unavailable}
    assert renderer._idle.qsize() == 1
    assert len(renderer._children) == 1


async def test_a_child_that_cannot_be_started_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = StoryRenderer(IMAGES_URL)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(Unavailable):
        await renderer.start()

    monkeypatch.undo()
    await renderer.start()
    await renderer.close()


async def test_several_processes_render_at_once() -> None:
    renderer = StoryRenderer(IMAGES_URL, processes=2, seconds=PATIENCE)

    await asyncio.gather(*(renderer.render(HEAVY + str(number)) for number in range(4)))

    assert len(renderer._children) == 2
    await renderer.close()


async def test_closing_ends_the_children_and_what_they_do() -> None:
    renderer = StoryRenderer(IMAGES_URL, seconds=PATIENCE)
    await renderer.start()
    pid = pid_of(renderer)
    os.kill(pid, signal.SIGSTOP)
    job = asyncio.create_task(renderer.render(HEAVY))
    await asyncio.sleep(0.02)

    await renderer.close()

    assert not runs(pid)
    with pytest.raises(asyncio.CancelledError):
        await job
    with pytest.raises(Unavailable):
        await renderer.render("later")


async def test_closing_before_anything_was_rendered_is_fine() -> None:
    await StoryRenderer(IMAGES_URL).close()


async def test_a_child_ignores_an_interrupt(renderer: StoryRenderer) -> None:
    await renderer.start()
    before = pid_of(renderer)
    os.kill(before, signal.SIGINT)

    assert (await renderer.render("a")).html == "<p>a</p>\n"
    assert pid_of(renderer) == before


async def test_a_child_has_no_secrets_and_loads_neither_server_nor_stores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SIDEPRO_SECRET", "s" * 40)
    monkeypatch.setenv("SOME_TOKEN", "t" * 40)
    child = await RenderingProcess.start(IMAGES_URL, PATIENCE)
    environment = environment_of(child.pid) or b""
    await child.end()
    assert b"SIDEPRO" not in environment
    assert b"TOKEN" not in environment

    asked = "import sys, sidepro.services.markdown.worker; print(*sys.modules)"
    loaded = subprocess.run(  # noqa: ASYNC221, S603 - our own words
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"tornado", "pymongo", "redis", "asyncio", "structlog", "msgspec"} & set(loaded)


@pytest.mark.parametrize("text", ["", "a\n" * 20_000])
def test_a_child_dies_with_its_parent_even_while_it_renders(text: str) -> None:
    """The parent is killed in the middle, so that it can do nothing about it."""
    program = f"""
import asyncio, os, signal
from sidepro.services.markdown.process import RenderingProcess

async def main():
    child = await RenderingProcess.start({IMAGES_URL!r}, 2.0)
    print(child.pid, flush=True)
    if {text!r}:
        asyncio.create_task(child.render({text!r}))
        await asyncio.sleep(0.02)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""
    parent = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], check=False, stdout=subprocess.PIPE, text=True, timeout=60
    )
    pid = int(parent.stdout)

    deadline = time.monotonic() + PATIENCE
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert parent.returncode == -signal.SIGKILL
    assert not runs(pid)


async def test_a_worker_that_is_started_wrongly_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])

    with pytest.raises(ProcessDied):
        await RenderingProcess.start(IMAGES_URL, 1)


def test_a_frame_says_kind_and_length() -> None:
    assert frame(Kind.TEXT, "가") == b"T\x00\x00\x00\x03" + "가".encode()
    assert frame(Kind.READY) == b"R\x00\x00\x00\x00"


def test_recent_results_are_kept_while_they_fit() -> None:
    recent = Recent(room=10)
    recent.keep("a", "1234")
    recent.keep("b", "1234")
    assert recent.get("a") == "1234"
    recent.keep("c", "1234")

    assert recent.get("b") is None
    assert recent.get("a") == recent.get("c") == "1234"
    recent.keep("d", "x" * 10)
    assert recent.get("d") is None
