"""Usernames: their form, how they are compared, and what nobody may be called."""

import unicodedata

import pytest

from sidepro.wire import usernames


@pytest.mark.parametrize("name", ["ab", "부엉이개발자", "Mina_Kim-99", "__", "x" * 20, "가" * 20, "정민"])
def test_letters_digits_and_marks_make_a_name(name: str) -> None:
    assert usernames.fault(usernames.tidy(name)) is None


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "가",
        "x" * 21,
        "a b",
        "a.b",
        "a@b",
        "é1",
        "日本語",
        "ㅋㅋ",
        "ab\n",
        "a\u200bb",
        "a\u0000b",
        "<b>",
        "🦉🦉",
        "",
    ],
)
def test_nothing_else_does(name: str) -> None:
    assert usernames.fault(usernames.tidy(name)) == "not_a_username"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (unicodedata.normalize("NFD", "부엉이"), "부엉이"),
        ("ｍｉｎａ", "mina"),
        ("①②", "12"),
        ("Mina", "Mina"),
    ],
)
def test_a_name_is_shown_in_one_form(typed: str, shown: str) -> None:
    assert usernames.tidy(typed) == shown


@pytest.mark.parametrize(("one", "other"), [("Mina", "mINA"), ("ＭＩＮＡ", "mina"), ("K8S", "k8s")])
def test_case_and_width_make_no_other_name(one: str, other: str) -> None:
    assert usernames.key(one) == usernames.key(other)


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "ADMIN",
        "_admin_",
        "4dm1n",
        "rnoderator",
        "s1depro",
        "Side-Pro",
        "관리자",
        "운영-팀",
        "me",
        "n0ne",
    ],
)
def test_offices_and_routes_are_reserved_also_in_disguise(name: str) -> None:
    assert usernames.fault(usernames.tidy(name)) == "reserved"


@pytest.mark.parametrize("name", ["adminton", "meme", "관리자님", "mina-admirer", "newt", "rooted"])
def test_what_only_begins_like_one_is_free(name: str) -> None:
    assert usernames.fault(usernames.tidy(name)) is None


def test_a_very_long_name_is_cut_before_it_is_looked_at() -> None:
    assert len(usernames.tidy("ﷺ" * 1_000_000)) <= 18 * usernames.LONGEST_TYPED
