"""The `?ask=` contract and the site around it, over HTTP, on the bundled sample."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from service.wiring import Workspace

SUPPORT = "/en/administration-and-configuration/billing/support"
WHATSAPP = "Which support plan gives access to WhatsApp?"
NOT_TOLD = "What is the capital of Mongolia?"

pytestmark = pytest.mark.models


def ask(client: TestClient, question: str, path: str = f"{SUPPORT}.md", **headers: str) -> Response:
    """Send one question."""
    return client.get(path, params={"ask": question}, headers=headers)


def test_answer_comes_with_quotation_excerpt_and_source(client: TestClient, sample: Workspace) -> None:
    """The promise of the trailer: a direct answer, relevant excerpts and sources."""
    response = ask(client, WHATSAPP)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "Accept" in response.headers["vary"].split(", ")
    assert response.headers["x-robots-tag"] == "noindex"
    head, sources = response.text.split("\n# Sources:\n")
    answer, excerpts = head.split("\n# Excerpts:\n")
    assert answer.startswith(f"# {WHATSAPP}\n")
    assert "Enterprise" in answer
    assert "WhatsApp" in answer
    assert "[1]" in answer
    assert sources.strip() == f"- [Support](http://docs.test{SUPPORT}.md)"
    page = sample.asker().generation().page(SUPPORT)
    assert page
    quoted = re.findall(r"^> ?(.*)$", excerpts.split("# Suggested")[0], re.MULTILINE)
    assert "\n".join(quoted) in page.markdown


def test_json_has_the_platform_shape_and_verbatim_excerpts(client: TestClient, sample: Workspace) -> None:
    """No field of the platform's is missing, and each excerpt is a literal substring of its page."""
    body = ask(client, WHATSAPP, Accept="application/json").json()["answer"]
    assert "Enterprise" in body["answer"]["markdown"]
    assert all(isinstance(question, str) for question in body["followupQuestions"])
    (source,) = body["sources"]
    assert source["type"] == "page"
    assert source["page"] == f"http://docs.test{SUPPORT}"
    assert source["reason"]
    assert source["sections"]
    assert body["status"] == "answered"
    for excerpt in body["excerpts"]:
        page = sample.asker().generation().page(excerpt["page"].removeprefix("http://docs.test"))
        assert page
        assert excerpt["markdown"] in page.markdown


def test_portuguese_question_is_answered_from_the_portuguese_page(client: TestClient) -> None:
    """Asked from an English page, in Portuguese: the question's language decides."""
    body = ask(client, "Qual plano de suporte dá acesso ao WhatsApp?", Accept="application/json").json()[
        "answer"
    ]
    assert body["language"] == body["answerLanguage"] == "pt"
    assert "Enterprise" in body["answer"]["markdown"]


def test_answer_in_another_language_says_so(client: TestClient) -> None:
    """A Portuguese question about a page that only English has: English words, a Portuguese note."""
    question = "Quem vê um workspace no menu do portal?"
    body = ask(client, question, Accept="application/json").json()["answer"]
    assert (body["language"], body["answerLanguage"]) == ("pt", "en")
    assert body["answer"]["markdown"].startswith("A documentação diz isto em inglês:")


def test_unanswered_question_gets_one_plain_sentence(client: TestClient) -> None:
    """What the docs do not say is said in 200, without the headings of an answer or words of a dead page."""
    response = ask(client, NOT_TOLD)
    assert response.status_code == 200
    assert response.text.startswith("The documentation does not answer this question")
    assert "#" not in response.text
    assert ask(client, NOT_TOLD, Accept="application/json").json()["answer"]["status"] == "unanswered"


@pytest.mark.parametrize("asked", ["", "<question>", "<question"])
def test_placeholder_question_is_told_how_to_ask(client: TestClient, asked: str) -> None:
    """An agent that copied the trailer learns what to send."""
    response = ask(client, asked)
    assert response.status_code == 200
    assert "`ask` parameter" in response.text


def test_over_long_question_is_an_error_that_says_so(client: TestClient) -> None:
    """Nothing is cut off in silence."""
    response = ask(client, "x" * 513)
    assert response.status_code == 400
    assert "513 characters and may have 512" in response.text


def test_agent_that_cannot_read_markdown_gets_plain_text(client: TestClient) -> None:
    """The same words under another type."""
    response = ask(client, WHATSAPP, **{"User-Agent": "Mozilla/5.0; ChatGPT-User/1.0"})
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == ask(client, WHATSAPP).text


def test_browser_gets_a_page_with_the_question_asked_in_it(client: TestClient) -> None:
    """HTML for people, with nothing of the documentation's own HTML interpreted."""
    response = ask(client, WHATSAPP, SUPPORT, Accept="text/html")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert f'value="{WHATSAPP}"' in response.text
    assert re.search(r"<h2[^>]*>Sources</h2>", response.text)


def test_question_is_never_markup(client: TestClient) -> None:
    """A question cannot smuggle a tag into the page."""
    response = ask(client, "<script>alert(1)</script> WhatsApp support plan", SUPPORT, Accept="text/html")
    assert "<script>" not in response.text


def test_follow_up_links_lead_to_answers(client: TestClient) -> None:
    """Each suggested question keeps `.md` and the goal, and the link works."""
    text = client.get(f"{SUPPORT}.md", params={"ask": WHATSAPP, "goal": "upgrade a plan"}).text
    links = re.findall(r"^- \[.*\]\((http://docs\.test\S+\.md\?ask=\S+)\)$", text, re.MULTILINE)
    assert links
    for link in links:
        assert link.endswith("&goal=upgrade%20a%20plan")
        assert "\n# Sources:\n" in client.get(link).text


def test_page_is_served_with_banner_and_trailer_unless_declined(
    client: TestClient, sample: Workspace
) -> None:
    """The author's text stands between our words; a crawler may decline them."""
    page = sample.asker().generation().page(SUPPORT)
    assert page
    dressed = client.get(f"{SUPPORT}.md").text
    assert dressed.startswith(
        "> For the complete documentation index, see [llms.txt](http://docs.test/llms.txt)"
    )
    assert f"GET http://docs.test{SUPPORT}.md?ask=<question>&goal=<end goal>" in dressed
    assert page.markdown in dressed
    assert client.get(f"{SUPPORT}.md?displayAgentInstructions=false").text == f"{page.markdown}\n"


def test_markdown_is_also_given_by_accept(client: TestClient) -> None:
    """`Accept: text/markdown` on the page's own address gives what `.md` gives."""
    by_header = client.get(SUPPORT, headers={"Accept": "text/markdown"})
    assert by_header.headers["content-type"] == "text/markdown; charset=utf-8"
    assert by_header.text == client.get(f"{SUPPORT}.md").text


def test_missing_page_says_so_and_names_similar_ones(client: TestClient) -> None:
    """200 with the platform's heading, up to five pages, and how to ask; not to be indexed or followed."""
    response = client.get("/en/administration/suport.md")
    assert response.status_code == 200
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert response.text.startswith("# Page Not Found\n")
    similar = re.findall(r"^- \[", response.text, re.MULTILINE)
    assert 1 <= len(similar) <= 5
    assert "?ask=<question>" in response.text


def test_question_on_a_missing_page_is_still_answered(client: TestClient) -> None:
    """The path is a hint: a question never gets lost over it."""
    assert "Enterprise" in ask(client, WHATSAPP, "/en/no/such/page.md").text


def test_llms_txt_lists_the_default_language(client: TestClient) -> None:
    """Title, a heading a section, a line a page with its description; Portuguese is the sample's default."""
    text = client.get("/llms.txt").text
    assert text.startswith("# Power Omni\n")
    assert "\n## " in text
    assert re.search(r"^- \[.+\]\(http://docs\.test/\S+\.md\): .+$", text, re.MULTILINE)
    assert "/en/" not in text


def test_health_tells_generation_and_age(client: TestClient) -> None:
    """Those who watch learn what is served and how old it is."""
    body = client.get("/healthz").json()
    assert body["status"] == "ok"
    assert body["generation"] == 1
    assert set(body["pages"]) == {"en", "pt"}
    assert body["age_seconds"] >= 0
    assert body["checked_age_seconds"] >= 0


def test_sources_tell_how_old_they_are(client: TestClient, sample: Workspace) -> None:
    """When the site changed the page, when it was read, and when it was last compared with the site."""
    body = ask(client, WHATSAPP, Accept="application/json").json()["answer"]
    (source,) = body["sources"]
    checked = sample.asker().generation().info.checked_at
    assert checked
    assert source["checkedAt"] == checked.isoformat()
    assert source["lastModified"] < source["fetchedAt"] <= source["checkedAt"]
    assert f"(as of {checked.date()})" in ask(client, WHATSAPP).text
