"""Settings, from the environment (`ASKDOCS_...`) and the command line."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that an installation may choose.

    Each setting is read from the environment variable of its name with `ASKDOCS_` before it; lists and
    mappings are JSON.
    """

    model_config = SettingsConfigDict(env_prefix="ASKDOCS_", frozen=True)

    data: Path = Field(Path("data/var"), description="Folder that holds pages, index, and prepared models.")
    threads: int = Field(
        min(2, os.cpu_count() or 1), ge=1, description="Threads that an embedding model may use."
    )
    embedders: dict[str, str] = Field(
        {"en": "minilm"},
        description="Embedder of each language that has one of its own:"
        " minilm, e5, hashing, or sentence-transformers:NAME for any other model.",
    )
    multilingual: str = Field(
        "e5", description="Embedder of all other languages, and of questions about pages in another language."
    )
    languages: list[str] = Field(
        [], description="Languages (ISO 639-1) that questions come in beside those of the pages."
    )
    public_url: str = Field(
        "", description="Address that answers link to, where it differs from the one that clients ask."
    )
