"""One's own profile."""

from typing import Any

import pytest

from documents import Documents
from tests.api import Answer, Api
from tests.people import People, Person


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
