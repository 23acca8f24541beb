"""Whatever parameters, addresses and tokens are sent, the reply is a problem, and nothing breaks.

The cases are made from the description of the API, as those of `test_bad_input`.
"""

import base64
from typing import Any

import msgspec
import pytest

from tests.api import Api
from tests.handlers.conftest import Verdicts
from tests.handlers.described import Described, operations
from tests.people import Person

pytestmark = pytest.mark.usefixtures("nothing_breaks")

ALL = [pytest.param(each, id=str(each)) for each in operations()]
WITH_QUERY = [pytest.param(each, id=str(each)) for each in operations() if each.parameters("query")]
WITH_PATH = [pytest.param(each, id=str(each)) for each in operations() if each.parameters("path")]
GUARDED = [pytest.param(each, id=str(each)) for each in operations() if not each.contract.public]

NOT_TOLD_APART = {"POST /projects/{project_id}/views"}
"""What looks the same for what is there and what is not: it is counted later."""

NO_IDS = (
    "x",
    "5" * 23,
    "5" * 25,
    "A" * 24,
    "%7B%22%24ne%22%3A1%7D",
    "%00",
    "5" * 4000,
    "..%2f",
    "%F0%9F%A6%89",
)


@pytest.fixture(scope="module")
async def places(mina: Person) -> dict[str, str]:
    """Give what is there, by the name that it has in addresses."""
    places = {"username": mina.username}
    for operation in operations():
        if str(operation) == "POST /projects":
            places["project_id"] = (await operation.ask(mina.api, operation.body)).json["id"]
    return places


@pytest.mark.parametrize("asked", ALL)
async def test_unknown_parameters_are_named(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for name in ("nothing_of_ours", "limit[$gt]", "$where", "cursor[]", "sort.x"):
        answer = await asked.ask(mina.api, asked.body, query={name: "1"})
        verdicts.judge(name, answer, "invalid", f"#/{name}")
    answer = await asked.ask(mina.api, asked.body, address=f"{asked.address}?%ff=%ff")
    verdicts.judge("%ff", answer, "malformed" if asked.parameters("query") else answer.kind)


@pytest.mark.parametrize("asked", WITH_QUERY)
async def test_wrong_parameters_are_named(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for parameter in asked.parameters("query"):
        name, schema = parameter["name"], parameter["schema"]
        for value in wrong_texts(schema):
            answer = await asked.ask(mina.api, query={name: value})
            verdicts.judge(f"{name}={value[:40]!r}", answer, "invalid", f"#/{name}")
        if schema.get("type") != "array":
            answer = await asked.ask(mina.api, query={name: ["1", "1"]})
            verdicts.judge(f"{name} twice", answer, "invalid", f"#/{name}")


def wrong_texts(schema: dict[str, Any]) -> tuple[str, ...]:
    """Give what a parameter cannot be."""
    if schema.get("type") == "integer":
        return ("", "-1", "abc", "1.5", "1e3", "9223372036854775808", "1e400", "{}", "١", "9" * 5000)
    if "enum" in schema or schema.get("type") == "boolean":
        return ("", "no such choice", "\0", "[]", "x" * 5000)
    return ("x" * 9000,)


@pytest.mark.parametrize("asked", WITH_QUERY)
async def test_a_page_holds_something(
    asked: Described, mina: Person, places: dict[str, str], verdicts: Verdicts
) -> None:
    names = {parameter["name"] for parameter in asked.parameters("query")}
    limits = [each["schema"] for each in asked.parameters("query") if each["name"] == "limit"]
    for value in ("0", *(str(asked._resolved(limit)["maximum"] + 1) for limit in limits)) if limits else ():
        verdicts.judge(value, await asked.ask(mina.api, query={"limit": value}), "invalid", "#/limit")
    for value in forged_cursors() if "cursor" in names else ():
        answer = await asked.ask(mina.api, address=asked.address_in(places), query={"cursor": value})
        verdicts.judge(value, answer, "bad-cursor")
    if not names & {"limit", "cursor"}:
        verdicts.judge("limit", await asked.ask(mina.api, query={"limit": 1}), "invalid", "#/limit")


def forged_cursors() -> tuple[str, ...]:
    """Give cursors that were never given."""
    inside = (b'{"$gt":""}', b"\0" * 40, b"newest:" + b"5" * 24)
    return (
        *(base64.urlsafe_b64encode(raw).decode().rstrip("=") for raw in inside),
        *("x", ".", "..", "null", "[object Object]", "커서", "\0", "a.b.c", "=" * 40, "x" * 512),
    )


@pytest.mark.parametrize("asked", WITH_PATH)
async def test_where_nothing_is_nothing_is_found(asked: Described, mina: Person) -> None:
    answer = await asked.ask(mina.api, asked.body)

    if str(asked) in NOT_TOLD_APART:
        assert (answer.status, answer.body) == (204, b"")
    else:
        assert answer.status == 404, answer
        assert answer.kind == "not-found"


@pytest.mark.parametrize("asked", WITH_PATH)
async def test_what_is_no_id_leads_nowhere(asked: Described, mina: Person, verdicts: Verdicts) -> None:
    for parameter in asked.parameters("path"):
        for value in NO_IDS:
            answer = await asked.ask(
                mina.api, asked.body, address=asked.address_in({parameter["name"]: value})
            )
            verdicts.judge(f"{parameter['name']}={value}", answer, "not-found")
        answer = await asked.ask(mina.api, asked.body, address=asked.address_in({parameter["name"]: "%ff"}))
        is_id = parameter["name"].endswith("_id")
        verdicts.judge(f"{parameter['name']}=%ff", answer, "not-found" if is_id else "malformed")


@pytest.mark.parametrize("asked", GUARDED)
async def test_nobody_gets_in_without_a_good_token(
    asked: Described, api: Api, mina: Person, verdicts: Verdicts
) -> None:
    for value in (None, *bad_credentials(mina)):
        answer = await asked.ask(api, asked.body, headers={} if value is None else {"Authorization": value})
        verdicts.judge(value, answer, "unauthenticated")
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="sidepro"'), value


def bad_credentials(mina: Person) -> tuple[str, ...]:
    """Give headers that look like log-ins."""
    assert mina.api.token
    head, claims, signature = mina.api.token.split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    known = msgspec.json.decode(base64.urlsafe_b64decode(head + "=="))
    unsigned_with_key = base64.urlsafe_b64encode(msgspec.json.encode(known | {"alg": "none"})).decode()
    altered = base64.urlsafe_b64encode(
        base64.urlsafe_b64decode(claims + "==").replace(mina.id.encode(), b"5" * 24)
    ).decode()
    return (
        "Bearer",
        "Bearer x",
        "Bearer a.b.c",
        "Bearer ..",
        f"Basic {base64.b64encode(b'mina:password').decode()}",
        f"Token {mina.api.token}",
        mina.api.token,
        f"Bearer {unsigned}.{claims}.",
        f"Bearer {unsigned_with_key.rstrip('=')}.{claims}.",
        f"Bearer {unsigned_with_key.rstrip('=')}.{claims}.{signature}",
        f"Bearer {head}.{altered.rstrip('=')}.{signature}",
        f"Bearer {head}.{claims}.{signature[:-4]}AAAA",
        f"Bearer {head}.{claims}.",
        f"Bearer {mina.refresh_token}",
        f"Bearer {mina.api.token} {mina.api.token}",
        "Bearer " + "x" * 8000,
        "Bearer \xff\xfe",
    )
