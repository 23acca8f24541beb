"""The connection to MongoDB: the client's options, transactions, and what it means that it is away."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import pymongo
from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WriteConcernError,
)

T = TypeVar("T")
Document = dict[str, Any]
Session = AsyncClientSession
Database = AsyncDatabase[Document]

TRANSACTION_SECONDS: Final = 5.0

STORE_AWAY: Final[tuple[type[Exception], ...]] = (
    ConfigurationError,  # told of a mongod that is starting: it knows nothing of sessions yet
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    WaitQueueTimeoutError,
    WriteConcernError,
)
"""What PyMongo raises while MongoDB is away, on its way out or too busy.

The same request may succeed a moment later; nobody knows whether this one did.
"""


def connect(url: str, *, app_name: str = "sidepro", **options: Any) -> AsyncMongoClient[Document]:
    """Open a client whose writes are acknowledged by the majority with journal.

    It waits at most 1.5 s for a server and 5 s for an answer, so that people are told soon that the store
    is away.
    """
    return AsyncMongoClient(
        url,
        appname=app_name,
        tz_aware=True,
        w="majority",
        journal=True,
        retryWrites=True,
        readConcernLevel="majority",
        serverSelectionTimeoutMS=1500,
        connectTimeoutMS=1500,
        socketTimeoutMS=options.pop("socket_timeout_ms", 5000),
        waitQueueTimeoutMS=2000,
        maxPoolSize=100,
        **options,
    )


class _Unserved(Exception):
    """No server was found; unlike the error of PyMongo it is not a reason to try again at once."""

    def __init__(self, error: ServerSelectionTimeoutError) -> None:
        super().__init__(error)
        self.error = error


class Store:
    """One database, and transactions in it."""

    def __init__(self, client: AsyncMongoClient[Document], name: str) -> None:
        self.client = client
        self.database: Database = client.get_database(
            name, codec_options=CodecOptions(tz_aware=True, tzinfo=UTC)
        )

    async def transaction(self, act: Callable[[Session], Awaitable[T]]) -> T:
        """Do everything in `act` or nothing of it; it may run several times when writes collide.

        Gives up with one of `STORE_AWAY` when no server is found, and after `TRANSACTION_SECONDS` in any
        case; PyMongo alone would go on for two minutes.
        """

        async def attempt(session: Session) -> T:
            try:
                with pymongo.timeout(None):  # or a server would be looked for as long as the whole may take
                    return await act(session)
            except ServerSelectionTimeoutError as error:
                raise _Unserved(error) from None

        try:
            with pymongo.timeout(TRANSACTION_SECONDS):
                async with self.client.start_session() as session:
                    return await session.with_transaction(attempt)
        except _Unserved as unserved:
            raise unserved.error from None

    async def ping(self) -> None:
        """Raise one of `STORE_AWAY` unless MongoDB answers."""
        await self.client.admin.command("ping")


def now() -> datetime:
    """Tell the present moment as MongoDB keeps it, in milliseconds."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
