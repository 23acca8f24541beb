"""The skills that are kept follow the catalogue, and count who has them."""

import asyncio

from documents import Documents
from documents.store import Session
from sidepro.wire.catalogue import Catalogue


async def count_of(documents: Documents, slug: str) -> tuple[int, int]:
    skill = (await documents.skills.kept([slug]))[slug]
    return skill.user_count, skill.project_count


async def test_every_skill_of_the_catalogue_is_kept(documents: Documents) -> None:
    kept = await documents.skills.kept()

    assert kept.keys() == {skill.slug for skill in documents.catalogue.skills}


async def test_taking_over_the_catalogue_again_changes_nothing(documents: Documents) -> None:
    assert await documents.skills.seed() == []


async def test_a_new_catalogue_renames_adds_and_drops_without_touching_counts(documents: Documents) -> None:
    skills = documents.skills
    everything = documents.catalogue.skills
    database = documents.store.database

    async def use_it(session: Session) -> None:
        await skills.count_users(["COBOL"], [], session)

    await documents.store.transaction(use_it)
    used = (await count_of(documents, "cobol"))[0]
    await database.skills.delete_one({"slug": "zig"})
    await database.skills.insert_one({"slug": "b-plus-plus", "user_count": 0, "project_count": 0})
    await database.skills.update_one({"slug": "cobol"}, {"$set": {"name": "Cobol 60"}})

    assert await skills.seed() == ["+zig", "-b-plus-plus"]
    assert (await count_of(documents, "cobol"))[0] == used
    kept = await database.skills.find_one({"slug": "cobol"})
    assert kept is not None
    assert kept["name"] == next(skill.name for skill in everything if skill.slug == "cobol")


async def test_counts_follow_names_aliases_and_slugs(documents: Documents) -> None:
    before = {slug: await count_of(documents, slug) for slug in ("delphi", "prolog", "abap")}

    async def change(session: Session) -> None:
        await documents.skills.count_users(["Delphi", "ABAP"], ["프롤로그", "abap"], session)
        await documents.skills.count_projects(["델파이", "no such skill"], [], session)

    await documents.store.transaction(change)

    assert await count_of(documents, "delphi") == (before["delphi"][0] + 1, before["delphi"][1] + 1)
    assert await count_of(documents, "prolog") == (before["prolog"][0] - 1, before["prolog"][1])
    assert await count_of(documents, "abap") == before["abap"]


async def test_counts_of_many_at_once_are_exact(documents: Documents) -> None:
    before = await count_of(documents, "fortran")

    async def add(session: Session) -> None:
        await documents.skills.count_projects(["Fortran", "Lisp"], [], session)

    await asyncio.gather(*(documents.store.transaction(add) for _ in range(50)))

    assert await count_of(documents, "fortran") == (before[0], before[1] + 50)


def test_the_catalogue_resolves_what_it_says(documents: Documents) -> None:
    catalogue: Catalogue = documents.catalogue

    assert documents.skills.slugs(["파이썬", "JS", "nothing like it"]) == {"python", "javascript"}
    assert catalogue.resolve("파이썬") is catalogue.resolve("python")
