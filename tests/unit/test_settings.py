"""Settings: read from the environment, refused with one line, and all of them documented."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from connectors.errors import ConfigError
from connectors.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
NAMES = [name.upper() for name in Settings.model_fields]


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_in_the_example(name: str) -> None:
    """An operator finds each setting in `.env.example`."""
    assert name in dotenv_values(ROOT / ".env.example")


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_in_the_guide(name: str) -> None:
    """An operator finds each setting explained in docs/operators.md."""
    assert f"`{name}`" in (ROOT / "docs/operators.md").read_text()


def test_the_example_names_nothing_else() -> None:
    """A setting that went is gone from the example, too."""
    assert set(dotenv_values(ROOT / ".env.example")) == set(NAMES)


def test_the_example_is_the_defaults() -> None:
    """Copying the example to `.env` changes nothing."""
    assert Settings(_env_file=ROOT / ".env.example") == Settings()


def test_the_code_reads_no_other_variable() -> None:
    """What can be set is a setting: no module reads the environment on its own.

    Setting a variable for Rasa, or handing all of them on to a child, is no reading.
    """
    reading = re.compile(r"os\.getenv\(|os\.environ\.get\((?!\"PATH\")|os\.environ\[[^]]+\](?! = )")
    readers = [
        str(path.relative_to(ROOT))
        for folder in ("connectors", "actions")
        for path in (ROOT / folder).rglob("*.py")
        if reading.search(path.read_text())
    ]
    assert readers == ["connectors/settings.py"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("MONGO_URL", "postgres://here"),
        ("REDIS_URL", "localhost:6379"),
        ("TIMEZONE", "Asia/Atlantis"),
        ("LOG_LEVEL", "LOUD"),
        ("DEMO_SITE", "perhaps"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, my-proxy"),
        ("LLM_TOTAL_SECONDS", "-1"),
        ("OPENAI_BASE_URL", "ftp://models"),
    ],
)
def test_an_unusable_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that cannot be used ends in one line that names the setting."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert caught.value.message.startswith(f"{name} ")
    assert "\n" not in caught.value.message


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable set for one run overrides `.env`."""
    (tmp_path / ".env").write_text("PORT=8111\nMONGO_DB=from_file\n")
    monkeypatch.setenv("PORT", "8222")
    settings = Settings(_env_file=tmp_path / ".env")
    assert (settings.port, settings.mongo_db) == (8222, "from_file")


def test_origins_are_a_comma_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spaces and closing slashes in ALLOWED_ORIGINS do no harm."""
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://a.example/ , https://b.example,")
    assert load_settings().allowed_origins == ("https://a.example", "https://b.example")


def test_secrets_do_not_show() -> None:
    """Printing the settings, as a traceback may, shows no secret."""
    settings = Settings(openai_api_key="sk-visible", secret_key="key-visible")
    assert "visible" not in repr(settings)
    assert "visible" not in str(settings.model_dump())


def test_a_missing_setting_is_named() -> None:
    """A process started on its own says which setting it needs."""
    with pytest.raises(ConfigError, match="REDIS_URL"):
        Settings(mongo_url="mongodb://x").require("mongo_url", "redis_url")


def test_tests_see_no_own_settings() -> None:
    """The developer's variables do not reach the tests."""
    assert not [name for name in NAMES if name in os.environ]
