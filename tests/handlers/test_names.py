"""Usernames: changed, given up, taken back, and whether they are to be had."""

import secrets

import pytest

from documents import Documents
from documents.store import now
from tests.api import Api
from tests.handlers.test_users import draft
from tests.people import People


class TestUsername:
    async def test_can_be_changed(self, api: Api, person: People) -> None:
        mina, name = await person(), f"u{secrets.token_hex(6)}"

        answer = await mina.api.patch("/users/me", {"username": name})

        assert answer.json["username"] == name
        assert (await api.get(f"/users/{name}")).json["id"] == mina.id
        assert (await api.get(f"/users/{mina.username}")).status == 404

    async def test_given_up_is_held_back_from_others(self, api: Api, person: People) -> None:
        mina, jun = await person(), await person()
        await mina.api.patch("/users/me", {"username": f"u{secrets.token_hex(6)}"})

        assert (await api.post("/users", draft(username=mina.username.upper()))).status == 409
        assert (await jun.api.patch("/users/me", {"username": mina.username})).status == 409
        available = await api.post("/users/availability", {"username": mina.username})
        assert available.json == {"available": False}

    async def test_given_up_can_be_taken_back(self, api: Api, person: People) -> None:
        mina, other = await person(), f"u{secrets.token_hex(6)}"
        await mina.api.patch("/users/me", {"username": other})

        answer = await mina.api.patch("/users/me", {"username": mina.username})

        assert answer.status == 200
        assert (await api.post("/users", draft(username=other))).status == 409

    async def test_given_up_is_free_after_thirty_days(
        self, api: Api, person: People, documents: Documents
    ) -> None:
        mina = await person()
        await mina.api.patch("/users/me", {"username": f"u{secrets.token_hex(6)}"})
        held = await documents.store.database.given_up_names.find_one({"_id": mina.username})
        assert held is not None
        assert 29 <= (held["held_until"] - now()).days <= 30

        await documents.store.database.given_up_names.update_one(
            {"_id": mina.username}, {"$set": {"held_until": now()}}
        )

        assert (await api.post("/users", draft(username=mina.username))).status == 201

    async def test_in_another_case_is_still_ones_own(self, api: Api, person: People) -> None:
        mina = await person()

        answer = await mina.api.patch("/users/me", {"username": mina.username.upper()})

        assert answer.json["username"] == mina.username.upper()
        assert (await api.get(f"/users/{mina.username}")).json["username"] == mina.username.upper()

    async def test_of_somebody_else_is_a_conflict(self, person: People) -> None:
        mina, jun = await person(), await person()

        answer = await mina.api.patch("/users/me", {"username": jun.username})

        assert (answer.status, answer.kind, answer.pointers) == (409, "conflict", ["#/username"])

    async def test_reserved_is_refused(self, person: People) -> None:
        answer = await (await person()).api.patch("/users/me", {"username": "운영자"})

        assert (answer.status, answer.pointers) == (422, ["#/username"])


class TestAvailability:
    async def test_of_what_is_free_and_what_is_taken(self, api: Api, person: People) -> None:
        mina, free = await person(), draft()

        for field in ("username", "email"):
            taken = await api.post("/users/availability", {field: getattr(mina, field).upper()})
            untaken = await api.post("/users/availability", {field: free[field]})
            assert (taken.json, untaken.json) == ({"available": False}, {"available": True})

    @pytest.mark.parametrize(
        ("body", "pointers"),
        [
            ({}, ["#/email", "#/username"]),
            ({"email": "mina@sidepro.example", "username": "mina"}, ["#/email", "#/username"]),
            ({"email": "mina"}, ["#/email"]),
            ({"username": "관리자"}, ["#/username"]),
            ({"username": {"$ne": None}}, ["#/username"]),
            ({"email": {"$regex": "."}}, ["#/email"]),
        ],
    )
    async def test_asks_for_one_of_them_in_good_form(
        self, api: Api, body: object, pointers: list[str]
    ) -> None:
        answer = await api.post("/users/availability", body)

        assert (answer.status, answer.pointers) == (422, pointers)
