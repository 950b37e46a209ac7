"""Typed settings from the environment and `.env`, read once by each process at its start."""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from connectors.errors import ConfigError

DEFAULT_MODEL = "gpt-4o-mini"


class Settings(BaseSettings):
    """Every setting of every process. `.env.example` and docs/operators.md explain each."""

    model_config = SettingsConfigDict(
        env_file=os.environ.get("ENV_FILE", ".env"), env_ignore_empty=True, extra="ignore"
    )

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    data_dir: Path = Path(".data")
    public_url: str = ""
    demo_site: bool = True
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    timezone: str = "Asia/Kolkata"

    mongo_url: str = Field("", pattern=r"^$|^mongodb(\+srv)?://")
    mongo_db: str = Field("pandityatra", pattern=r"^[A-Za-z0-9_-]{1,63}$")
    redis_url: str = Field("", pattern=r"^$|^(rediss?|unix)://")

    rasa_url: str = Field("", pattern=r"^$|^https?://")
    rasa_secret: SecretStr = SecretStr("")
    action_url: str = Field("", pattern=r"^$|^https?://")
    turn_timeout_seconds: float = Field(60, gt=0, le=600)

    secret_key: SecretStr = SecretStr("")
    auth_secret: SecretStr = SecretStr("")
    auth_jwks_url: str = Field("", pattern=r"^$|^https?://")
    auth_audience: str = ""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    host_secret: SecretStr = SecretStr("")
    guest_token_days: float = Field(30, gt=0)
    token_hours: float = Field(12, gt=0)

    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = (
        IPv4Network("127.0.0.1"),
        IPv6Network("::1"),
    )
    limit_messages: int = Field(40, ge=1)
    limit_events: int = Field(200, ge=1)
    limit_address_times: int = Field(10, ge=1)
    limit_connections_per_person: int = Field(20, ge=1)
    limit_connections_per_address: int = Field(500, ge=1)
    limit_rooms_per_person: int = Field(10, ge=1)
    limit_handshakes: int = Field(300, ge=1)
    limit_guests: int = Field(100, ge=1)
    limit_sign_ins: int = Field(10, ge=1)
    limit_host_calls: int = Field(600, ge=1)
    limit_upload_mb: int = Field(100, ge=1)

    attachments_dir: Path | None = None
    max_upload_mb: float = Field(10, gt=0, le=1024)

    vapid_private_key: SecretStr = SecretStr("")
    vapid_subject: str = Field("", pattern=r"^$|^mailto:.+@.+|^https://.+")
    push_hosts: Annotated[tuple[str, ...], NoDecode] = (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "*.notify.windows.com",
        "web.push.apple.com",
    )

    checkout_url: str = "/checkout"
    room_opens_minutes: int = Field(30, ge=0)
    room_closes_minutes: int = Field(60, ge=0)
    edit_minutes: int = Field(15, ge=0)

    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = Field("", pattern=r"^$|^https?://")
    openai_model: str = DEFAULT_MODEL
    llm_first_token_seconds: float = Field(8, gt=0)
    llm_total_seconds: float = Field(40, gt=0)
    llm_max_tokens: int = Field(500, ge=1)

    catalog_dir: Path = Path("data/catalog")
    knowledge_dir: Path = Path("data/knowledge")

    @field_validator("allowed_origins", "trusted_proxies", "push_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is not the name of a time zone, such as Asia/Kolkata")
        return value

    @property
    def attachments_folder(self) -> Path:
        """Where the files lie that people send.

        Raises ConfigError when the operator's folder is missing: its disk may not be mounted.
        """
        if self.attachments_dir and not self.attachments_dir.is_dir():
            raise ConfigError(f"ATTACHMENTS_DIR {self.attachments_dir} is no folder.")
        return self.attachments_dir or self.data_dir / "attachments"

    @property
    def tz(self) -> ZoneInfo:
        """The platform's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def llm_enabled(self) -> bool:
        """Whether a language model answers what the knowledge alone cannot."""
        return bool(self.openai_api_key.get_secret_value() or self.openai_base_url)

    def require(self, *names: str) -> None:
        """Raise ConfigError unless each named setting has a value.

        For processes that are started without `connectors.stack`, which fills them.
        """
        for name in names:
            value = getattr(self, name)
            plain = value.get_secret_value() if isinstance(value, SecretStr) else value
            if not plain:
                raise ConfigError(f"{name.upper()} is not set; see .env.example.")


def load_settings() -> Settings:
    """Read the settings; raises ConfigError with one line that names the first unusable value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise ConfigError(f"{name} cannot be used: {first['msg']}.") from None
