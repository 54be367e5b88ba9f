"""The foot of each page: what else there is, for everybody who may see it."""

from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from service.app import create_app
from service.http.access import Access
from service.keys import KeyRing, Scope
from service.operation import Operation
from service.wiring import Workspace

HERE = "/en/integrations/sql-server?at=1-9~00000000"
BROWSER = {"Accept": "text/html"}
SIGN_IN = "/~askdocs/sign-in?back=/en/integrations/sql-server%3Fat%3D1-9~00000000"


@pytest.mark.parametrize(
    ("locked", "links"),
    [
        ([], ["/insights", "/llms.txt"]),
        ([Scope.ADMIN], [SIGN_IN, "/llms.txt"]),
        (list(Scope), [SIGN_IN, "/llms.txt"]),
    ],
)
def test_it_offers_what_is_open_to_all(
    sample: Workspace, tmp_path: Path, locked: list[Scope], links: list[str]
) -> None:
    """Insights where everybody may see them; signing in, and back here, where something needs a key."""
    with closing(KeyRing(tmp_path / "keys.db")) as ring:
        operation = Operation(access=Access(ring, frozenset(locked)))
        with TestClient(create_app(sample.asker(), operation=operation)) as client:
            page = BeautifulSoup(client.get(HERE, headers=BROWSER).text, "html.parser")
            assert [link["href"] for link in page.select("footer.bottom a")] == links
            assert [client.get(each, headers=BROWSER).status_code for each in links] == [200] * len(links)


def test_it_speaks_portuguese(client: TestClient) -> None:
    """Like the rest of the interface."""
    reply = client.get("/en", headers={"Accept": "text/html", "Accept-Language": "pt"})
    footer = BeautifulSoup(reply.text, "html.parser").select("footer.bottom a")
    assert [link.get_text() for link in footer] == ["Painel", "Todas as páginas em markdown: llms.txt"]
