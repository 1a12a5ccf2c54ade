"""Settings: from the command line, else NEWSROOM_* in the environment, else these defaults."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="NEWSROOM_", extra="ignore")

    data: Path = Field(default=Path("newsroom-data"), description="folder of the log and the store")
    default_timezone: str = Field(
        default="America/New_York",
        description="zone of pages that name neither a city nor a zone: the house zone of the US wires",
    )
    batch: int = Field(default=500, ge=1, description="updates that go through the pipeline at a time")
    store_wait_seconds: float = Field(default=10.0, ge=0, description="how long to wait for a store in use")
