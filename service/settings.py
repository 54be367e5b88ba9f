"""Settings, from `askdocs.toml`, the environment (`ASKDOCS_...`) and the command line."""

import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Annotated, Any, Literal, Self

from limits import parse, parse_many
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

from index.stores import ADDRESSES
from ingest.language import path_language
from service.errors import SettingsError

FILE = Path("askdocs.toml")
"""Read where the command is run, if it is there."""

NAME = r"[a-z0-9][a-z0-9-]*"


def _with_variables(value: str) -> str:
    """The text with `$NAME` and `${NAME}` read from the environment, so that no secret stands in a file."""
    try:
        return Template(value).substitute(os.environ)
    except KeyError as error:
        raise ValueError(f"the environment variable {error.args[0]} is not set") from error


def _store(value: SecretStr) -> SecretStr:
    """An address of PostgreSQL, or none; a password may come from the environment."""
    address = _with_variables(value.get_secret_value())
    if address and not address.startswith(ADDRESSES):
        raise ValueError(f"an address begins with {ADDRESSES[0]}")
    return SecretStr(address)


def _rate(value: str) -> str:
    """A rate as the library `limits` writes it."""
    if value and value != "off":
        parse(value)
    return value


def _rates(value: str) -> str:
    """Rates as the library `limits` writes several."""
    if value:
        parse_many(value)
    return value


Secret = Annotated[str, AfterValidator(_with_variables)]


class SiteSettings(BaseModel):
    """One site of the index: a `[[site]]` table of `askdocs.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(
        "", pattern=f"^({NAME})?$", description="Name in commands, and first segment of the paths."
    )
    location: str = Field(
        "", description="A web address, a folder, an archive, an llms-full.txt, or `sample`."
    )
    languages: list[str] = Field([], description="Languages to keep (ISO 639-1); all if not given.")
    include: list[str] = Field([], description="Paths to keep, such as `/en/**`; all if not given.")
    exclude: list[str] = Field([], description="Paths to leave out.")
    headers: dict[str, Secret] = Field(
        {}, description="Headers for a private site; `$NAME` reads the environment."
    )
    base_url: str = Field("", description="Address under which the pages of a folder are published.")
    allow_private: bool = Field(False, description="Whether loopback and private addresses may be contacted.")
    at_once: int = Field(4, ge=1, le=64, description="Requests that a website may be asked at once.")
    delay: float = Field(
        0.1, ge=0, le=60, description="Seconds between the starts of two; its crawl-delay, if that is longer."
    )


class TenantSettings(BaseModel):
    """Sites with an index, keys and limits of their own: a `[[tenant]]` table of `askdocs.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=f"^{NAME}$", description="Name in commands, and of its index.")
    hosts: list[Annotated[str, AfterValidator(str.lower)]] = Field(
        min_length=1, description="Names of hosts, without ports, under which it is asked."
    )
    site: list[SiteSettings] = Field(
        min_length=1, description="The sites of its index, each with a name and a location."
    )
    public_url: str = Field(
        "", description="Address that answers link to, where it differs from the one that clients ask."
    )
    pages: int | None = Field(None, ge=1, description="Pages that its index may have; no limit if not given.")
    passages: int | None = Field(None, ge=1, description="Passages that its index may have.")
    questions: Annotated[str, AfterValidator(_rates)] = Field(
        "", description="How often it may be asked in all, such as `60/minute; 5000/day`."
    )

    @model_validator(mode="after")
    def _sites_are_told_apart(self) -> Self:
        _tell_apart(self.site)
        return self


class LlmSettings(BaseModel):
    """A language model that writes answers: the `[llm]` table of `askdocs.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field(
        pattern=r"^https?://", description="Address of a server that speaks OpenAI's protocol, up to `/v1`."
    )
    model: str = Field(min_length=1, description="What the server calls the model.")
    api_key_env: str = Field(
        "", description="Environment variable that holds the key; none if the server wants no key."
    )
    timeout: float = Field(
        7.0, gt=0, le=600, description="Seconds for all of a call: some clients wait for 8, others for 20."
    )
    max_tokens: int = Field(400, ge=1, description="Tokens that an answer may have.")
    context_tokens: int = Field(
        3000, ge=1, description="Tokens of documentation that the model reads, about; whole passages only."
    )

    @model_validator(mode="after")
    def _key_is_set(self) -> Self:
        if self.api_key_env and not os.environ.get(self.api_key_env):
            raise ValueError(f"the environment variable {self.api_key_env} is not set")
        return self

    @property
    def key(self) -> SecretStr:
        """The key, "" where the server wants none."""
        return SecretStr(os.environ.get(self.api_key_env, "") if self.api_key_env else "")


class Settings(BaseSettings):
    """Everything that an installation may choose.

    Each setting is read from the environment variable of its name with `ASKDOCS_` before it, lists and
    mappings as JSON, or else from `askdocs.toml`.
    """

    model_config = SettingsConfigDict(env_prefix="ASKDOCS_", frozen=True, extra="forbid")

    data: Path = Field(Path("data/var"), description="Folder that holds pages, index, and prepared models.")
    store: Annotated[SecretStr, AfterValidator(_store)] = Field(
        SecretStr(""),
        description="Where the index is: the address of a PostgreSQL server with pgvector, or of several,"
        " `postgresql://USER@HOST/DATABASE`; a folder of `data` if not given. `$NAME` reads the environment.",
    )
    store_name: str = Field(
        "main", min_length=1, description="What this index is called in a database that holds several."
    )
    store_lag: float = Field(
        10.0, gt=0, description="Seconds that a standby may be behind to say which index is live."
    )
    pages: Literal["folder", "store"] = Field(
        "folder",
        description="Where crawled pages and computed vectors are kept: in `data`, or where `store` is,"
        " so that workers on many machines can share them.",
    )
    threads: int = Field(min(2, os.cpu_count() or 1), ge=1, description="Threads that a model may use.")
    embedders: dict[str, str] = Field(
        {"en": "minilm"},
        description="Embedder of each language that has one of its own:"
        " minilm, e5, hashing, or sentence-transformers:NAME for any other model.",
    )
    multilingual: str = Field(
        "e5", description="Embedder of all other languages, and of questions about pages in another language."
    )
    reranker: str = Field(
        "",
        description="Cross-encoder, by name or folder, that puts the first passages in order;"
        " none if not given.",
    )
    languages: list[str] = Field(
        [], description="Languages (ISO 639-1) that questions come in beside those of the pages."
    )
    public_url: str = Field(
        "", description="Address that answers link to, where it differs from the one that clients ask."
    )
    sync_key: SecretStr = Field(
        SecretStr(""), description="Key that lets a client start a sync over HTTP; without one, nobody may."
    )
    access: Literal["open", "keys"] = Field(
        "open", description="Whether anybody may ask, or only who has a key; pages are open either way."
    )
    rate: Annotated[str, AfterValidator(_rate)] = Field(
        "",
        description="How often an address without a key may ask, such as `60/minute`, or `off`;"
        " where it is not given, not limited on loopback and `60/minute` elsewhere.",
    )
    requests: int = Field(32, ge=1, le=36, description="Requests that one process works on at once.")
    timeout: float = Field(30.0, gt=0, description="Seconds that a client waits for an answer at most.")
    max_body: int = Field(1_000_000, ge=1, description="Bytes that the body of a request may have.")
    max_age: int = Field(60, ge=0, description="Seconds for which a client may keep an answer unasked.")
    question_log: Literal["on", "off"] = Field(
        "on", description="Whether questions are noted, masked, in `questions.db`."
    )
    question_days: int = Field(30, ge=1, description="Days for which they are kept.")
    telemetry: str = Field(
        "", description="Address of an OpenTelemetry collector (OTLP over HTTP); needs the extra `telemetry`."
    )
    llm: LlmSettings | None = Field(
        None, description="Language model that writes answers; without one, the documentation is quoted."
    )
    site: list[SiteSettings] = Field(
        [], description="The sites of the index, each with a name and a location."
    )
    tenant: list[TenantSettings] = Field(
        [], description="Tenants, each with sites and an index of its own; only with `store`."
    )

    @model_validator(mode="after")
    def _pages_have_a_place(self) -> Self:
        if self.pages == "store" and not self.store.get_secret_value():
            raise ValueError('pages = "store" needs a store, such as postgresql://USER@HOST/DATABASE')
        return self

    @model_validator(mode="after")
    def _sites_are_told_apart(self) -> Self:
        _tell_apart(self.site)
        return self

    @model_validator(mode="after")
    def _tenants_are_told_apart(self) -> Self:
        if not self.tenant:
            return self
        if not self.store.get_secret_value():
            raise ValueError("tenants need an index in PostgreSQL: set `store`")
        if self.pages == "store":
            raise ValueError("tenants keep their pages in files of their own: leave `pages` out")
        if self.site:
            raise ValueError("each [[site]] belongs to a tenant: write [[tenant.site]]")
        for what, names in (
            ("name", [tenant.name for tenant in self.tenant]),
            ("host", [host for tenant in self.tenant for host in tenant.hosts]),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"two [[tenant]] tables have one {what}")
        return self


def is_tenant_name(text: str) -> bool:
    """Whether a tenant may have this name."""
    return re.fullmatch(NAME, text) is not None


def _tell_apart(sites: Sequence[SiteSettings]) -> None:
    """Raise ValueError where sites of one index lack a name, or share it with each other or a language."""
    names = [site.name for site in sites]
    if not all(names) or not all(site.location for site in sites):
        raise ValueError("each [[site]] needs a name and a location")
    if len(set(names)) < len(names):
        raise ValueError("two [[site]] tables have one name")
    if spoken := [name for name in names[1:] if path_language(f"/{name}")]:
        raise ValueError(f"{spoken[0]} is the code of a language: give that [[site]] another name")


def read_settings(file: Path | None = None, data: Path | None = None, store: str | None = None) -> Settings:
    """The settings, from `file` or, where it is None, from `askdocs.toml` if there is one.

    `data` and `store` outweigh both file and environment. Raises SettingsError for a setting that is wrong or
    unknown.
    """
    found = _read(file or FILE) if file or FILE.exists() else {}
    outweighed = {name for name in found if f"ASKDOCS_{name}".upper() in os.environ}
    given = {name: value for name, value in found.items() if name not in outweighed}
    own = {name: value for name, value in {"data": data, "store": store}.items() if value is not None}
    try:
        return Settings(**(given | own))
    except ValidationError as error:
        raise SettingsError(_told(error)) from error
    except UnreadableError as error:
        raise SettingsError(f"This setting is wrong: {error}. See the README for what it may be.") from error


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{file} cannot be read: {error}. Mend it, or name another with --config."
        ) from error


def _told(error: ValidationError) -> str:
    """Which settings are wrong, in one line."""
    problems = (
        f"{'.'.join(map(str, each['loc'])) or 'askdocs.toml'}: {each['msg']}" for each in error.errors()
    )
    return f"These settings are wrong: {'; '.join(problems)}. See the README for what each may be."
