"""The handshake: who gets a socket, and who is refused before the upgrade."""

import asyncio
import logging

import pytest
from structlog.testing import capture_logs
from tornado.httpclient import HTTPClientError, HTTPResponse

from sidepro.server import Server
from sidepro.services.tokens import Identity
from sidepro.wire.frames import Welcomed
from tests.api import Answer, Api
from tests.chatting import RawSocket, chat_of, raw_socket, shake_hands, ticket_of
from tests.people import People, Person, sign_up
from tests.working import until


async def refused(base: str, **options: object) -> Answer:
    """Shake hands, and give the answer that came instead of an upgrade."""
    with pytest.raises(HTTPClientError) as refusal:
        await shake_hands(base, **options)  # type: ignore[arg-type] # each test has its own
    response = refusal.value.response
    assert isinstance(response, HTTPResponse)
    return Answer(response)


def offers(token: str) -> list[str]:
    return ["sidepro.v1", f"token.{token}"]


@pytest.fixture
async def mina(person: People) -> Person:
    return await person()


async def test_whoever_holds_a_token_is_welcomed(api: Api, mina: Person) -> None:
    socket = await shake_hands(api.base, origin=api.base, offers=offers(await ticket_of(mina)))

    welcomed = await socket.next()
    assert socket.connection.headers is not None
    answered = socket.connection.headers.get_list("Sec-WebSocket-Protocol")
    socket.close()

    assert isinstance(welcomed, Welcomed)
    assert (welcomed.user_id, welcomed.rooms, welcomed.complete) == (mina.id, [], True)
    assert answered == ["sidepro.v1"]


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://sidepro.example",
        "http://localhost:1",
        "http://LOCALHOST:{port}",
        "http://localhost:{port}/",
        "http://evil.localhost:{port}",
        "https://localhost:{port}",
        "http://127.0.0.1:{port}",
        "http://localhost:{port} http://localhost:{port}",
    ],
)
async def test_foreign_and_missing_origins_are_refused(
    api: Api, server: Server, mina: Person, origin: str | None
) -> None:
    token = await ticket_of(mina)
    foreign = origin.format(port=server.settings.port) if origin is not None else None

    answer = await refused(api.base, origin=foreign, offers=offers(token))

    assert (answer.status, answer.kind) == (403, "forbidden")


async def test_saying_that_it_is_the_same_origin_does_not_help(api: Api, mina: Person) -> None:
    answer = await refused(
        api.base,
        origin="https://evil.example",
        offers=offers(await ticket_of(mina)),
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status == 403


async def test_without_a_genuine_token_there_is_no_socket(api: Api, server: Server, mina: Person) -> None:
    session = await mina.api.get("/sessions")
    identity = Identity(mina.id, session.json["items"][0]["id"])
    tokens = server.services.tokens
    genuine = await ticket_of(mina)
    wrong = [
        "",
        "x",
        genuine[:-2],
        genuine + "a",
        str(mina.api.token),
        mina.refresh_token,
        tokens.access(identity),
        tokens.refresh(identity, 1, 60),
        tokens.device(mina.id, "device"),
    ]
    answers = [await refused(api.base, origin=api.base, offers=offers(token)) for token in wrong]
    bare = await refused(api.base, origin=api.base, offers=["sidepro.v1"])
    doubled = await refused(api.base, origin=api.base, offers=[*offers(genuine), f"token.{genuine}"])

    assert [answer.status for answer in [*answers, bare, doubled]] == [401] * (len(wrong) + 2)
    assert all(answer.headers["WWW-Authenticate"].startswith("Bearer") for answer in answers)


async def test_a_token_is_no_good_in_the_place_of_an_access_token(api: Api, mina: Person) -> None:
    answer = await api.with_token(await ticket_of(mina)).get("/users/me")

    assert answer.status == 401


async def test_a_token_is_good_once(api: Api, mina: Person) -> None:
    token = await ticket_of(mina)
    socket = await shake_hands(api.base, origin=api.base, offers=offers(token))

    again = await refused(api.base, origin=api.base, offers=offers(token))
    socket.close()

    assert again.status == 401


async def test_a_token_is_good_once_when_used_twice_at_a_time(api: Api, mina: Person) -> None:
    token = await ticket_of(mina)

    tries = await asyncio.gather(
        *(shake_hands(api.base, origin=api.base, offers=offers(token)) for _ in range(5)),
        return_exceptions=True,
    )

    sockets = [each for each in tries if isinstance(each, RawSocket)]
    for socket in sockets:
        socket.close()
    assert len(sockets) == 1


async def test_two_tokens_of_one_moment_are_two(mina: Person) -> None:
    one, other = await asyncio.gather(ticket_of(mina), ticket_of(mina))

    assert one != other


async def test_a_late_token_is_refused(
    api: Api, mina: Person, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    session = await mina.api.get("/sessions")
    identity = Identity(mina.id, session.json["items"][0]["id"])
    with monkeypatch.context() as earlier:
        earlier.setattr("sidepro.services.tokens.SOCKET_SECONDS", -10)
        token = server.services.tokens.socket(identity)

    answer = await refused(api.base, origin=api.base, offers=offers(token))

    assert answer.status == 401


async def test_the_token_of_a_revoked_session_is_refused(api: Api, mina: Person) -> None:
    token = await ticket_of(mina)
    session = (await mina.api.get("/sessions")).json["items"][0]["id"]
    await mina.api.delete(f"/sessions/{session}")

    answer = await refused(api.base, origin=api.base, offers=offers(token))

    assert answer.status == 401


@pytest.mark.parametrize("offered", [None, [], ["sidepro.v2"], ["graphql-ws", "sidepro.v11"]])
async def test_who_does_not_speak_the_protocol_is_refused(
    api: Api, mina: Person, offered: list[str] | None
) -> None:
    token = await ticket_of(mina)

    answer = await refused(
        api.base, origin=api.base, offers=None if offered is None else [*offered, f"token.{token}"]
    )

    assert (answer.status, answer.kind) == (400, "malformed")


async def test_what_is_no_handshake_is_told_so(api: Api) -> None:
    plain = await api.get("//ws")
    posted = await api.post("//ws", {})
    old = await api.get(
        "//ws", headers={"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "8"}
    )

    assert (plain.status, plain.kind) == (400, "malformed")
    assert (posted.status, posted.headers["Allow"]) == (405, "GET")
    assert old.status == 400


async def test_an_eleventh_socket_is_refused_until_one_goes(api: Api, server: Server, mina: Person) -> None:
    sockets = [await raw_socket(mina) for _ in range(10)]

    eleventh = await refused(api.base, origin=api.base, offers=offers(await ticket_of(mina)))
    sockets.pop().close()
    await until(lambda: len(chat_of(server).sockets.holders(mina.id)) == 9)
    sockets.append(await raw_socket(mina))
    for socket in sockets:
        socket.close()

    assert (eleventh.status, eleventh.kind) == (429, "too-fast")
    assert int(eleventh.headers["Retry-After"]) > 0


async def test_a_handshake_that_fails_in_the_end_takes_no_place(api: Api, mina: Person) -> None:
    statuses = set()
    for _ in range(12):
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Origin": api.base,
            "Sec-WebSocket-Key": "x",
            "Sec-WebSocket-Version": "8",
            "Sec-WebSocket-Protocol": ", ".join(offers(await ticket_of(mina))),
        }
        statuses.add((await api.get("//ws", headers=headers)).status)

    socket = await raw_socket(mina)
    socket.close()
    assert statuses == {426}


async def test_no_log_holds_a_token(api: Api, mina: Person, caplog: pytest.LogCaptureFixture) -> None:
    token = await ticket_of(mina)
    with capture_logs() as events, caplog.at_level(logging.DEBUG):
        socket = await shake_hands(api.base, origin=api.base, offers=offers(token))
        await socket.next()
        await socket.send("{")
        await socket.refusal()
        socket.close()
        await refused(api.base, origin=api.base, offers=offers(token))
        await refused(api.base, origin="https://evil.example", offers=offers(token + "x"))
        await until(lambda: any(event["event"] == "socket.closed" for event in events))
    logged = f"{events} {[record.getMessage() for record in caplog.records]}"

    assert "socket.opened" in logged
    assert "socket.closed" in logged
    assert token not in logged
    assert token.rpartition(".")[2] not in logged


async def test_a_socket_says_who_it_is_in_the_log(api: Api) -> None:
    mina = await sign_up(api)
    with capture_logs() as events:
        socket = await raw_socket(mina)
        socket.close()
        await socket.ends()
        await until(lambda: any(event["event"] == "socket.closed" for event in events))

    closed = next(event for event in events if event["event"] == "socket.closed")
    assert closed["code"] in {1000, 1005, 1006}
