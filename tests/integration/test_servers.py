"""The embedded servers keep what they acknowledged."""

from __future__ import annotations

from pathlib import Path

import pymongo
import redis

from connectors.stores.database import Database, Document
from tests.support.servers import MongoServer, RedisServer


def test_mongo_keeps_acknowledged_writes_over_a_kill(tmp_path: Path) -> None:
    """A write acknowledged through the embedded URL is there after SIGKILL and a restart."""
    with MongoServer(tmp_path) as server:
        with pymongo.MongoClient[Document](server.url) as client:
            client.a.b.insert_many([{"_id": number} for number in range(200)])
        server.kill()
        server.start()
        with pymongo.MongoClient[Document](server.url) as client:
            assert client.a.b.count_documents({}) == 200


def test_redis_keeps_writes_over_a_kill(tmp_path: Path) -> None:
    """Leases and limits survive a Redis that was killed and started again."""
    with RedisServer(tmp_path) as server:
        with redis.Redis.from_url(server.url) as client:
            client.set("lease", "held")
        server.kill()
        server.start()
        with redis.Redis.from_url(server.url) as client:
            assert client.get("lease") == b"held"


async def test_each_test_has_an_empty_database(database: Database) -> None:
    """The `database` fixture is empty, has its indexes and takes writes."""
    messages = database.collection("messages")
    assert await messages.count_documents({}) == 0
    assert len(await messages.index_information()) > 1
    await messages.insert_one({"conversation": "c", "seq": 1, "client_id": "x"})
