"""Loading the catalog into a real MongoDB-protocol server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.catalog.files import read_catalog
from connectors.catalog.load import load_catalog
from connectors.domain.identity import Identity, Role
from connectors.settings import Settings
from connectors.stores.bookings import Bookings
from connectors.stores.catalog import Catalog
from connectors.stores.database import Database
from connectors.stores.users import Users
from tests.support.waiting import patient

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "data" / "catalog"
ASHA = Identity("asha", Role.CUSTOMER, "Asha Verma")


async def load(database: Database, folder: Path = SHIPPED, *, samples: bool = True) -> None:
    """Load a folder as the command does."""
    now, zone = datetime.now(UTC), Settings().tz
    await load_catalog(read_catalog(folder, now=now, timezone=zone, samples=samples), database)


async def contents(database: Database, name: str) -> list[dict[str, object]]:
    """All documents of a collection by id."""
    return [document async for document in database.collection(name).find().sort("_id", 1)]


async def test_loading_twice_is_loading_once(database: Database) -> None:
    """The second load changes nothing."""
    await load(database)
    before = [await contents(database, name) for name in ("pujas", "pandits", "products")]
    await load(database)
    after = [await contents(database, name) for name in ("pujas", "pandits", "products")]
    assert before == after
    assert all(before)


async def test_rows_that_left_the_file_are_removed(database: Database, tmp_path: Path) -> None:
    """A puja taken out of the file is gone; one the host wrote itself stays."""
    await load(database)
    hosts_own = {**(await contents(database, "faqs"))[0], "_id": "hosts_own"}
    del hosts_own["source"]
    await database.collection("faqs").insert_one(hosts_own)
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "catalog"))
    lines = (folder / "faqs.csv").read_text("utf-8").splitlines()
    (folder / "faqs.csv").write_text("\n".join(lines[:2]), "utf-8")
    await load(database, folder)
    stored = {document["_id"] for document in await contents(database, "faqs")}
    assert stored == {"how_to_book", "hosts_own"}


async def test_samples_come_and_go_with_the_demo_site(database: Database) -> None:
    """Sample users sign in only on the demo site; a real booking outlives them."""
    await load(database)
    assert await Users(database).authenticate("asha", "demo") == ASHA
    now = datetime.now(UTC)
    assert len(await Bookings(database).around(ASHA, now)) == 3
    await database.collection("bookings").update_one({"_id": "PY-1002"}, {"$unset": {"source": 1}})
    await load(database, samples=False)
    assert await Users(database).authenticate("asha", "demo") is None
    left = await Bookings(database).around(ASHA, now)
    assert [booking.id for booking in left] == ["PY-1002"]


async def test_the_catalog_is_read_back(database: Database) -> None:
    """What was in the files comes back typed, in the files' order, pandits by rating."""
    await load(database)
    catalog = Catalog(database)
    pujas = await catalog.pujas()
    assert next(iter(pujas)) == "satyanarayan_puja"
    assert pujas["satyanarayan_puja"].samagri[-1] == "Yellow cloth for the altar: 1.25 m"
    found = await catalog.pandits(puja="satyanarayan_puja", place="pune", language="mr")
    assert list(found) == ["ravi", "lalita"]
    online = await catalog.pandits(puja="havan", place="online", language="fa")
    assert list(online) == ["dara"]


async def test_the_catalog_is_read_in_a_language(database: Database) -> None:
    """Names, texts and lists in Persian; an unknown language is told in English."""
    await load(database)
    catalog = Catalog(database)
    pujas = await catalog.pujas("fa")
    assert pujas["ganesh_puja"].name == "پوجای گانش"
    assert pujas["ganesh_puja"].samagri[1] == "علف دوروا: ۲۱ ساقه"
    found = await catalog.pandits(puja="havan", place="online", language="fa", told_in="hi")
    assert [pandit.name for pandit in found.values()] == ["पंडित दारा मिश्र"]
    assert (await catalog.cities("de"))["pune"].name == "Pune"


async def test_a_change_is_seen_after_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was just read is read from memory; later it is read anew."""
    monkeypatch.setattr("connectors.stores.catalog.FRESH_SECONDS", 1000.0)
    await load(database)
    catalog = Catalog(database)
    old = (await catalog.pujas())["havan"].price
    await database.collection("pujas").update_one({"_id": "havan"}, {"$set": {"price": old + 1}})
    assert (await catalog.pujas())["havan"].price == old
    monkeypatch.setattr("connectors.stores.catalog.FRESH_SECONDS", 0.0)
    assert (await catalog.pujas())["havan"].price == old + 1


async def test_sample_bookings_are_as_long_as_their_puja(database: Database) -> None:
    """A booking ends after the length of its puja, and its room is open now."""
    await load(database)
    booking = await Bookings(database).get("PY-1001")
    assert booking is not None
    assert booking.ends_at - booking.starts_at == timedelta(minutes=150)
    assert booking.starts_at < datetime.now(UTC) < booking.ends_at


def run_command(settings: Settings, folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run `python -m connectors.catalog` as a person does."""
    done = subprocess.run(
        [sys.executable, "-m", "connectors.catalog", *arguments],
        cwd=ROOT,
        env={
            "MONGO_URL": settings.mongo_url,
            "MONGO_DB": settings.mongo_db,
            "CATALOG_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=patient(60),
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


async def test_the_command(settings: Settings, database: Database, tmp_path: Path) -> None:
    """It says what it loaded; `--check` writes nothing; a broken file changes nothing."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "catalog"))
    assert run_command(settings, folder, "--check")[0] == 0
    assert await contents(database, "pujas") == []
    code, out, _ = run_command(settings, folder)
    assert code == 0
    assert "16 pujas" in out
    (folder / "pujas.csv").write_text("id,name\nx,y\n", "utf-8")
    code, _, errors = run_command(settings, folder)
    assert code == 1
    assert errors.startswith("catalog_invalid:\npujas.csv:1: ")
    assert "Traceback" not in errors
    assert len(await contents(database, "pujas")) == 16


STRANGERS = [
    ("asha", "wrong"),
    ("nobody", "demo"),
    ("", ""),
    ("asha", "demo" * 10_000),
    ("$ne", "\x00"),
]


async def test_who_may_not_sign_in(database: Database) -> None:
    """Wrong passwords and unknown names are refused alike."""
    await load(database)
    for username, password in STRANGERS:
        assert await Users(database).authenticate(username, password) is None, username


async def test_names_are_signed_in_with_in_any_case(database: Database) -> None:
    """ "Asha " is asha; the password is kept as an argon2 hash only."""
    await load(database)
    assert await Users(database).authenticate(" Asha ", "demo") == ASHA
    assert all(
        str(user["password"]).startswith("$argon2id$") for user in await contents(database, "users")
    )
