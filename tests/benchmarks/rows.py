"""The rows of the table: what is asked, of which server, and the least share of bare Tornado."""

import json
import random
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from documents import Store
from sidepro.services.keys import Keys
from sidepro.services.tokens import Identity, Tokens
from tests.benchmarks.load import Request
from tests.benchmarks.stack import SECRET

BOARD: Final = "/api/v1/projects"
SORTS: Final = ("newest", "views", "popular")
WORDS: Final = ("감정 일기", "냉장고 관리", "동네 지도", "커밋 기록", "회의 요약", "사투리 번역", "막차 알림")
MANY: Final = 2_000


class Row(msgspec.Struct, frozen=True):
    """One line of the table; `against` is what bare Tornado is asked for, or another load of SidePro."""

    name: str
    floor: float
    base: str
    requests: list[Request]
    against_base: str
    against: list[Request]


class Asker:
    """Asks servers for what the rows are made of."""

    def __init__(self, replies: Path) -> None:
        self._client = AsyncHTTPClient()
        self._replies = replies

    async def reply(self, address: str, request: Request) -> HTTPResponse:
        """Send one request; raises for anything but success."""
        return await self._client.fetch(
            address + request.path,
            method=request.method,
            headers=request.headers | ({"Content-Type": "application/json"} if request.body else {}),
            body=request.body or None,
            allow_nonstandard_methods=True,
        )

    async def json(self, address: str, path: str) -> Any:
        """Get JSON."""
        return json.loads((await self.reply(address, Request(path))).body)

    async def yardstick(self, name: str, address: str, requests: list[Request]) -> list[Request]:
        """Let bare Tornado write the same bytes as a typical one of these requests is answered with."""
        replies = [await self.reply(address, request) for request in requests[:15]]
        typical = sorted(replies, key=lambda reply: len(reply.body))[len(replies) // 2]
        (self._replies / name).write_bytes(typical.body)
        first = requests[0]
        return [Request(f"/{name}.{typical.code}", first.method, first.headers, first.body)]


class Community(msgspec.Struct, frozen=True):
    """What the requests of a load are drawn from."""

    projects: list[str]
    skills: list[str]
    users: list[str]


async def community(store: Store, most: int = 20_000) -> Community:
    """Read the ids and skills of the demo data."""
    database = store.database
    projects = [str(each["_id"]) async for each in database.projects.find({}, {"_id": 1}).limit(most)]
    users = [str(each["_id"]) async for each in database.users.find({}, {"_id": 1}).limit(most)]
    skills = [name for name in await database.projects.distinct("skills") if isinstance(name, str)]
    return Community(projects, skills, users)


def board_by_skill_and_sort(known: Community, chance: random.Random) -> list[Request]:
    """Ask for the board by a random skill, in a random order."""
    return [
        Request(f"{BOARD}?{urlencode({'skill': chance.choice(known.skills), 'sort': chance.choice(SORTS)})}")
        for _ in range(MANY)
    ]


def projects(known: Community, chance: random.Random) -> list[Request]:
    """Ask for random projects."""
    return [Request(f"{BOARD}/{chance.choice(known.projects)}") for _ in range(MANY)]


def bookmarks(known: Community, chance: random.Random, tokens: Tokens) -> list[Request]:
    """Put and take away bookmarks of random people on random projects."""
    requests: list[Request] = []
    for _ in range(MANY // 50):
        pairs = [(chance.choice(known.projects), chance.choice(known.users)) for _ in range(50)]
        for method in ("PUT", "DELETE"):
            requests += [
                Request(f"{BOARD}/{project}/bookmark", method, bearer(tokens, user))
                for project, user in pairs
            ]
    return requests


def comments(known: Community, chance: random.Random, tokens: Tokens) -> list[Request]:
    """Comment on random projects."""
    body = json.dumps({"text": "저도 비슷한 걸 만들고 있어요. 커피챗 한번 하실래요?"}, ensure_ascii=False)
    return [
        Request(
            f"{BOARD}/{chance.choice(known.projects)}/comments",
            "POST",
            bearer(tokens, chance.choice(known.users)),
            body,
        )
        for _ in range(MANY)
    ]


def searches() -> list[Request]:
    """Search two Korean words."""
    return [Request(f"{BOARD}?q={quote(words)}") for words in WORDS]


def bearer(tokens: Tokens, user: str) -> dict[str, str]:
    """Authorise a request of a user."""
    return {"Authorization": f"Bearer {tokens.access(Identity(user, '5' * 24))}"}


def tokens_for(public_url: str) -> Tokens:
    """Make tokens as the server at that address does."""
    return Tokens(Keys(SECRET), public_url)


async def page(asker: Asker, address: str, number: int) -> Request:
    """Walk to a page of the newest; gives the request for it."""
    path = BOARD
    for _ in range(number - 1):
        following = (await asker.json(address, path))["next"]
        path = f"{BOARD}?cursor={quote(following)}"
    return Request(path)
