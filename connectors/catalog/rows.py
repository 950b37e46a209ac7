"""The sample rows: people, bookings and orders of the demo site."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from connectors.catalog.moments import read_moment
from connectors.domain.booking import BookingStatus
from connectors.domain.catalog import Currency, Entry, Link, OrderStatus, Price, Slug, Words
from connectors.domain.identity import Role

_ITEM = re.compile(r"([a-z0-9_-]+)\*(\d{1,3})")


def _moment(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        context: dict[str, Any] = info.context or {}
        now: datetime = context["now"]
        timezone: ZoneInfo = context["timezone"]
        return read_moment(value, now, timezone)
    return value


Moment = Annotated[datetime, BeforeValidator(_moment)]


class UserRow(Entry):
    """Somebody who may sign in with a password; kept as an argon2 hash only."""

    username: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._@+-]{0,63}$")]
    name: Words
    role: Role
    password: Annotated[str, Field(min_length=1, max_length=200, repr=False)]


class BookingRow(Entry):
    """A sample booking; it ends after the length of its puja."""

    id: Annotated[str, Field(pattern=r"^PY-[0-9A-Z]{4,12}$")]
    customer: Slug
    pandit: Slug
    puja: Slug
    starts_at: Moment
    city: Slug
    language: Slug
    status: BookingStatus
    price: Price
    currency: Currency
    video_url: Link = ""


class OrderRow(Entry):
    """A sample order; `items` are `product*count` with `|` between them."""

    id: Annotated[str, Field(pattern=r"^OD-[0-9A-Z]{4,12}$")]
    customer: Slug
    items: dict[str, int]
    status: OrderStatus
    placed_at: Moment
    expected_at: Moment
    total: Price
    currency: Currency
    tracking_url: Link = ""

    @field_validator("items", mode="before")
    @classmethod
    def _read_items(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        items: dict[str, int] = {}
        for part in value.split("|"):
            match = _ITEM.fullmatch(part.strip())
            if match is None:
                raise ValueError("write product*count with | between them: diya_set*2|camphor*1")
            items[match[1]] = int(match[2])
        return items
