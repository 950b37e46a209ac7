"""People who sign in with a password. Hosts that sign their own tokens need none."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from connectors.domain.identity import Identity, Role
from connectors.stores.database import Database

_hasher = PasswordHasher()
# Verified for unknown names, so that an answer takes as long as for known ones.
_NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$aHwzSfaqIbyAkAmWL5zIaw"
    "$w2vjAMsmoL5pmmlOfcUMScbxkgKhRJP6jZqf9gFkINw"
)
_MAX_PASSWORD = 200


def hash_password(password: str) -> str:
    """The argon2 hash to keep; takes some 50 ms of processor time by design."""
    return _hasher.hash(password)


class Users:
    """The `users` collection."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("users")

    async def authenticate(self, username: str, password: str) -> Identity | None:
        """Who signs in; None for a wrong password as for an unknown name."""
        user = await self._collection.find_one({"username": username.strip().lower()})
        kept = user["password"] if user else _NOBODYS_HASH
        if not await asyncio.to_thread(_matches, kept, password[:_MAX_PASSWORD]) or not user:
            return None
        return Identity(user["_id"], Role(user["role"]), user["name"])

    async def names(self, ids: Collection[str]) -> dict[str, str]:
        """Names by id, of those who are known here."""
        cursor = self._collection.find({"_id": {"$in": list(ids)}}, {"name": 1})
        return {user["_id"]: user["name"] async for user in cursor}


def _matches(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
