"""The embedded stores: started, stopped, killed and moved."""

import functools
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from sidepro.dev.failures import PartFailedError
from sidepro.dev.mongo import EmbeddedMongo
from sidepro.dev.ports import free_port
from sidepro.dev.s3 import EmbeddedS3
from sidepro.dev.valkey import EmbeddedValkey
from tests.dev.s3_request import signed


async def test_mongo_has_transactions(mongo_url: str, database_name: str) -> None:
    async with AsyncMongoClient[dict[str, int]](mongo_url) as client, client.start_session() as session:
        things = client[database_name].things
        async with await session.start_transaction():
            await things.insert_one({"_id": 1}, session=session)
            assert await things.count_documents({}) == 0

        assert await things.count_documents({}) == 1


async def test_a_killed_mongo_comes_back_with_its_data(own_mongo: EmbeddedMongo) -> None:
    async with AsyncMongoClient[dict[str, int]](own_mongo.url, serverSelectionTimeoutMS=200) as client:
        await client.test.things.insert_one({"_id": 1})
        await own_mongo.kill()
        with pytest.raises(ConnectionFailure):
            await client.test.things.find_one()

        await own_mongo.start()

        assert await client.test.things.find_one() == {"_id": 1}


async def test_mongo_moves_to_another_port_with_its_data(own_mongo: EmbeddedMongo) -> None:
    async with AsyncMongoClient[dict[str, int]](own_mongo.url) as client:
        await client.test.things.insert_one({"_id": 1})
    await own_mongo.stop()

    moved = EmbeddedMongo(own_mongo.directory, free_port())
    await moved.start()
    try:
        async with AsyncMongoClient[dict[str, int]](moved.url) as client:
            assert await client.test.things.find_one() == {"_id": 1}
            (host,) = (await client.admin.command("hello"))["hosts"]
            assert host in moved.url
    finally:
        await moved.stop()


async def test_a_valkey_that_was_stopped_comes_back_with_its_data(own_valkey: EmbeddedValkey) -> None:
    async with Redis.from_url(own_valkey.url) as client:
        await client.set("coffee", "hot")
        await own_valkey.stop()
        with pytest.raises(RedisConnectionError):
            await client.get("coffee")

        await own_valkey.start()

        assert await client.get("coffee") == b"hot"


async def test_valkey_never_evicts(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        assert await client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


async def test_s3_answers(s3_url: str) -> None:
    reply = await AsyncHTTPClient().fetch(f"{s3_url}/minio/health/ready")

    assert reply.code == 200


async def test_s3_keeps_what_is_put_with_its_keys(s3_url: str, s3_keys: tuple[str, str]) -> None:
    access_key, secret_key = s3_keys
    ask = functools.partial(signed, access_key=access_key, secret_key=secret_key)
    client = AsyncHTTPClient()

    await client.fetch(ask("PUT", f"{s3_url}/things", body=b""))
    await client.fetch(ask("PUT", f"{s3_url}/things/owl", body=b"awake"))

    assert (await client.fetch(ask("GET", f"{s3_url}/things/owl"))).body == b"awake"


async def test_s3_refuses_other_keys(s3_url: str) -> None:
    request = signed("GET", f"{s3_url}/", access_key="someone", secret_key="somebody-else")

    with pytest.raises(HTTPClientError, match="403"):
        await AsyncHTTPClient().fetch(request)


async def test_s3_finds_its_files_again_after_its_directory_was_moved(tmp_path: Path) -> None:
    keys = {"access_key": "tests", "secret_key": "tests-only-secret"}
    ask = functools.partial(signed, access_key=keys["access_key"], secret_key=keys["secret_key"])
    before = EmbeddedS3(tmp_path / "before", free_port(), **keys)
    await before.start()
    await AsyncHTTPClient().fetch(ask("PUT", f"{before.url}/things", body=b""))
    await AsyncHTTPClient().fetch(ask("PUT", f"{before.url}/things/owl", body=b"awake"))
    await before.stop()
    (tmp_path / "before").rename(tmp_path / "after")

    after = EmbeddedS3(tmp_path / "after", free_port(), **keys)
    await after.start()
    try:
        reply = await AsyncHTTPClient().fetch(ask("GET", f"{after.url}/things/owl"))
        assert reply.body == b"awake"
    finally:
        await after.stop()


async def test_a_store_that_cannot_start_says_what_it_wrote(own_mongo: EmbeddedMongo) -> None:
    second = EmbeddedMongo(own_mongo.directory, free_port())

    with pytest.raises(PartFailedError, match="mongo stopped while starting") as failure:
        await second.start()

    assert any("DBPathInUse" in line for line in failure.value.tail)
    assert not second.running
