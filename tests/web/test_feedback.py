"""Feedback by a form."""

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.routes.v1_backing import Backing
from service.wiring import Workspace

ADDRESS = "/~askdocs/feedback"
SENT = {"question": "Who may do it?", "helpful": "yes", "back": "/en/users?ask=x"}


@pytest.fixture
def kept(sample: Workspace) -> TestClient:
    """The service with a place where feedback is kept."""
    return TestClient(create_app(sample.asker(), backing=Backing(feedback=sample.feedback())))


def test_a_script_gets_the_words_alone(kept: TestClient, sample: Workspace) -> None:
    """The words come without a page around them, and what was said is kept with the page it was said of."""
    told = kept.post(ADDRESS, data=SENT, headers={"Askdocs-Wants": "fragment"})
    assert (
        told.text.strip()
        == '<p class="thanks" role="status" tabindex="-1">Thank you. The docs team can see it.</p>'
    )
    last = sample.feedback().latest(1)[0]
    assert (last.question, last.page_url, last.helpful) == ("Who may do it?", "/en/users", True)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}])
def test_other_sites_say_nothing(kept: TestClient, sample: Workspace, headers: dict[str, str]) -> None:
    """A form that another site sends is refused, and nothing is kept."""
    before = sample.feedback().latest(1)
    assert kept.post(ADDRESS, data=SENT, headers=headers).status_code == 403
    assert sample.feedback().latest(1) == before


@pytest.mark.parametrize("wrong", [{"question": " "}, {"question": "x" * 513}, {"helpful": "perhaps"}])
def test_what_is_no_feedback_is_refused(kept: TestClient, wrong: dict[str, str]) -> None:
    """A question there must be, and an answer is helpful or not."""
    assert kept.post(ADDRESS, data={**SENT, **wrong}).status_code == 422


def test_nobody_takes_it(client: TestClient) -> None:
    """Where nobody keeps feedback the page says so, with the status that says so to machines."""
    told = client.post(ADDRESS, data=SENT)
    assert told.status_code == 503
    assert "Nobody takes feedback here" in told.text
