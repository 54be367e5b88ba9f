"""Several tenants in one database and one process: each has its own, and sees nothing of another's."""

import re
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from index.errors import QuotaError
from service.errors import SettingsError
from service.keys import Scope
from service.questions.question import Question
from service.wiring import Workspace
from tests.postgres import Roles
from tests.service.http.served import until
from tests.service.http.test_swap import program
from tests.service.tenants.installation import ASKED, HOW, Clients, served, settings, sync

TOML = """
store = "{store}"
{tenants}
"""
TENANT = """
[[tenant]]
name = "{name}"
hosts = ["docs.{name}.test"]
[[tenant.site]]
name = "docs"
location = "{folder}"
"""


def test_each_host_answers_from_its_own_index(clients: Clients) -> None:
    """The same question gets the answer of whose host it came to, with links to that host."""
    red, blue = clients.of("red").get(ASKED).text, clients.of("blue").get(ASKED).text
    assert "Press the red handle to open the door." in red
    assert "Pull the blue cord to open the door." in blue
    assert "blue" not in red
    assert "http://docs.red.test/" in red


@pytest.mark.parametrize("host", ["docs.red.test:8000", "DOCS.Red.Test", "docs.red.test."])
def test_a_host_is_known_however_it_is_written(clients: Clients, host: str) -> None:
    """With a port, in capitals, with the dot of the root."""
    assert "red handle" in clients("x").get(ASKED, headers={"Host": host}).text


@pytest.mark.parametrize("host", ["docs.green.test", "127.0.0.1", "red", "docs.red.test.evil.test", ""])
def test_an_unknown_host_learns_nothing(clients: Clients, host: str) -> None:
    """404, whatever is asked for; no tenant is named."""
    for path in ("/", "/readyz", "/metrics", "/llms.txt", ASKED):
        response = clients("x").get(path, headers={"Host": host})
        assert (response.status_code, response.text) == (404, "Nothing is served under this name.\n")


def test_a_tenant_without_an_index_does_not_stop_the_others(clients: Clients) -> None:
    """It answers 503 until it is indexed."""
    assert clients.of("bare").get("/readyz").status_code == 503
    assert clients.of("red").get("/readyz").status_code == 200


def test_mcp_is_open_under_the_tenants_names(clients: Clients) -> None:
    """Though the server listens on loopback, where it would know no other name."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    headers = {"Accept": "application/json, text/event-stream", "Origin": "https://docs.red.test"}
    assert clients.of("red").post("/mcp", json=call, headers=headers).status_code == 200
    headers["Origin"] = "https://docs.blue.test"
    assert clients.of("red").post("/mcp", json=call, headers=headers).status_code == 403


def test_a_key_opens_only_its_tenant(data: Path, roles: Roles) -> None:
    """A key of red's under blue's host is no key: 401, whatever it opens at home."""
    whole = Workspace(settings(data, roles.reader, access="keys"))
    with closing(whole.of_tenant("red").keys()) as ring:
        bearer = {"Authorization": f"Bearer {ring.create('robot', list(Scope))}"}
    with served(whole) as clients:
        for path in (ASKED, "/v1/pages", "/metrics"):
            assert clients.of("red").get(path, headers=bearer).status_code == 200, path
            assert clients.of("blue").get(path, headers=bearer).status_code == 401, path
        assert clients.of("blue").post("/v1/sync", headers=bearer).status_code == 403


def test_a_quota_of_questions_holds_for_all_keys_together(data: Path, roles: Roles) -> None:
    """Two keys and no key share it; pages are free, and another tenant has its own."""
    whole = Workspace(settings(data, roles.reader, red={"questions": "3/minute; 100/day"}))
    with closing(whole.of_tenant("red").keys()) as ring:
        bearers = [{"Authorization": f"Bearer {ring.create(name, [Scope.ASK])}"} for name in ("one", "two")]
    with served(whole) as clients:
        red = clients.of("red")
        for headers in (*bearers, {}):
            assert red.get(ASKED, headers=headers).status_code == 200
        refused = red.get(ASKED, headers=bearers[0])
        assert refused.status_code == 429
        assert "3 per 1 minute for all who ask here" in refused.text
        assert int(refused.headers["retry-after"]) >= 1
        assert red.get("/readme.md").status_code == 200
        assert clients.of("blue").get(ASKED).status_code == 200


def test_an_index_above_the_quota_is_refused(data: Path, roles: Roles) -> None:
    """The one that is live stays, and answers."""
    small = Workspace(settings(data, roles.builder, red={"pages": 1})).of_tenant("red")
    before = small.asker().generation().info
    (Path(small.sites[0].location) / "more.md").write_text("# More\n\nSome more of the red door.\n")
    with pytest.raises(QuotaError, match="may have 1 pages"):
        sync(small)
    assert small.asker().generation().info == before


def test_figures_are_each_tenants_own(clients: Clients) -> None:
    """What one was asked is not counted for another."""
    red, blue = clients.of("red"), clients.of("blue")
    red.get(ASKED)
    counted = r'askdocs_answers_total\{language="en",status="answered",tenant="red"\} 1\.0'
    assert re.search(counted, red.get("/metrics").text)
    told = blue.get("/metrics").text
    assert "askdocs_answers_total{" not in told
    assert '"red"' not in told


def test_questions_and_feedback_are_kept_apart(serving: Workspace) -> None:
    """Each tenant's are in its own folder, and none in the folder of all."""
    with served(serving) as clients:
        clients.of("red").get(ASKED)
        clients.of("red").post("/v1/feedback", json={"content": "Good."})
    red, blue = serving.of_tenant("red"), serving.of_tenant("blue")
    assert [said.content for said in red.feedback().latest(9)] == ["Good."]
    assert [asked.question for asked in red.questions().latest(9)] == ["How do I open the door?"]
    assert not blue.feedback().latest(9)
    assert not blue.questions().latest(9)
    assert {path.name for path in serving.settings.data.iterdir()} == {"sites", "tenants"}


def test_a_tenant_has_to_be_named(serving: Workspace) -> None:
    """No command works on all of them together; an unknown one is told which there are."""
    for part in (serving.store, serving.keys, serving.corpus, serving.questions):
        with pytest.raises(SettingsError, match="Name one of red, blue, bare with --tenant"):
            part()
    with pytest.raises(SettingsError, match="no tenant green"):
        serving.of_tenant("green")


def test_a_tenant_that_is_named_is_asked_alone(serving: Workspace) -> None:
    """Its workspace answers as the service does."""
    answer = serving.of_tenant("blue").asker().ask(Question("How do I open the door?"))
    assert "blue cord" in answer.markdown


def test_a_sync_that_a_key_starts_is_the_tenants_own(serving: Workspace) -> None:
    """Under its lock, and by a command that names it; the operator's key does not open it."""
    red = Workspace(serving.settings.model_copy(update={"sync_key": SecretStr("x")})).of_tenant("red")
    starter = red.starter()
    assert (starter.key, list(starter.sites), starter.arguments) == ("", ["docs"], ("--tenant", "red"))
    assert starter.lock == serving.settings.data / "tenants" / "red" / "sync.lock"


def test_two_workers_tell_a_tenants_figures_only(
    data: Path, roles: Roles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though both write what they count of all tenants into the same files."""
    tenants = "".join(TENANT.format(name=name, folder=data / "sites" / name) for name in HOW)
    (data / "askdocs.toml").write_text(TOML.format(store=roles.reader, tenants=tenants))
    monkeypatch.chdir(data)
    with program(data, "--workers", "2") as (_, url):
        red, blue = ({"Host": f"docs.{name}.test"} for name in ("red", "blue"))
        until(lambda: _ready(url, red), 60)
        for number in range(6):
            found = httpx.get(f"{url}{ASKED}&goal={number}", headers=red)
            assert "red handle" in found.text
        told = [httpx.get(f"{url}/metrics", headers=red).text for _ in range(4)]
        assert all('askdocs_answer_cache_total{came="miss",tenant="red"} 6.0' in text for text in told)
        assert '"red"' not in httpx.get(f"{url}/metrics", headers=blue).text


def _ready(url: str, headers: dict[str, str]) -> bool:
    try:
        return httpx.get(f"{url}/readyz", headers=headers, timeout=5).status_code == 200
    except httpx.TransportError:
        return False
