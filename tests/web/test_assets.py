"""Styles and scripts: kept for ever at an address that changes with them."""

from bs4 import BeautifulSoup
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


def test_styles_come_without_comments(client: TestClient) -> None:
    """Comments and blanks around lines stay here; rules and the strings in them do not change."""
    for name in ("app.css", "insights.css"):
        style = client.get(assets().address(name)).text
        assert "/*" not in style
        assert [line for line in style.splitlines() if line != line.strip() or not line] == []
        assert style.count("{") == style.count("}") > 40
    assert (
        '.prose .anchor::before { content: "#"; font-weight: 500; }'
        in client.get(assets().address("app.css")).text
    )


def test_styles_of_insights_are_loaded_there_alone(client: TestClient) -> None:
    """Ordinary pages load one style sheet, insights and the form for signing in a second one."""

    def sheets(path: str) -> list[str]:
        page = BeautifulSoup(client.get(path, headers={"Accept": "text/html"}).text, "html.parser")
        return [str(link["href"]).rpartition("/")[2] for link in page.select("link[rel=stylesheet]")]

    assert [sheets(path) for path in ("/en", "/en/integrations/sql-server")] == [["app.css"], ["app.css"]]
    assert sheets("/~askdocs/sign-in") == sheets("/insights") == ["app.css", "insights.css"]


def test_a_page_of_another_version_gets_what_there_is(client: TestClient) -> None:
    """A file at the address of another version is not kept."""
    assert client.get("/~askdocs/assets/000000000000/app.css").headers["cache-control"] == "no-cache"


def test_nothing_else_is_served(client: TestClient) -> None:
    """No other name is a file, whatever it climbs to."""
    for name in ("nothing.css", "..%2ftexts%2fen.toml", "css%2fbase.css"):
        assert client.get(f"/~askdocs/assets/{assets().digest}/{name}").status_code == 404
