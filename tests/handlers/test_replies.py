"""The cache of replies is small, short-lived, and forgets at any change."""

from handlers.replies import Replies


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def replies(**limits: int) -> tuple[Replies, Clock]:
    clock = Clock()
    return Replies(1.0, clock=clock, **limits), clock


def kept(cache: Replies, address: str) -> bool:
    return cache.find(address) is not None


def test_a_reply_is_kept_for_a_second() -> None:
    cache, clock = replies()
    cache.keep("/a", b"1", "e", cache.begin())

    clock.now = 0.99
    assert kept(cache, "/a")
    clock.now = 1.0
    assert not kept(cache, "/a")


def test_a_change_forgets_everything() -> None:
    cache, _ = replies()
    cache.keep("/a", b"1", "e", cache.begin())

    cache.forget()

    assert not kept(cache, "/a")


def test_what_was_being_read_during_a_change_is_not_kept() -> None:
    cache, _ = replies()
    generation = cache.begin()

    cache.forget()
    cache.keep("/a", b"old", "e", generation)

    assert not kept(cache, "/a")


def test_only_so_many_replies_are_kept() -> None:
    cache, _ = replies(most=3)
    for name in "abcd":
        cache.keep(name, b"1", "e", cache.begin())

    assert [name for name in "abcd" if kept(cache, name)] == ["b", "c", "d"]


def test_only_so_many_bytes_are_kept() -> None:
    cache, _ = replies(most_bytes=80)
    for name in "abcdefghij":
        cache.keep(name, b"1" * 10, "e", cache.begin())
    cache.keep("large", b"1" * 11, "e", cache.begin())

    assert [name for name in "abcdefghij" if kept(cache, name)] == list("cdefghij")
    assert not kept(cache, "large")


def test_without_seconds_nothing_is_kept() -> None:
    cache = Replies(0)
    cache.keep("/a", b"1", "e", cache.begin())

    assert not kept(cache, "/a")
