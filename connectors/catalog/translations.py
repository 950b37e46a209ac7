"""The catalog in other languages: `hi/pujas.csv` beside `pujas.csv`, with the same ids.

Such a file holds `id` and any of the entry's spoken columns. What it leaves out is told in English;
the check asks for all of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from connectors.catalog.read import Cells, Columns, Problems, Table, read_cells, validated
from connectors.domain.catalog import Translated
from connectors.language import DEFAULT, LETTERS, objection

T = TypeVar("T", bound=Translated)

_NO_WORDS = frozenset({"url"})


def add_translations(
    folder: Path, table: Table[T], model: type[T], problems: Problems, *, whole: bool
) -> None:
    """Give the entries of a table what the folders of the languages hold for them.

    `whole`: each language must have the file, with every entry and no other, told in each column
    with words, in its letters and in none of another language's words.
    """
    columns = Columns(("id", *model.spoken), {"id"})
    for language in LETTERS:
        path, file = folder / language / table.file, f"{language}/{table.file}"
        if language == DEFAULT:
            continue
        if not path.exists():
            if whole:
                problems.add(file, 0, "file", "is missing")
            continue
        rows = dict(read_cells(path, file, columns, problems))
        if whole:
            _check_whole(file, language, table, model, rows, problems)
        for line, cells in rows.items():
            _add(file, line, cells, language, table, model, problems)


def _add(
    file: str,
    line: int,
    cells: Cells,
    language: str,
    table: Table[T],
    model: type[T],
    problems: Problems,
) -> None:
    found = [(at, entry) for at, entry in table.rows.items() if entry.id == cells.get("id")]
    for at, entry in found:
        told = validated(file, line, entry.model_dump() | cells, model, problems, {})
        if told is not None:
            words = {column: getattr(told, column) for column in cells if column != "id"}
            translations = {**entry.translations, language: words}
            table.rows[at] = entry.model_copy(update={"translations": translations})


def _check_whole(
    file: str,
    language: str,
    table: Table[T],
    model: type[T],
    rows: dict[int, Cells],
    problems: Problems,
) -> None:
    for line, cells in rows.items():
        if cells.get("id") not in table.ids:
            problems.add(file, line, "id", f"{table.file} has no such row")
        for column in sorted(set(model.spoken) - _NO_WORDS):
            if column not in cells:
                problems.add(file, line, column, "is not translated")
            elif wrong := objection(cells[column], language):
                problems.add(file, line, column, wrong)
    told = {cells.get("id") for cells in rows.values()}
    for line, entry in table.rows.items():
        if entry.id not in told:
            problems.add(file, 0, "id", f"{entry.id!r} of {table.file}:{line} is missing")
