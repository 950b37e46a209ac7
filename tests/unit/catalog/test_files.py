"""Reading the catalog's CSV files."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.catalog.files import CatalogFiles, read_catalog
from connectors.catalog.moments import read_moment
from connectors.catalog.read import Problems, read_table
from connectors.domain.catalog import City
from connectors.errors import CatalogError
from connectors.language import LETTERS

SHIPPED = Path(__file__).parents[3] / "data" / "catalog"
KATHMANDU = ZoneInfo("Asia/Kathmandu")
NOW = datetime(2026, 11, 21, 9, 30, 15, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalog to break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "catalog"))


def read(folder: Path, *, samples: bool = True) -> CatalogFiles:
    """The folder as read now in Nepal."""
    return read_catalog(folder, now=NOW, timezone=KATHMANDU, samples=samples)


def problems_of(folder: Path) -> list[str]:
    """The lines that say what is wrong with the folder."""
    with pytest.raises(CatalogError) as caught:
        read(folder)
    assert caught.value.to_wire()["code"] == "catalog_invalid"
    return caught.value.message.splitlines()


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that is there once at least."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def write(path: Path, *rows: str) -> None:
    """A file of these rows."""
    path.write_text("\n".join(rows), "utf-8")


def test_the_shipped_catalog_is_good_and_rich() -> None:
    """What we ship has no problem and enough to show."""
    files = read(SHIPPED)
    assert len(files.pujas) >= 12
    assert len(files.pandits) >= 8
    assert len(files.products) >= 15
    assert {puja.currency for puja in files.pujas} == {"INR"}
    for puja in files.pujas:
        assert puja.samagri, puja.id
        assert any(puja.id in pandit.pujas for pandit in files.pandits), puja.id


def test_the_shipped_catalog_is_told_in_every_language() -> None:
    """Each spoken field of each entry is there in Hindi, Nepali and Persian."""
    files = read_catalog(SHIPPED, now=NOW, timezone=KATHMANDU, samples=True, whole=True)
    for table in (files.cities, files.languages, files.pujas, files.pandits, files.products):
        for entry in table:
            for language in ("hi", "ne", "fa"):
                assert set(entry.translations[language]) == set(entry.spoken), entry.id
    for puja in files.pujas:
        assert {len(puja.in_language(code).samagri) for code in LETTERS} == {len(puja.samagri)}


def test_an_entry_is_told_in_a_language_as_far_as_it_is_translated(folder: Path) -> None:
    """Columns that are not there stay English, and the English name is still understood."""
    write(folder / "hi/products.csv", "id,name", "camphor,कपूर की टिकिया")
    camphor = next(entry for entry in read(folder).products if entry.id == "camphor")
    told = camphor.in_language("hi")
    assert told.name == "कपूर की टिकिया"
    assert told.description == camphor.description
    assert {"कपूर की टिकिया", "Camphor (Kapoor) 100 g"} <= set(told.names)
    assert camphor.in_language("de") == camphor.in_language("en")


def test_a_translation_is_asked_for_whole_only_by_the_check(folder: Path) -> None:
    """A host may begin with some rows; `--check` names what is missing, foreign or too much."""
    rows = ["id,name", "delhi,दिल्ली", "pune,Pune", "atlantis,अटलांटिस", "jaipur,"]
    write(folder / "hi/cities.csv", *rows)
    write(folder / "ne/cities.csv", "id", "delhi")
    edit(folder / "ne/faqs.csv", "छैन, मूल्यमा", "नहीं, मूल्यमा")
    shutil.rmtree(folder / "fa")
    assert read(folder).cities
    with pytest.raises(CatalogError) as caught:
        read_catalog(folder, now=NOW, timezone=KATHMANDU, samples=True, whole=True)
    problems = caught.value.message.splitlines()
    assert "hi/cities.csv:3: name: is not in the letters of hi" in problems
    assert "hi/cities.csv:4: id: cities.csv has no such row" in problems
    assert "hi/cities.csv:5: name: is not translated" in problems
    assert "hi/cities.csv:0: id: 'mumbai' of cities.csv:3 is missing" in problems
    assert "ne/cities.csv:2: name: is not translated" in problems
    assert 'ne/faqs.csv:4: answer: has "नहीं", which is no word of ne' in problems
    files = ("cities", "languages", "pujas", "pandits", "products", "faqs")
    missing = [problem for problem in problems if problem.startswith("fa/")]
    assert sorted(missing) == sorted(f"fa/{name}.csv:0: file: is missing" for name in files)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (["id,name,price", "ganesh_puja,गणेश पूजा,5"], "hi/pujas.csv:1: price: no such column"),
        (["name", "गणेश पूजा"], "hi/pujas.csv:1: id: this column is missing"),
        (["id,name", "havan,हवन", "havan,होम"], "hi/pujas.csv:3: id: 'havan' is there twice"),
        (["id,name", f"havan,{'ह' * 4001}"], "hi/pujas.csv:2: name: String should have at most"),
    ],
)
def test_a_broken_translation_is_told(folder: Path, rows: list[str], problem: str) -> None:
    """By its file, folder included, and its line."""
    write(folder / "hi/pujas.csv", *rows)
    assert any(found.startswith(problem) for found in problems_of(folder))


def test_samples_are_told_from_now_on() -> None:
    """One sample booking is open now, one is ahead, one is past."""
    open_now, ahead, past = read(SHIPPED).bookings
    assert open_now.starts_at == datetime(2026, 11, 21, 9, 20, tzinfo=UTC)
    assert ahead.starts_at == datetime(2026, 11, 24, 9, 0, tzinfo=KATHMANDU)
    assert past.starts_at < NOW
    assert {row.customer for row in (open_now, ahead, past)} == {"asha"}


def test_samples_stay_out_without_the_demo_site(folder: Path) -> None:
    """Without DEMO_SITE the sample files are not even needed."""
    for name in ("users", "bookings", "orders"):
        (folder / f"{name}.csv").unlink()
    files = read(folder, samples=False)
    assert (files.users, files.bookings, files.orders) == ([], [], [])


def test_every_problem_is_told_at_once(folder: Path) -> None:
    """Broken rows of several files are told together, each with its file, line and field."""
    edit(folder / "pujas.csv", "150,3100,INR", "long,-3,rupees")
    edit(folder / "pandits.csv", "pune|mumbai,yes,hi|en|mr|sa", "pune|atlantis,yes,hi|klingon")
    edit(folder / "bookings.csv", "now-10m", "someday")
    edit(folder / "orders.csv", "cow_ghee*1", "cow_ghee")
    edit(folder / "cities.csv", "pune,Pune", "delhi,Pune")
    edit(folder / "products.csv", "ganesh_kit,", ",")
    told = problems_of(folder)
    starts = {line.rsplit(": ", 1)[0] for line in told}
    assert {
        "pujas.csv:2: duration_minutes",
        "pujas.csv:2: price",
        "pujas.csv:2: currency",
        "bookings.csv:2: starts_at",
        "orders.csv:2: items",
        "cities.csv:4: id",
        "products.csv:3: id",
    } <= {line.split(": ")[0] + ": " + line.split(": ")[1] for line in told}, starts
    assert "pandits.csv:2: cities: there is no 'atlantis'" in told
    assert "pandits.csv:2: languages: there is no 'klingon'" in told
    # A broken puja is no missing one: its name is known.
    assert not any("there is no 'satyanarayan_puja'" in line for line in told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"id,name\npune,Pune,more\n", "cities.csv:2: row: 3 cells where the header has 2"),
        (b"id,nmae\npune,Pune\n", "cities.csv:1: name: this column is missing"),
        (b"id,name,id\npune,Pune,x\n", "cities.csv:1: header: a column is there twice"),
        (b"", "cities.csv:1: id: this column is missing"),
        (b"id,name\npune,\xff\n", "cities.csv:2: file: is not UTF-8; save it as “CSV UTF-8”"),
        (b"id,name\npune,\0\n", "cities.csv:2: file: holds a NUL character: is it a CSV file?"),
        (b'id,name\npune,"Pune\n', "cities.csv:2: row: unexpected end of data"),
    ],
)
def test_broken_files(folder: Path, content: bytes, told: str) -> None:
    """A file that is no such table is told with its line."""
    (folder / "cities.csv").write_bytes(content)
    assert told in problems_of(folder)


def test_a_missing_file(folder: Path) -> None:
    """A file that is not there is told by name."""
    (folder / "faqs.csv").unlink()
    assert problems_of(folder) == ["faqs.csv:0: file: cannot be read (No such file or directory)"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_spreadsheets_write(tmp_path: Path, separator: str, line_end: str, mark: str) -> None:
    """Byte order marks, Windows line ends, semicolons, blank lines and quotes are fine."""
    lines = ["id,name,also", "pune,Pune,Poona|पुणे", "", 'delhi,"Delhi\nNew",', ",,"]
    text = mark + line_end.join(lines).replace(",", separator)
    (tmp_path / "cities.csv").write_bytes(text.encode())
    problems = Problems()
    cities = read_table(tmp_path / "cities.csv", City, problems, {}).entries
    assert problems.lines == []
    assert [(city.id, city.also) for city in cities] == [("pune", ("Poona", "पुणे")), ("delhi", ())]


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """No file raises anything: it is read, or its problems are told."""
    path = tmp_path_factory.mktemp("any") / "cities.csv"
    path.write_bytes(raw)
    problems = Problems()
    table = read_table(path, City, problems, {})
    assert problems.lines or table.entries is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2026-11-21T09:30:00+00:00"),
        ("now-10m", "2026-11-21T09:20:00+00:00"),
        ("now+2h", "2026-11-21T11:30:00+00:00"),
        ("today 18:00", "2026-11-21T18:00:00+05:45"),
        ("+3d 09:00", "2026-11-24T09:00:00+05:45"),
        ("-1d 23:59", "2026-11-20T23:59:00+05:45"),
        ("2026-12-25 10:00", "2026-12-25T10:00:00+05:45"),
        ("2026-12-25T10:00Z", "2026-12-25T10:00:00+00:00"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    """Times relative to now and absolute ones, in the platform's zone."""
    assert read_moment(text, NOW, KATHMANDU).isoformat() == expected


@pytest.mark.parametrize("text", ["", "soon", "today", "today 25:00", "now-10", "2026-13-01"])
def test_what_is_no_moment(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match=r"is no time|hour must be"):
        read_moment(text, NOW, KATHMANDU)
