"""People for tests: they sign up through the API like everybody else."""

import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import pytest

from tests.api import Api

PASSWORD = "막차는 열한 시 사십 분"


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `api` asks with their token."""

    api: Api
    id: str
    username: str
    email: str
    password: str
    refresh_token: str


People = Callable[..., Awaitable[Person]]
"""Makes a person: `mina = await person()`, `await person("mina", skills=["Python"])`."""


async def sign_up(
    api: Api, username: str | None = None, skills: Iterable[str] = (), *, password: str = PASSWORD
) -> Person:
    """Sign somebody up; their name, unless given, is one that nobody else has."""
    username = username or f"u{secrets.token_hex(6)}"
    email = f"{secrets.token_hex(8)}@sidepro.example"
    answer = await api.post("/users", {"email": email, "username": username, "password": password})
    assert answer.status == 201, answer
    person = Person(
        api=api.with_token(answer.json["access_token"]),
        id=answer.json["user"]["id"],
        username=username,
        email=email,
        password=password,
        refresh_token=answer.cookies["sidepro_refresh"].value,
    )
    if skills := list(skills):
        answer = await person.api.patch("/users/me", {"profile": {"skills": skills}})
        assert answer.status == 200, answer
    return person


@pytest.fixture
def person(api: Api) -> People:
    """Give the way to make people."""

    async def make(username: str | None = None, skills: Iterable[str] = ()) -> Person:
        return await sign_up(api, username, skills)

    return make
