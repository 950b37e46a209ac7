"""Reads CSV files into typed rows and collects everything that is wrong with them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from connectors.domain.catalog import Entry

E = TypeVar("E", bound=Entry)
Cells = dict[str, str]

_MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Table(Generic[E]):
    """The good rows of one file by line, and the ids of all its rows, broken ones too."""

    file: str
    rows: dict[int, E] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    @property
    def entries(self) -> list[E]:
        """The entries in the order of the file."""
        return list(self.rows.values())


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a file may have, in the order they are told, and those it must."""

    names: tuple[str, ...]
    required: Set[str]


class Problems:
    """Everything that is wrong, a line each: `file:line: field: message`."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, file: str, line: int, field: str, message: str) -> None:
        """Note a problem; after some hundreds only that there are more."""
        if len(self.lines) < _MOST_PROBLEMS:
            self.lines.append(f"{file}:{line}: {field}: {message}")
        elif len(self.lines) == _MOST_PROBLEMS:
            self.lines.append("… and more")


def read_table(path: Path, model: type[E], problems: Problems, context: dict[str, Any]) -> Table[E]:
    """Read a file; what is wrong with it goes to `problems`.

    UTF-8 with or without a byte order mark, any line ends; cells parted by `,` `;` or tabs.
    """
    table: Table[E] = Table(path.name)
    fields = {name: info for name, info in model.model_fields.items() if name != "translations"}
    required = {name for name, info in fields.items() if info.is_required()}
    for line, cells in read_cells(path, path.name, Columns(tuple(fields), required), problems):
        table.ids.add(cells.get("id", ""))
        entry = validated(path.name, line, cells, model, problems, context)
        if entry is not None:
            table.rows[line] = entry
    return table


def read_cells(
    path: Path, file: str, columns: Columns, problems: Problems
) -> Iterator[tuple[int, Cells]]:
    """The filled cells of each row of a file by column, with its line; no id comes twice."""
    text = _read_text(path, file, problems)
    seen: set[str] = set()
    for line, cells in _rows(file, text or "", columns, problems) if text is not None else ():
        given = {name: cell.strip() for name, cell in cells.items() if cell.strip()}
        name = given.get("id", "")
        if name in seen:
            problems.add(file, line, "id", f"{name!r} is there twice")
        seen.add(name)
        yield line, given


def _read_text(path: Path, file: str, problems: Problems) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problems.add(file, 0, "file", f"cannot be read ({error.strerror})")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.add(file, line, "file", "is not UTF-8; save it as “CSV UTF-8”")
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.add(file, line, "file", "holds a NUL character: is it a CSV file?")
        return None
    return text


def _rows(file: str, text: str, known: Columns, problems: Problems) -> Iterator[tuple[int, Cells]]:
    lines = text.splitlines(keepends=True)
    header = lines[0] if lines else ""
    reader = csv.reader(lines, delimiter=max(",;\t", key=header.count), strict=True)
    try:
        columns = [column.strip() for column in next(reader, [])]
        if not _header_is_good(file, columns, known, problems):
            return
        start = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) == len(columns):
                    yield start, dict(zip(columns, cells, strict=True))
                else:
                    message = f"{len(cells)} cells where the header has {len(columns)}"
                    problems.add(file, start, "row", message)
            start = reader.line_num + 1
    except csv.Error as error:
        problems.add(file, reader.line_num, "row", str(error))


def _header_is_good(file: str, columns: list[str], known: Columns, problems: Problems) -> bool:
    before = len(problems.lines)
    for name in known.names:
        if name in known.required and name not in columns:
            problems.add(file, 1, name, "this column is missing")
    for column in columns:
        if column not in known.names:
            names = ", ".join(known.names)
            problems.add(file, 1, column or "header", f"no such column; there are {names}")
    if len(set(columns)) < len(columns):
        problems.add(file, 1, "header", "a column is there twice")
    return len(problems.lines) == before


def validated(
    file: str,
    line: int,
    fields: Mapping[str, Any],
    model: type[E],
    problems: Problems,
    context: dict[str, Any],
) -> E | None:
    """The entry, or None after noting what is wrong with it."""
    try:
        return model.model_validate(fields, context=context)
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            column = str(problem["loc"][0]) if problem["loc"] else "row"
            problems.add(file, line, column, problem["msg"].removeprefix("Value error, "))
        return None
