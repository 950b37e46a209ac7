"""The folder of CSV files as one whole: every file read, every reference followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from connectors.catalog.read import E, Problems, Table, read_table
from connectors.catalog.rows import BookingRow, OrderRow, UserRow
from connectors.catalog.translations import add_translations
from connectors.domain.booking import ONLINE
from connectors.domain.catalog import City, Faq, Language, Pandit, Product, Puja, Translated
from connectors.errors import CatalogError

T = TypeVar("T", bound=Translated)


@dataclass(frozen=True, slots=True)
class CatalogFiles:
    """All entries; users, bookings and orders are samples and empty without the demo site."""

    cities: list[City]
    languages: list[Language]
    pujas: list[Puja]
    pandits: list[Pandit]
    products: list[Product]
    faqs: list[Faq]
    users: list[UserRow]
    bookings: list[BookingRow]
    orders: list[OrderRow]


def read_catalog(
    folder: Path,
    *,
    now: datetime,
    timezone: ZoneInfo,
    samples: bool,
    whole: bool = False,
) -> CatalogFiles:
    """Read the folder; raises CatalogError with every problem of every file, a line each.

    `whole`: a translation that misses a row or a cell is a problem, too.
    """
    problems = Problems()

    def read(name: str, model: type[E]) -> Table[E]:
        context = {"now": now, "timezone": timezone}
        return read_table(folder / f"{name}.csv", model, problems, context)

    def read_told(name: str, model: type[T]) -> Table[T]:
        table = read(name, model)
        add_translations(folder, table, model, problems, whole=whole)
        return table

    def read_sample(name: str, model: type[E]) -> Table[E]:
        return read(name, model) if samples else Table(f"{name}.csv")

    cities = read_told("cities", City)
    languages = read_told("languages", Language)
    pujas = read_told("pujas", Puja)
    pandits = read_told("pandits", Pandit)
    products = read_told("products", Product)
    faqs = read_told("faqs", Faq)
    users = read_sample("users", UserRow)
    bookings = read_sample("bookings", BookingRow)
    orders = read_sample("orders", OrderRow)

    _check(problems, pujas, "cities", cities.ids)
    _check(problems, pandits, "cities", cities.ids)
    _check(problems, pandits, "languages", languages.ids)
    _check(problems, pandits, "pujas", pujas.ids)
    _check(problems, products, "pujas", pujas.ids)
    _check(problems, bookings, "customer", users.ids)
    _check(problems, bookings, "pandit", pandits.ids)
    _check(problems, bookings, "puja", pujas.ids)
    _check(problems, bookings, "city", cities.ids | {ONLINE})
    _check(problems, bookings, "language", languages.ids)
    _check(problems, orders, "customer", users.ids)
    _check(problems, orders, "items", products.ids)
    if problems.lines:
        raise CatalogError("\n".join(problems.lines))
    return CatalogFiles(
        cities.entries,
        languages.entries,
        pujas.entries,
        pandits.entries,
        products.entries,
        faqs.entries,
        users.entries,
        bookings.entries,
        orders.entries,
    )


def _check(problems: Problems, table: Table[E], column: str, known: set[str]) -> None:
    """Note every name in a column that is not a known one."""
    for line, entry in table.rows.items():
        value = getattr(entry, column)
        for name in [value] if isinstance(value, str) else value:
            if name not in known:
                problems.add(table.file, line, column, f"there is no {name!r}")
