"""Styles and scripts: kept for ever at an address that changes with them."""

from fastapi.testclient import TestClient

from service.web.templating import assets


def test_files_are_kept_for_ever(client: TestClient) -> None:
    """A file comes with its type and never needs to be asked for again."""
    style = client.get(assets().address("app.css"))
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert ":root" in style.text
    script = client.get(assets().address("app.mjs"))
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_page_of_another_version_gets_what_there_is(client: TestClient) -> None:
    """A file at the address of another version is not kept."""
    assert client.get("/~askdocs/assets/000000000000/app.css").headers["cache-control"] == "no-cache"


def test_nothing_else_is_served(client: TestClient) -> None:
    """No other name is a file, whatever it climbs to."""
    for name in ("nothing.css", "..%2ftexts%2fen.toml", "css%2fbase.css"):
        assert client.get(f"/~askdocs/assets/{assets().digest}/{name}").status_code == 404
