"""A captured page of docs.poweromni.ai, from a server that behaves as the platform does to the answer."""

from pathlib import Path

import pytest

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.answer import Status
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.docs_site import docs_site

PATH = "/en/administration-and-configuration/billing/support"

pytestmark = [pytest.mark.models, pytest.mark.shared]


@pytest.fixture
def served(shared: Path, tmp_path: Path) -> Workspace:
    """An installation that has crawled the captured page over HTTP."""
    captured = next((shared / "seeds").glob("*.txt")).read_text("utf-8")
    workspace = Workspace(Settings(data=tmp_path))
    with docs_site({PATH: captured}, variants=("/en",)) as site:
        location = SiteSettings(location=site.url, allow_private=True)
        crawl_site(workspace, location, SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace


def test_upgrade_is_answered_with_its_steps(served: Workspace) -> None:
    """Accept the terms and Subscribe, in the page's words, with excerpts that are literal substrings."""
    asker = served.asker()
    answer = asker.ask(Question("How do I upgrade to Enterprise support?"))
    page = asker.generation().page(PATH)
    assert page
    assert "ask=" not in page.markdown
    assert answer.status is Status.ANSWERED
    assert "accept the terms and click **Subscribe**" in answer.markdown
    assert [source.url for source in answer.sources] == [page.url]
    assert answer.excerpts
    assert all(excerpt.markdown in page.markdown for excerpt in answer.excerpts)
