"""Which names the guide knows: those of the catalog, and those a designer adds in `data/nlu`."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rasa.shared.exceptions import InvalidConfigException

from connectors.catalog.files import CatalogFiles, read_catalog
from connectors.domain.catalog import Named
from connectors.nlu.name_index import Name
from connectors.settings import load_settings

_SEPARATOR = ":"
# What a shop writes behind a name and nobody says: "(pack of 21)", "500 ml".
_QUANTITY = re.compile(r"\s*\([^)]*\)|\s+\d+\s?\w{1,3}$")


def all_names(synonyms: dict[str, str]) -> list[Name]:
    """Return the names of the `synonyms` (text to `entity:value`), then those of the catalog.

    Raises: InvalidConfigException for a synonym without its entity; CatalogError for a broken
    catalog.
    """
    settings = load_settings()
    catalog = read_catalog(
        settings.catalog_dir, now=datetime.now(settings.tz), timezone=settings.tz, samples=False
    )
    return [_from_synonym(*synonym) for synonym in synonyms.items()] + _from_catalog(catalog)


def catalog_fingerprint() -> str:
    """Return a hash of the catalog's files: other files, other names."""
    digest = hashlib.sha256()
    for path in sorted(Path(load_settings().catalog_dir).rglob("*.csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _from_synonym(text: str, target: str) -> Name:
    entity, separator, value = target.partition(_SEPARATOR)
    if not (entity and separator and value):
        raise InvalidConfigException(
            f"The synonym '{target}' in data/nlu must be named 'entity:value', "
            f"for example 'puja:{target}'."
        )
    return Name(text, entity, value)


def _from_catalog(catalog: CatalogFiles) -> list[Name]:
    tables: dict[str, Sequence[Named]] = {
        "puja": catalog.pujas,
        "city": catalog.cities,
        "language": catalog.languages,
        "pandit": catalog.pandits,
        "product": catalog.products,
    }
    return [
        Name(_QUANTITY.sub("", text), entity, entry.id)
        for entity, entries in tables.items()
        for entry in entries
        for text in entry.spellings
    ]
