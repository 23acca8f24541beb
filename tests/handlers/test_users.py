"""Signing up, and users as everyone sees them."""

import asyncio
import secrets
import unicodedata
from typing import Any

import msgspec
import pytest

from tests.api import Answer, Api
from tests.people import PASSWORD, People


def draft(**changes: Any) -> dict[str, Any]:
    """Give what somebody with a name of their own signs up with."""
    name = f"u{secrets.token_hex(6)}"
    return {"email": f"{name}@sidepro.example", "username": name, "password": PASSWORD, **changes}


def faults(answer: Answer) -> dict[str, str]:
    """Give what is wrong by pointer, in English."""
    return {error["pointer"]: error["detail"] for error in answer.json["errors"]}


async def test_who_signs_up_is_logged_in(api: Api) -> None:
    given = draft()

    answer = await api.post("/users", given)

    assert answer.status == 201, answer
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 900
    assert answer.json["user"]["email"] == given["email"]
    assert answer.headers["Location"].endswith(f"/api/v1/users/{given['username']}")
    assert answer.headers["Cache-Control"] == "no-store"
    me = await api.with_token(answer.json["access_token"]).get("/users/me")
    assert me.json == answer.json["user"]


async def test_everyone_sees_a_user_but_not_what_is_private(api: Api, person: People) -> None:
    mina = await person(skills=["Python"])

    seen = (await api.get(f"/users/{mina.username}")).json

    assert set(seen) == {"id", "username", "created_at", "seen_at", "profile", "project_count"}
    assert set(seen["profile"]) == {"bio", "picture_url", "github_url", "skills", "region", "meeting_time"}
    assert seen["profile"]["skills"] == ["Python"]
    assert seen["seen_at"].endswith("T00:00:00.000Z")


async def test_a_user_is_found_whatever_the_case(api: Api, person: People) -> None:
    mina = await person()

    assert (await api.get(f"/users/{mina.username.upper()}")).json["id"] == mina.id


@pytest.mark.parametrize(
    "username", ["nobody-here", "$ne", "a", "x" * 500, "한글이름은없다", "%00", "me.json"]
)
async def test_nobody_is_found_under_a_name_that_nobody_has(api: Api, username: str) -> None:
    assert (await api.get(f"/users/{username}")).status == 404


async def test_a_name_typed_apart_is_the_same_name(api: Api) -> None:
    name = f"부엉이{secrets.token_hex(3)}"

    answer = await api.post("/users", draft(username=unicodedata.normalize("NFD", name)))

    assert answer.json["user"]["username"] == name
    assert (await api.post("/users", draft(username=name))).status == 409


async def test_what_is_taken_is_a_conflict_that_names_the_field(api: Api, person: People) -> None:
    mina = await person()

    by_email = await api.post("/users", draft(email=mina.email.upper()))
    by_name = await api.post("/users", draft(username=mina.username.upper()))
    by_both = await api.post("/users", draft(email=mina.email, username=mina.username))

    assert (by_email.status, by_email.kind, by_email.pointers) == (409, "conflict", ["#/email"])
    assert (by_name.status, by_name.pointers) == (409, ["#/username"])
    assert by_both.pointers == ["#/email", "#/username"]


async def test_everything_that_is_wrong_is_told_at_once(api: Api, person: People) -> None:
    mina = await person()

    answer = await api.post("/users", {"email": mina.email, "username": "관리자", "password": "password1"})

    assert answer.status == 422
    assert answer.pointers == ["#/email", "#/password", "#/username"]


async def test_of_many_who_sign_up_with_one_name_at_once_exactly_one_has_it(api: Api) -> None:
    name = f"u{secrets.token_hex(6)}"

    answers = await asyncio.gather(*(api.post("/users", draft(username=name)) for _ in range(8)))

    assert sorted(answer.status for answer in answers) == [201] + [409] * 7
    assert {tuple(answer.pointers) for answer in answers if answer.status == 409} == {("#/username",)}


@pytest.mark.parametrize(
    "username",
    ["me", "ME", "Admin", "a-d-m-i-n", "Adm1n_", "r00t", "관리자", "SidePro", "availability", "ids"],
)
async def test_routes_and_offices_are_no_names(api: Api, username: str) -> None:
    answer = await api.post("/users", draft(username=username), headers={"Accept-Language": "en"})

    assert answer.status == 422
    assert faults(answer) == {"#/username": "This name is reserved."}


@pytest.mark.parametrize(
    "username", ["a", "a" * 21, "a b", "a.b", "김", "ㅋㅋㅋ", "가\u200b나", "a\u0000b", "e\u0301e"]
)
async def test_a_name_has_two_to_twenty_letters_digits_or_marks(api: Api, username: str) -> None:
    answer = await api.post("/users", draft(username=username))

    assert answer.status == 422
    assert answer.pointers == ["#/username"]


@pytest.mark.parametrize("field", ["email", "username", "password", "locale"])
@pytest.mark.parametrize("value", [{"$ne": None}, {"$gt": ""}, ["a@b.example"], 7, False, None])
async def test_nothing_but_text_is_taken(api: Api, field: str, value: object) -> None:
    answer = await api.post("/users", draft(**{field: value}))

    assert answer.status == 422
    assert answer.pointers == [f"#/{field}"]


@pytest.mark.parametrize(
    "email",
    [
        "mina",
        "mina@localhost",
        "@sidepro.example",
        "mina@sidepro..example",
        "mina kim@sidepro.example",
        "mina\n@sidepro.example",
        "mina\u0000@sidepro.example",
        f"{'x' * 65}@sidepro.example",
        f"mina@{'x' * 250}.example",
        "mina@sidepro.example\nBcc: everyone@sidepro.example",
    ],
)
async def test_an_address_has_the_form_of_one(api: Api, email: str) -> None:
    answer = await api.post("/users", draft(email=email))

    assert (answer.status, answer.pointers) == (422, ["#/email"])


@pytest.mark.parametrize("password", ["", "seven77", "x" * 129, "🦉" * 129, "password", "12345678"])
async def test_a_password_is_long_enough_and_nobody_elses(api: Api, password: str) -> None:
    answer = await api.post("/users", draft(password=password))

    assert (answer.status, answer.pointers) == (422, ["#/password"])


async def test_a_password_is_not_the_account_itself(api: Api) -> None:
    given = draft()

    for password in (given["email"], given["username"], given["username"].upper() + "1999"):
        answer = await api.post("/users", {**given, "password": password})
        assert (answer.status, answer.pointers) == (422, ["#/password"])


async def test_what_is_taken_is_told_beside_what_has_no_form(api: Api, person: People) -> None:
    mina = await person()

    answer = await api.post(
        "/users", {"email": mina.email, "username": "!", "password": "password1", "age": 30}
    )

    assert answer.status == 422
    assert answer.pointers == ["#/age", "#/email", "#/password", "#/username"]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"null", b"[]", b'"mina"', b'{"email": "\xff"}', b"{}" + b"}" * 9]
)
async def test_a_body_that_is_no_draft_is_refused(api: Api, raw: bytes) -> None:
    answer = await api.post("/users", raw=raw, headers={"Content-Type": "application/json"})

    assert answer.status in {400, 422}
    assert answer.kind in {"malformed", "invalid"}


@pytest.mark.parametrize("field", ["email", "username", "password"])
async def test_half_a_character_is_refused(api: Api, field: str) -> None:
    given = msgspec.json.encode(draft(**{field: "HALF-A-CHARACTER@x.example"}))
    raw = given.replace(b"HALF-A", b"\\ud800")

    answer = await api.post("/users", raw=raw, headers={"Content-Type": "application/json"})

    assert answer.status == 400


async def test_a_wrong_parameter_and_no_json_are_one_problem(api: Api) -> None:
    answer = await api.ask("POST", "/users", raw=b"{", query={"page": "1"})

    assert answer.status == 422
    assert answer.pointers == ["#/page"]
