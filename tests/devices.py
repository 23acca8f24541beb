"""What the tests of sessions share: logging in from more devices, refreshing as browsers do, time passing."""

import time
from typing import Any

import jwt

from documents import Documents
from documents.collection import object_id
from sidepro.server import Server
from sidepro.services.keys import Keys
from tests.api import Answer, Api
from tests.people import Person

REFRESH = "sidepro_refresh"
CHROME = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


async def log_in(api: Api, who: Person, **headers: str) -> Answer:
    """Log in from one more device."""
    answer = await api.post("/sessions", {"email": who.email, "password": who.password}, headers=headers)
    assert answer.status == 201, answer
    return answer


async def refresh(api: Api, token: str, **headers: str) -> Answer:
    """Refresh as a browser does."""
    sent = {"Origin": api.base, "Cookie": f"{REFRESH}={token}", **headers}
    return await api.post("/sessions/current/refresh", headers=sent)


def next_token(answer: Answer) -> str:
    """Give the refresh token of an answer."""
    return answer.cookies[REFRESH].value


async def session_of(documents: Documents, token: str) -> dict[str, Any]:
    """Give the stored session that a refresh token belongs to."""
    session_id = jwt.decode(token, options={"verify_signature": False})["sid"]
    found = await documents.store.database.sessions.find_one({"_id": object_id(session_id)})
    assert found is not None
    return found


async def set_back(documents: Documents, token: str, **changes: Any) -> None:
    """Change a stored session, as if time had passed."""
    session = await session_of(documents, token)
    await documents.store.database.sessions.update_one({"_id": session["_id"]}, {"$set": changes})


async def works(api: Api, access_token: str) -> bool:
    """Tell whether an access token opens anything."""
    return (await api.with_token(access_token).get("/users/me")).status == 200


def expired(server: Server, who: Person) -> str:
    """Give an access token of somebody that was good until a minute ago."""
    key = Keys(server.settings.needed("secret")).current("token.access")
    claims = jwt.decode(who.api.token or "", options={"verify_signature": False})
    moment = int(time.time())
    return jwt.encode(
        claims | {"iat": moment - 960, "exp": moment - 60}, key.bytes, "HS256", headers={"kid": key.id}
    )
