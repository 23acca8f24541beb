"""One's own account: the profile, the username, the password."""

import secrets
from typing import Any

import pytest

from documents import Documents
from documents.store import now
from tests.api import Answer, Api
from tests.handlers.test_sessions import log_in, next_token, refresh, works
from tests.handlers.test_users import draft, faults
from tests.people import People, Person

OTHER_PASSWORD = "첫차는 다섯 시 반에 온다"


async def profile(who: Person, **fields: Any) -> Answer:
    """Change some fields of somebody's profile."""
    return await who.api.patch("/users/me", {"profile": fields}, headers={"Accept-Language": "en"})


async def users_with(documents: Documents, *skills: str) -> list[int]:
    """Tell how many users have each of these skills, by slug."""
    kept = await documents.skills.kept()
    return [kept[skill].user_count for skill in skills]


class TestProfile:
    async def test_is_empty_at_first(self, person: People) -> None:
        me = (await (await person()).api.get("/users/me")).json

        assert me["profile"] == {
            "bio": "",
            "picture_url": None,
            "github_url": None,
            "skills": [],
            "region": None,
            "meeting_time": None,
        }
        assert (me["locale"], me["role"], me["project_count"], me["bookmark_count"]) == ("ko", "user", 0, 0)

    async def test_can_be_filled_in(self, api: Api, person: People) -> None:
        mina = await person()
        told = {
            "bio": "낮에는 결제 서버를,\n밤에는 막차 알림을 만들어요. 🦉",
            "github_url": "https://github.com/mina-demo",
            "skills": ["Python", "React"],
            "region": "seoul",
            "meeting_time": "weekends",
        }

        answer = await profile(mina, **told)

        assert answer.status == 200, answer
        assert answer.json["profile"] == told | {"picture_url": None}
        assert (await api.get(f"/users/{mina.username}")).json["profile"] == answer.json["profile"]

    async def test_what_is_not_given_stays_and_null_empties(self, person: People) -> None:
        mina = await person(skills=["Python"])
        await profile(mina, bio="하나", region="busan", github_url="https://github.com/mina-demo")

        answer = await profile(mina, region=None, picture=None)

        assert answer.json["profile"] == {
            "bio": "하나",
            "picture_url": None,
            "github_url": "https://github.com/mina-demo",
            "skills": ["Python"],
            "region": None,
            "meeting_time": None,
        }

    @pytest.mark.parametrize(
        ("field", "typed", "kept"),
        [
            ("skills", ["파이썬", "k8s", "python", "KUBERNETES"], ["Python", "Kubernetes"]),
            ("region", "강원도", "gangwon"),
            ("region", "Seoul", "seoul"),
            ("meeting_time", "주말 선호", "weekends"),
            ("bio", "x" * 500, "x" * 500),
            ("bio", "", ""),
            ("github_url", None, None),
        ],
    )
    async def test_is_kept_in_one_form(self, person: People, field: str, typed: Any, kept: Any) -> None:
        answer = await profile(await person(), **{field: typed})

        assert answer.json["profile"][field] == kept

    @pytest.mark.parametrize(
        ("field", "value", "pointer"),
        [
            ("bio", "x" * 501, "#/profile/bio"),
            ("bio", "a\u0000b", "#/profile/bio"),
            ("bio", {"$ne": None}, "#/profile/bio"),
            ("bio", None, "#/profile/bio"),
            ("github_url", "http://github.com/mina", "#/profile/github_url"),
            ("github_url", "https://evil.example/github.com", "#/profile/github_url"),
            ("github_url", "https://github.com.evil.example/mina", "#/profile/github_url"),
            ("github_url", "https://github.com/mina/repository", "#/profile/github_url"),
            ("github_url", "https://user@github.com/mina", "#/profile/github_url"),
            ("github_url", "javascript:alert(1)", "#/profile/github_url"),
            ("github_url", ["https://github.com/mina"], "#/profile/github_url"),
            ("skills", ["Python", "React", "No such thing"], "#/profile/skills/2"),
            ("skills", ["Python"] * 21, "#/profile/skills"),
            ("skills", [{"$ne": None}], "#/profile/skills/0"),
            ("skills", {"$in": ["Python"]}, "#/profile/skills"),
            ("skills", "Python", "#/profile/skills"),
            ("region", "Atlantis", "#/profile/region"),
            ("region", {"$gt": ""}, "#/profile/region"),
            ("meeting_time", "never", "#/profile/meeting_time"),
            ("picture", "somebody-elses.webp", "#/profile/picture"),
            ("picture", {"$ne": None}, "#/profile/picture"),
            ("role", "moderator", "#/profile/role"),
        ],
    )
    async def test_names_what_is_wrong(self, person: People, field: str, value: Any, pointer: str) -> None:
        answer = await profile(await person(), **{field: value})

        assert answer.status == 422
        assert answer.pointers == [pointer]

    async def test_names_everything_that_is_wrong_at_once(self, person: People) -> None:
        mina, jun = await person(), await person()

        answer = await mina.api.patch(
            "/users/me",
            {
                "username": jun.username,
                "profile": {"skills": ["?!", "Python", "!?"], "region": "Atlantis", "picture": "a.webp"},
            },
        )

        assert answer.status == 422
        assert answer.pointers == [
            "#/profile/picture",
            "#/profile/region",
            "#/profile/skills/0",
            "#/profile/skills/2",
            "#/username",
        ]

    @pytest.mark.parametrize("field", ["email", "role", "project_count", "id", "password_hash", "$set"])
    async def test_nothing_else_can_be_written(self, person: People, field: str) -> None:
        answer = await (await person()).api.patch("/users/me", {field: "moderator"})

        assert answer.status == 422
        assert answer.pointers == [f"#/{field}"]

    async def test_skills_count_who_has_them(self, person: People, documents: Documents) -> None:
        before = await users_with(documents, "cobol", "abap", "aix")
        mina = await person(skills=["COBOL", "ABAP"])
        await profile(mina, skills=["ABAP", "AIX"])
        await profile(mina, skills=["AIX", "ABAP"])

        after = await users_with(documents, "cobol", "abap", "aix")

        assert [now - then for then, now in zip(before, after, strict=True)] == [0, 1, 1]

    async def test_needs_a_token(self, api: Api) -> None:
        assert (await api.get("/users/me")).status == 401
        assert (await api.patch("/users/me", {})).status == 401


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
