"""Questions to the site over a real socket: what steers and bounds answers, and what cannot be asked."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.wiring import Workspace
from tests.service.bilingual import QUESTION, SUPPORT, UNANSWERABLE, application, installed
from tests.service.live import serving

PAGE = f"{SUPPORT}.md"
EXCERPT = re.compile(r"^> ?(.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A site in two languages."""
    return installed(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def site(workspace: Workspace) -> Iterator[httpx.Client]:
    """A client of it."""
    with serving(application(workspace)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def ask(site: httpx.Client, question: str = QUESTION, path: str = PAGE, **more: str) -> httpx.Response:
    """Send a question with further parameters."""
    return site.get(path, params={"ask": question, **more})


def quoted(text: str) -> str:
    """The excerpts of an answer."""
    return "\n".join(EXCERPT.findall(text))


def test_json_comes_by_suffix_and_by_header(site: httpx.Client) -> None:
    """The platform's shape, under both addresses."""
    by_suffix = ask(site, path=f"{SUPPORT}.json")
    by_header = site.get(SUPPORT, params={"ask": QUESTION}, headers={"Accept": "application/json"})
    assert by_suffix.headers["content-type"] == by_header.headers["content-type"] == "application/json"
    for response in (by_suffix, by_header):
        body = response.json()["answer"]
        assert "WhatsApp" in body["answer"]["markdown"]
        assert [source["page"] for source in body["sources"]] == [str(site.base_url.join(SUPPORT))]


def test_goal_is_carried_forward(site: httpx.Client) -> None:
    """Every suggested question has it; the placeholder of a trailer is no goal."""
    suggested = re.findall(r"\?ask=\S+", ask(site, goal="call  them & pay").text)
    assert suggested
    assert all(link.endswith("&goal=call%20them%20%26%20pay)") for link in suggested)
    assert "goal" not in ask(site, goal="<end goal>").text


@pytest.mark.parametrize("asked", ["", "  ", "<question>", "<question", "\\<question>", "<pergunta>"])
def test_placeholder_is_told_how_to_ask_in_every_form(site: httpx.Client, asked: str) -> None:
    """In 200, with nothing that could be taken for an answer."""
    text = ask(site, asked)
    assert (text.status_code, text.headers["content-type"]) == (200, "text/markdown; charset=utf-8")
    assert "`ask` parameter" in text.text
    assert "# Sources:" not in text.text
    body = ask(site, asked, f"{SUPPORT}.json").json()["answer"]
    assert "`ask` parameter" in body["answer"]["markdown"]
    assert body["sources"] == body["followupQuestions"] == []


@pytest.mark.parametrize(
    ("parameter", "value", "advice"),
    [
        ("ask", "x" * 513, "513 characters and may have 512"),
        ("k", "0", "`k` must be a whole number from 1 to 20"),
        ("k", "21", "from 1 to 20, and is “21”"),
        ("k", "-1", "from 1 to 20"),
        ("k", "two", "“two”"),
        ("k", "", "from 1 to 20"),
        ("k", "５", "from 1 to 20"),
        ("max_tokens", "0", "`max_tokens` must be a whole number from 1 to 1000000"),
        ("max_tokens", "1e3", "“1e3”"),
        ("max_tokens", "9" * 5000, "“9999"),
    ],
)
def test_bad_value_is_an_error_that_says_so(
    site: httpx.Client, parameter: str, value: str, advice: str
) -> None:
    """As text for those who read text, as a problem document for those who read JSON."""
    sent = {"ask": QUESTION, parameter: value}
    text = site.get(PAGE, params=sent)
    assert (text.status_code, text.headers["content-type"]) == (400, "text/markdown; charset=utf-8")
    assert advice in text.text
    assert len(text.text) < 250
    problem = site.get(f"{SUPPORT}.json", params=sent)
    assert (problem.status_code, problem.headers["content-type"]) == (400, "application/problem+json")
    assert advice in problem.json()["detail"]


def test_number_of_excerpts_and_sources_is_bounded(site: httpx.Client) -> None:
    """By `k`; the answer to a question of two parts needs two excerpts."""
    question = f"{QUESTION} How do I rotate an API key?"
    answers = [ask(site, question, f"{SUPPORT}.json", k=k).json()["answer"] for k in ("1", "2", "20")]
    assert [len(each["excerpts"]) for each in answers] == [1, 2, 2]
    assert [len(each["sources"]) for each in answers] == [1, 2, 2]


def test_excerpts_are_left_out_whole_and_counted(site: httpx.Client, workspace: Workspace) -> None:
    """From the last on; what is left is verbatim, and the direct answer and the sources stay."""
    question = f"{QUESTION} How do I rotate an API key?"
    whole = ask(site, question).text
    assert "left out" not in whole
    page = workspace.asker().generation().page(SUPPORT)
    assert page
    size = len(whole.encode()) // 3
    one_fewer, none = (ask(site, question, max_tokens=str(room)).text for room in (size - 5, 1))
    assert "\n*Excerpts left out to keep within `max_tokens`: 1.*\n" in one_fewer
    assert len(one_fewer.encode()) / 3 <= size - 5
    assert "[1] [Support" in one_fewer
    assert "[2] [Keys" not in one_fewer
    assert quoted(one_fewer) in page.markdown
    assert "\n*Excerpts left out to keep within `max_tokens`: 2.*\n" in none
    assert "# Excerpts:" not in none
    assert "Suggested" not in none
    for text in (one_fewer, none):
        assert text.startswith(whole.partition("\n\n# Excerpts:")[0])
        assert text.endswith(whole[whole.index("\n# Sources:") :])
    assert ask(site, question, max_tokens=str(size + 1)).text == whole


def test_json_is_bounded_as_markdown_is(site: httpx.Client) -> None:
    """The same excerpts are left out; a source says still what it was used for."""
    body = ask(site, QUESTION, f"{SUPPORT}.json", max_tokens="1").json()["answer"]
    assert body["excerpts"] == body["followupQuestions"] == []
    assert body["note"] == "Excerpts left out to keep within `max_tokens`: 1."
    assert [source["reason"] for source in body["sources"]] == ["Quoted in the answer as [1]"]


def test_sentence_is_sent_whole_whatever_room_there_is(site: httpx.Client) -> None:
    """Nothing can be left out of one sentence."""
    assert ask(site, UNANSWERABLE, max_tokens="1").text == ask(site, UNANSWERABLE).text


def test_path_decides_on_the_language_where_the_words_do_not(site: httpx.Client) -> None:
    """Below a language's prefix, of a page that is missing too."""
    paths = ("/en/none/such.md", "/en/keys.md", "/faturamento/suporte.md")
    found = [ask(site, "2 + 2?", path).text for path in paths]
    assert [text.split()[0] for text in found] == ["The", "The", "A"]


@pytest.mark.parametrize("path", ["/llms.txt", "/sitemap.md", "/readme.md", "/en/llms.txt", "/en/readme.md"])
def test_lists_of_pages_can_be_asked_too(site: httpx.Client, path: str) -> None:
    """Whoever has read one sends the question there."""
    assert "\n# Sources:\n" in ask(site, path=path).text


def test_head_tells_what_get_would(site: httpx.Client) -> None:
    """The same headers, and no body."""
    sent = {"ask": QUESTION}
    head, get = site.head(PAGE, params=sent), site.get(PAGE, params=sent)
    assert (head.status_code, head.text) == (200, "")
    for name in ("content-type", "vary", "x-robots-tag"):
        assert head.headers[name] == get.headers[name]


def test_sources_link_to_where_pages_are_published_and_follow_ups_to_us(tmp_path: Path) -> None:
    """What is cited can be opened there; what is suggested is answered here."""
    workspace = installed(tmp_path, base_url="https://docs.example.com/acme")
    with serving(application(workspace, "https://ask.example.com/")) as url:
        text = httpx.get(f"{url}{PAGE}", params={"ask": QUESTION}, timeout=60).text
        page = httpx.get(f"{url}{PAGE}", timeout=60).text
    sources = text.partition("# Sources:\n")[2]
    assert sources.strip() == f"- [Support \\[plans\\]](https://docs.example.com/acme{PAGE})"
    assert "(https://ask.example.com/en/keys.md?ask=" in text
    assert f"GET https://ask.example.com{PAGE}?ask=<question>" in page
