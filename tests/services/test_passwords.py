"""Hashing passwords: what counts of them, how long it takes, and what happens meanwhile."""

import asyncio
import os
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator

import bcrypt
import pytest

from sidepro.problems import Unavailable
from sidepro.services.passwords import SCHEME, Passwords

PEPPER = "p" * 40
TYPED = "막차는 열한 시 사십 분"


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    """Give cheap hashing."""
    passwords = Passwords(PEPPER, 4)
    yield passwords
    passwords.close()


async def is_right(passwords: Passwords, typed: str, stored: str | None) -> bool:
    return (await passwords.verify(typed, stored)).right


async def test_the_right_password_is_right_and_another_is_wrong(passwords: Passwords) -> None:
    stored = await passwords.hash(TYPED)

    assert await is_right(passwords, TYPED, stored)
    assert not await is_right(passwords, TYPED + "!", stored)
    assert not await is_right(passwords, "", stored)


async def test_equal_passwords_are_stored_differently(passwords: Passwords) -> None:
    assert await passwords.hash(TYPED) != await passwords.hash(TYPED)


async def test_nothing_is_cut_off_after_72_bytes(passwords: Passwords) -> None:
    stored = await passwords.hash("a" * 72 + "b")

    assert await is_right(passwords, "a" * 72 + "b", stored)
    assert not await is_right(passwords, "a" * 72 + "c", stored)
    assert not await is_right(passwords, "a" * 72, stored)


async def test_128_hangul_syllables_count_to_the_last(passwords: Passwords) -> None:
    stored = await passwords.hash("가" * 128)

    assert await is_right(passwords, "가" * 128, stored)
    assert not await is_right(passwords, "가" * 127 + "나", stored)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (unicodedata.normalize("NFC", TYPED), unicodedata.normalize("NFD", TYPED)),
        ("password with a space ", "password with a space"),
        ("Password of a person", "password of a person"),
        ("before\0after the NUL", "before\0something else"),
        ("ｗｉｄｅ　ｌｅｔｔｅｒｓ", "wide letters"),
    ],
)
async def test_the_very_bytes_count(passwords: Passwords, one: str, other: str) -> None:
    stored = await passwords.hash(one)

    assert await is_right(passwords, one, stored)
    assert not await is_right(passwords, other, stored)


async def test_a_hash_is_worth_nothing_without_the_pepper(passwords: Passwords) -> None:
    stored = await passwords.hash(TYPED)
    elsewhere = Passwords("q" * 40, 4)

    assert not await is_right(elsewhere, TYPED, stored)
    assert not bcrypt.checkpw(TYPED.encode(), stored.removeprefix(SCHEME).encode())
    elsewhere.close()


async def test_a_hash_says_its_scheme_and_cost(passwords: Passwords) -> None:
    assert (await passwords.hash(TYPED)).startswith("hmac-sha256.bcrypt$2b$04$")


async def test_a_hash_of_another_cost_is_outdated(passwords: Passwords) -> None:
    stored = await passwords.hash(TYPED)
    dearer = Passwords(PEPPER, 5)

    assert not (await passwords.verify(TYPED, stored)).outdated
    verdict = await dearer.verify(TYPED, stored)
    assert (verdict.right, verdict.outdated) == (True, True)
    dearer.close()


async def test_nobody_has_any_password(passwords: Passwords) -> None:
    assert not await is_right(passwords, TYPED, None)
    assert not await is_right(passwords, "", None)


async def test_an_unknown_person_takes_as_long_as_a_wrong_password() -> None:
    passwords = Passwords(PEPPER, 10)
    stored = await passwords.hash(TYPED)
    taken: dict[str | None, list[float]] = {stored: [], None: []}
    for _ in range(7):
        for whose, times in taken.items():
            begun = time.process_time()
            await passwords.verify("wrong", whose)
            times.append(time.process_time() - begun)
    passwords.close()

    known, unknown = (min(times) for times in taken.values())
    assert 0.5 < known / unknown < 2


async def test_who_comes_when_too_many_wait_is_told_to_come_again() -> None:
    passwords = Passwords(PEPPER, 8, most_waiting=3)

    outcomes = await asyncio.gather(*(passwords.hash(TYPED) for _ in range(9)), return_exceptions=True)

    refused = [outcome for outcome in outcomes if isinstance(outcome, Unavailable)]
    assert len(refused) == 4
    assert refused[0].headers["Retry-After"] == "2"
    assert (await passwords.hash(TYPED)).startswith(SCHEME)
    passwords.close()


async def test_the_loop_goes_on_meanwhile() -> None:
    passwords = Passwords(PEPPER, 12)
    hashing = [asyncio.create_task(passwords.hash(TYPED)) for _ in range(4)]
    turns = 0
    while not all(task.done() for task in hashing):
        await asyncio.sleep(0.001)
        turns += 1
    passwords.close()

    assert turns > 20  # four hashes on the loop itself would leave it a turn each


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no niceness of their own")
async def test_the_threads_step_back_behind_the_loop(passwords: Passwords) -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = niceness()

    assert await passwords._in_pool(niceness) == min(19, before + 10)
    assert niceness() == before
