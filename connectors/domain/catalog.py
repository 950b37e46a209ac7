"""What the host offers: the shapes of the catalog, as read from CSV and as kept in MongoDB.

A field that lists several values is written with `|` between them in a CSV cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=4000)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Price = Annotated[int, Field(ge=0, le=10_000_000)]
Link = Annotated[str, Field(pattern=r"^$|^/$|^/[^/]|^https?://")]
"""An address on the host's site (`/shop/…`) or anywhere on the web."""


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("|") if part.strip())
    return value


Names = Annotated[tuple[Words, ...], BeforeValidator(_split)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_split)]


class Entry(BaseModel):
    """One entry of the catalog; `id` is `_id` in MongoDB."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: Slug

    def to_document(self) -> dict[str, Any]:
        """The MongoDB document."""
        fields = self.model_dump(mode="python", exclude={"id"})
        lists = {name: list(value) for name, value in fields.items() if isinstance(value, tuple)}
        return {"_id": self.id, **fields, **lists}


class Translated(Entry):
    """An entry whose `spoken` fields may be there in other languages, too: by language code."""

    spoken: ClassVar[tuple[str, ...]]
    translations: dict[str, dict[str, Words | tuple[Words, ...]]] = {}

    def in_language(self, language: str) -> Self:
        """The entry for readers of a language; what is not translated stays as it is."""
        return self.model_copy(update=self.translations.get(language))


class Named(Translated):
    """An entry people call by name; `also` are other spellings, in any script."""

    spoken: ClassVar[tuple[str, ...]] = ("name",)

    name: Words
    also: Names = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """What people write, in every language."""
        translated = (str(words["name"]) for words in self.translations.values() if "name" in words)
        return tuple(dict.fromkeys((self.name, *translated, *self.also)))

    def named_in(self, languages: Iterable[str]) -> dict[str, str]:
        """What it is called in each of the languages; where not translated, as in the file."""
        return {language: self.in_language(language).name for language in languages}

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called."""
        return (*self.spellings, self.id.replace("_", " "))

    def in_language(self, language: str) -> Self:
        """As of every entry; the name it has in the file becomes another spelling."""
        return super().in_language(language).model_copy(update={"also": (self.name, *self.also)})


class City(Named):
    """A city where pujas are held."""


class Language(Named):
    """A language pandits speak; `id` is its ISO 639 code."""


class Puja(Named):
    """A puja one can book. `samagri` are `item: quantity`; the price is in whole units."""

    spoken = ("name", "summary", "description", "occasion", "samagri")

    summary: Words
    description: Words
    occasion: Words
    duration_minutes: int = Field(ge=5, le=7 * 24 * 60)
    price: Price
    currency: Currency
    samagri: Names
    cities: Slugs
    online: bool

    def is_held_in(self, place: str) -> bool:
        """Whether it can be booked for a city, or for `online`."""
        return self.online if place == "online" else place in self.cities


class Pandit(Named):
    """A pandit; `id` is the id of the pandit's user."""

    spoken = ("name", "about")

    cities: Slugs
    online: bool
    languages: Slugs
    pujas: Slugs
    rating: float = Field(ge=0, le=5)
    reviews: int = Field(ge=0)
    years: int = Field(ge=0, le=100)
    about: Words

    def suits(
        self, *, puja: str | None = None, place: str | None = None, language: str | None = None
    ) -> bool:
        """Whether the pandit can do all that is asked; what is None is not asked."""
        is_there = self.online if place == "online" else place in self.cities
        return (
            (puja is None or puja in self.pujas)
            and (place is None or is_there)
            and (language is None or language in self.languages)
        )


class Product(Named):
    """Something the shop sells; `pujas` are those it is used in."""

    spoken = ("name", "description")

    description: Words
    price: Price
    currency: Currency
    pujas: Slugs = ()
    in_stock: bool
    url: Link
    image_url: Link = ""


class Faq(Translated):
    """A question people ask, and its answer."""

    spoken = ("question", "answer", "url")

    question: Words
    answer: Words
    url: Link = ""


OrderStatus = Literal["placed", "packed", "shipped", "delivered", "cancelled", "returned"]
