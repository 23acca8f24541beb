"""Changing one's password."""

from typing import Any

import pytest

from tests.api import Answer, Api
from tests.devices import log_in, next_token, refresh, works
from tests.handlers.test_users import faults
from tests.people import People, Person

OTHER_PASSWORD = "첫차는 다섯 시 반에 온다"


class TestPassword:
    async def change(self, who: Person, new: str = OTHER_PASSWORD, present: str | None = None) -> Answer:
        body = {"present": present or who.password, "new": new}
        return await who.api.put("/users/me/password", body, headers={"Accept-Language": "en"})

    async def test_can_be_changed(self, api: Api, person: People) -> None:
        mina = await person()

        answer = await self.change(mina)

        assert answer.status == 200, answer
        assert (await api.post("/sessions", {"email": mina.email, "password": mina.password})).status == 401
        assert (await api.post("/sessions", {"email": mina.email, "password": OTHER_PASSWORD})).status == 201

    async def test_changed_logs_out_all_other_devices(self, api: Api, person: People) -> None:
        mina = await person()
        other = await log_in(api, mina)

        answer = await self.change(mina)

        assert not await works(api, other.json["access_token"])
        assert (await refresh(api, next_token(other))).status == 401
        assert await works(api, answer.json["access_token"])
        assert (await refresh(api, next_token(answer))).status == 200

    async def test_changed_makes_copies_of_the_old_tokens_worthless(self, api: Api, person: People) -> None:
        mina = await person()

        await self.change(mina)

        assert (await mina.api.get("/users/me")).status == 401
        assert (await refresh(api, mina.refresh_token)).status == 401

    async def test_asks_for_the_present_one(self, api: Api, person: People) -> None:
        mina = await person()

        answer = await self.change(mina, present="not her password")

        assert answer.status == 422
        assert faults(answer) == {"#/present": "This is not your present password."}
        assert (await mina.api.get("/users/me")).status == 200

    async def test_names_everything_that_is_wrong_at_once(self, person: People) -> None:
        answer = await self.change(await person(), "sidepro2026", present="not her password")

        assert set(faults(answer)) == {"#/present", "#/new"}

    @pytest.mark.parametrize("new", ["short", "x" * 129, "password1", {"$ne": None}, None, 12345678])
    async def test_refuses_what_signing_up_refuses(self, person: People, new: Any) -> None:
        answer = await self.change(await person(), new)

        assert (answer.status, answer.pointers) == (422, ["#/new"])

    @pytest.mark.parametrize(
        "new",
        ["🦉" * 127 + "☕", "a" * 72 + "b" * 56, "  spaces around  ", "비밀번호는 비밀이다", "before\0after"],
    )
    async def test_may_be_anything_else(self, api: Api, person: People, new: str) -> None:
        mina = await person()

        assert (await self.change(mina, new)).status == 200

        assert (await api.post("/sessions", {"email": mina.email, "password": new})).status == 201
        assert (await api.post("/sessions", {"email": mina.email, "password": new[:-1]})).status == 401
