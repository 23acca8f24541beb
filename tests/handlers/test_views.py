"""Views over HTTP: once a viewer in half an hour, whoever they are."""

from typing import Any

import pytest
from bson import ObjectId

from documents import Documents
from tests.api import Api
from tests.commands import Commands
from tests.people import People
from tests.published import Publish


async def look(api: Api, project: str, **options: Any) -> None:
    answer = await api.post(f"/projects/{project}/views", **options)
    assert (answer.status, answer.body) == (204, b""), answer


async def views_of(documents: Documents, project: str) -> int:
    await documents.views.flush()
    return (await documents.projects.find(project)).view_count


async def test_a_viewer_counts_once(api: Api, person: People, publish: Publish, documents: Documents) -> None:
    mina, joon = await person(), await person()
    project, other = await publish(mina), await publish(mina)
    for _ in range(3):
        for who in (mina, joon):
            await look(who.api, project)
    await look(mina.api, other)
    assert await views_of(documents, project) == 2
    assert await views_of(documents, other) == 1

    for browser in ("Firefox", "Safari", "Firefox"):
        await look(api, project, headers={"User-Agent": browser})
    assert await views_of(documents, project) == 4


async def test_a_view_asks_mongodb_nothing_and_forgets_no_reply(
    api: Api, person: People, publish: Publish, commands: Commands
) -> None:
    mina = await person()
    project = await publish(mina)

    answer = await mina.api.post(f"/projects/{project}/views")

    assert commands.of(answer) == []
    assert "sidepro_fresh" not in answer.cookies


async def test_a_view_of_nothing_comes_to_nothing(api: Api, documents: Documents) -> None:
    await look(api, str(ObjectId()))
    await documents.views.flush()

    assert documents.views.pending == 0
    assert (await api.post("/projects/not-an-id/views")).status == 404


@pytest.mark.parametrize("token", ["nonsense", "a.b.c"])
async def test_a_bad_token_is_no_guest(
    api: Api, person: People, publish: Publish, documents: Documents, token: str
) -> None:
    project = await publish(await person())

    answer = await api.with_token(token).post(f"/projects/{project}/views")

    assert (answer.status, answer.kind) == (401, "unauthenticated")
    assert await views_of(documents, project) == 0
