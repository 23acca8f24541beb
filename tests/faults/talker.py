"""Somebody who talks at random through a client that is a real one, and now and then begins anew."""

import asyncio
import random
from collections.abc import Awaitable, Sequence
from typing import Final, TypeVar

from tornado.httpclient import HTTPError

from sidepro.client import ChatClient
from sidepro.wire.frames import Event, Opened, Said
from tests.documents.chat import some_text
from tests.faults.record import Kept, Key, Record
from tests.faults.stage import Stage
from tests.people import Person

T = TypeVar("T")

PINGS: Final = (1.0, 1.0)
PAUSES: Final = (0.05, 1.0)
PATIENCE: Final = 120.0
"""How long somebody waits for an acknowledgement, through whatever happens, before it is a fault."""
LIFE: Final = (10, 150)
"""How many turns somebody takes before they close the page, whatever has no answer yet, and open it again."""
TURNS: Final = {"say": 60, "burst": 8, "begin": 8, "read": 10, "type": 10, "look": 1}
"""How often people do what."""
PAUSE: Final = 0.08
LONG_TEXT: Final = "긴 이야기 " * 300


class Talker:
    """One of two people in one room."""

    def __init__(self, person: Person, room_id: str, stage: Stage, record: Record, seed: str) -> None:
        self._person = person
        self.room_id = room_id
        self._stage = stage
        self._record = record
        self._chance = random.Random(seed)
        self._identity = stage.tokens.identify(person.api.token or "")
        self._count = 0
        self.lives = 0
        self.is_done = False
        self.client: ChatClient

    async def talk(self, over: asyncio.Event, stays: asyncio.Event) -> None:
        """Talk until it is over, then wait for every answer and stay, so that the end can be seen."""
        while not self.is_done:
            self.lives += 1
            async with self._new_client() as self.client:
                await self._insist(self.client.open(self.room_id))
                pending = await self._live(over)
                if over.is_set():
                    await asyncio.gather(*pending)
                    self.is_done = True
                    await stays.wait()
            await self._give_up(pending)

    async def _give_up(self, pending: Sequence[asyncio.Task[None]]) -> None:
        """Leave what has no answer to its fate, as somebody does who closes the page."""
        for saying in pending:
            saying.cancel()
        for outcome in await asyncio.gather(*pending, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    @property
    def history(self) -> Sequence[Kept]:
        """What this client has of its room."""
        return [Kept.of(message) for message in self.client.logs[self.room_id].messages]

    def _new_client(self) -> ChatClient:
        self._life = self._record.begin_life()
        return ChatClient(
            self._stage.address,
            self._ticket,
            on_event=self._hear,
            paced=False,
            pauses=PAUSES,
            pings=PINGS,
        )

    async def _ticket(self) -> str:
        """Ask for a token; whatever goes wrong is tried again by the client."""
        api = self._person.api
        api.token = self._stage.tokens.access(self._identity)
        answer = await api.post("/sessions/current/socket")
        if answer.status != 200:
            raise HTTPError(answer.status)
        return str(answer.json["token"])

    async def _live(self, over: asyncio.Event) -> list[asyncio.Task[None]]:
        """Take some turns; gives what still waits for its answer."""
        pending: list[asyncio.Task[None]] = []
        for _ in range(self._chance.randint(*LIFE)):
            if over.is_set():
                break
            pending = [saying for saying in pending if not saying.done() or saying.exception()]
            await self._take_turn(pending)
            await asyncio.sleep(self._chance.expovariate(1 / PAUSE))
        return pending

    async def _take_turn(self, pending: list[asyncio.Task[None]]) -> None:
        client, room_id = self.client, self.room_id
        match self._chance.choices(("say", "burst", "begin", "read", "type", "look"), (60, 8, 8, 10, 10, 1))[
            0
        ]:
            case "say":
                await self._say()
            case "burst":
                await asyncio.gather(*(self._say() for _ in range(self._chance.randint(2, 8))))
            case "begin":
                pending.append(asyncio.create_task(self._say()))
            case "read":
                client.read(room_id, client.logs[room_id].last_seq)
            case "type":
                client.typing(room_id)
            case "look":
                client.leave_view(room_id)
                await self._insist(client.open(room_id))

    async def _say(self) -> None:
        self._count += 1
        key = Key(self.room_id, self._person.id, f"m{self._count}")
        text = LONG_TEXT if self._chance.random() < 0.01 else some_text(self._chance)
        self._record.texts[key] = text
        self._life.append(key)
        message = await self._insist(self.client.say(key.room_id, text, key.client_id))
        self._record.acknowledged[key] = Kept.of(message)

    async def _insist(self, work: Awaitable[T]) -> T:
        """Wait for an answer, but not for ever."""
        async with asyncio.timeout(PATIENCE):
            return await work

    def _hear(self, event: Event) -> None:
        match event:
            case Said():
                self._record.heard(event.room_id, event)
            case Opened():
                for message in event.messages:
                    self._record.heard(event.room.id, message)
