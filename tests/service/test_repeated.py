"""What the documentation says several times over is shown once, so that sources are different things."""

import pytest

from index.build import NoProgress as SilentIndex
from index.confidence import thresholds
from ingest.outcome import NoProgress as SilentCrawl
from service.answer import Status
from service.answerer import Draft, Tell, untold
from service.ask import Asker
from service.compose import answer_markdown, cited_passages
from service.found import Found
from service.questions.question import Question
from service.quotation import Quotation
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

ROTATE = (
    "# Keys of {version}\n\n## Rotate an API key\n\nOpen the console, choose the API key and press Rotate:"
    " the old key stays valid for ninety minutes, so that no service fails while it is replaced.\n\n"
    "## Revoke an API key of {version}\n\nPress Revoke beside the API key in the console, and type its name"
    " once more: it is refused from then on, and whoever used it gets an error that says so.\n"
)
PAGES = {
    **{f"{version}/keys.md": ROTATE.format(version=version) for version in ("v1", "v2", "v3")},
    "audit.md": "# Audit\n\n## Who rotates an API key\n\nThe audit log names who rotated an API key.\n",
    "limits.md": "# Limits\n\n## Calls of an API key\n\nAn API key may be used for ten calls a second.\n",
}


class QuoteAll:
    """An answerer that quotes the first five passages whole."""

    def draft(self, found: Found, tell: Tell = untold) -> Draft:  # noqa: ARG002 - told all at once
        """One a passage; nothing where they hardly answer."""
        quotations = [Quotation(hit.passage.text, hit, hit.score) for hit in found.hits[:5]]
        used = (
            cited_passages(quotations, found.question.limit)
            if found.confidence >= thresholds().answered
            else ()
        )
        return Draft(answer_markdown(quotations, used, found.query.language) if used else "", used)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation with three versions of one page, and two other pages."""
    folder = tmp_path_factory.mktemp("docs")
    for name, text in PAGES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    data = tmp_path_factory.mktemp("data")
    workspace = Workspace(Settings(data=data, embedders={}, multilingual="hashing"))
    crawl_site(workspace, SiteSettings(location=str(folder)), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace


@pytest.fixture
def asker(workspace: Workspace) -> Asker:
    """The service over it."""
    return workspace.asker()


def test_versions_of_a_page_are_quoted_and_cited_once(asker: Asker) -> None:
    """The other excerpts and sources say something else."""
    asker.answerer = QuoteAll()
    answer = asker.ask(Question("How do I rotate an API key in the console?", page="/v2/keys"))
    assert answer.status is Status.ANSWERED
    texts = [excerpt.markdown for excerpt in answer.excerpts]
    assert len(texts) == len(set(texts)) == 4
    assert {source.url for source in answer.sources} == {"/v2/keys", "/audit", "/limits"}


def test_question_without_an_answer_is_pointed_to_different_pages(asker: Asker) -> None:
    """One version of the nearest page, then the others."""
    answer = asker.ask(Question("Who made zebras of glass in Africa?", page="/v3/keys"))
    assert answer.status is Status.UNANSWERED
    assert [page.url for page in answer.nearest] == ["/v3/keys", "/audit", "/limits"]


def test_follow_ups_are_about_different_things(asker: Asker) -> None:
    """A section is suggested once, though each version names it otherwise; the answer's own is not."""
    answer = asker.ask(Question("How do I rotate an API key in the console?", page="/v1/keys"))
    assert {(each.question, each.page_url) for each in answer.follow_ups} == {
        ("How do I revoke an API key of v1?", "/v1/keys"),
        ("Who rotates an API key?", "/audit"),
        ("What does the documentation say about “Calls of an API key” in “Limits”?", "/limits"),
    }


def test_what_was_found_is_complete(asker: Asker) -> None:
    """A measured ranking has every version."""
    found = asker.find(Question("How do I rotate an API key in the console?"))
    assert {hit.passage.page_url for hit in found.hits} >= {"/v1/keys", "/v2/keys", "/v3/keys"}
