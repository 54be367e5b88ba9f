"""Where settings come from, and what is said of wrong ones."""

import re
from pathlib import Path

import pytest

from service.errors import SettingsError
from service.settings import LlmSettings, Settings, TenantSettings, read_settings

README = Path(__file__).resolve().parents[2] / "README.md"

TWO_SITES = """
data = "elsewhere"
threads = 1

[[site]]
name = "docs"
location = "https://docs.example.com"
languages = ["pt", "en"]
exclude = ["/**/changelog"]
headers = { Authorization = "Bearer $DOCS_TOKEN" }

[[site]]
name = "wiki"
location = "wiki.zip"
"""


STORED = 'store = "postgresql://reader@db/askdocs"\n'
ACME = """
[[tenant]]
name = "acme"
hosts = ["docs.acme.com"]
[[tenant.site]]
name = "docs"
location = "sample"
"""


def written(folder: Path, text: str) -> Path:
    """A file of settings."""
    file = folder / "askdocs.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_file_is_read_where_the_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment outweighs it, the command line both."""
    written(tmp_path, 'data = "from-file"\nmultilingual = "hashing"\n')
    monkeypatch.chdir(tmp_path)
    assert read_settings().data == Path("from-file")
    monkeypatch.setenv("ASKDOCS_DATA", "from-environment")
    settings = read_settings()
    assert (settings.data, settings.multilingual) == (Path("from-environment"), "hashing")
    assert read_settings(data=Path("from-option")).data == Path("from-option")


def test_sites_are_tables_whose_secrets_stand_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header names its variable; one that is not set is told, by its name alone."""
    file = written(tmp_path, TWO_SITES)
    with pytest.raises(SettingsError, match=r"site\.0\.headers\.Authorization.*DOCS_TOKEN.*not set"):
        read_settings(file)
    monkeypatch.setenv("DOCS_TOKEN", "s3cret")
    docs, wiki = read_settings(file).site
    assert (docs.name, docs.languages, docs.headers) == (
        "docs",
        ["pt", "en"],
        {"Authorization": "Bearer s3cret"},
    )
    assert (wiki.location, wiki.headers) == ("wiki.zip", {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("thread = 3", "thread"),
        ("threads = 'many'", "threads"),
        ("threads =", "cannot be read"),
        ("[[site]]\nname = 'a'", "needs a name and a location"),
        ("[[site]]\nlocation = 'a'", "needs a name and a location"),
        ("[[site]]\nname = 'A b'\nlocation = 'x'", r"site\.0\.name"),
        ("[[site]]\nname = 'a'\nlocation = 'x'\nincldue = ['/a']", r"site\.0\.incldue"),
        ("[[site]]\nname = 'a'\nlocation = 'x'\n[[site]]\nname = 'a'\nlocation = 'y'", "one name"),
        ("[llm]\nmodel = 'm'", r"llm\.base_url: Field required"),
        ("[llm]\nbase_url = 'http://a/v1'", r"llm\.model: Field required"),
        ("[llm]\nbase_url = 'a/v1'\nmodel = 'm'", r"llm\.base_url"),
        ("[llm]\nbase_url = 'http://a/v1'\nmodel = 'm'\ntimeout = 0", r"llm\.timeout"),
        ("[llm]\nbase_url = 'http://a/v1'\nmodel = 'm'\ntemprature = 1", r"llm\.temprature"),
        ("[llm]\nbase_url = 'http://a/v1'\nmodel = 'm'\napi_key_env = 'NO_SUCH'", "NO_SUCH is not set"),
        ("[[site]]\nname = 'x'\nlocation = 'x'\n[[site]]\nname = 'en'\nlocation = 'y'", "language"),
        (ACME, "tenants need an index in PostgreSQL: set `store`"),
        (STORED + ACME.replace('hosts = ["docs.acme.com"]', "hosts = []"), r"tenant\.0\.hosts"),
        (STORED + ACME.replace('"acme"', '"../x"'), r"tenant\.0\.name"),
        (STORED + ACME.replace('location = "sample"', ""), "needs a name and a location"),
        (STORED + ACME + "[[site]]\nname = 'x'\nlocation = 'x'", r"write \[\[tenant\.site\]\]"),
        ('pages = "store"\n' + STORED + ACME, "pages in files of their own"),
        (STORED + ACME + ACME, r"two \[\[tenant\]\] tables have one name"),
        (STORED + ACME + ACME.replace('"acme"', '"other"').replace("docs.a", "Docs.A"), "one host"),
        (STORED + ACME.replace("hosts", "questions = 'often'\nhosts"), r"tenant\.0\.questions"),
        (STORED + ACME.replace("hosts", "pages = 0\nhosts"), r"tenant\.0\.pages"),
    ],
)
def test_wrong_setting_is_told_by_its_name(tmp_path: Path, text: str, told: str) -> None:
    """A misspelt or impossible setting is no default in disguise."""
    with pytest.raises(SettingsError, match=told):
        read_settings(written(tmp_path, text))


def test_key_of_a_language_model_stands_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table names its variable; a printed setting does not show it."""
    table = '[llm]\nbase_url = "http://llm.example/v1"\nmodel = "m"\napi_key_env = "LLM_KEY"\n'
    monkeypatch.setenv("LLM_KEY", "s3cret")
    llm = read_settings(written(tmp_path, table)).llm
    assert llm is not None
    assert llm.key.get_secret_value() == "s3cret"
    assert "s3cret" not in f"{llm!r} {llm.key!r} {llm.model_dump()}"
    keyless = read_settings(written(tmp_path, table.replace('api_key_env = "LLM_KEY"', ""))).llm
    assert keyless is not None
    assert keyless.key.get_secret_value() == ""


def test_language_model_may_be_set_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As JSON; what is no JSON is told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASKDOCS_LLM", '{"base_url": "http://llm.example/v1", "model": "m"}')
    llm = read_settings().llm
    assert llm is not None
    assert (llm.model, llm.timeout, llm.max_tokens) == ("m", 7.0, 400)
    monkeypatch.setenv("ASKDOCS_LLM", "m")
    with pytest.raises(SettingsError, match="llm"):
        read_settings()


def test_every_setting_of_a_language_model_is_described_and_documented() -> None:
    """In the page about it."""
    text = (README.parent / "docs" / "generative.md").read_text(encoding="utf-8")
    for name, field in LlmSettings.model_fields.items():
        assert field.description, name
        assert f"| `{name}` |" in text


def test_every_setting_of_a_tenant_is_described_and_documented() -> None:
    """In the page about it."""
    text = (README.parent / "docs" / "tenants.md").read_text(encoding="utf-8")
    for name, field in TenantSettings.model_fields.items():
        assert field.description, name
        assert re.search(rf"^\| .*`{name}`.* \|", text, re.MULTILINE), name


def test_file_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    """Without a name it may be missing."""
    with pytest.raises(SettingsError, match="--config"):
        read_settings(tmp_path / "none.toml")


def test_every_setting_is_described_and_stands_in_the_readme() -> None:
    """Nobody has to read the source to find one."""
    text = README.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"| `ASKDOCS_{name.upper()}` |" in text
