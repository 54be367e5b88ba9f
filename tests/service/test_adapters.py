"""The retrievers of docs/adapters.md, run as they are printed there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.wiring import Workspace
from tests.service.bilingual import QUESTION, SUPPORT, application, installed
from tests.service.live import serving

ADAPTERS = Path(__file__).resolve().parents[2] / "docs" / "adapters.md"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation."""
    return installed(tmp_path_factory.mktemp("adapters"))


@pytest.fixture(scope="module")
def url(workspace: Workspace) -> Iterator[str]:
    """Where it is served."""
    with serving(application(workspace)) as address:
        yield address


def retriever(framework: str, **settings: Any) -> Any:  # noqa: ANN401 - a class of the framework's
    """The retriever that stands under the heading of a framework."""
    section = ADAPTERS.read_text("utf-8").partition(f"\n## {framework}\n")[2]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert code
    names: dict[str, Any] = {"__name__": __name__}
    exec(code[1], names)  # noqa: S102 - our own documentation
    return names["AskdocsRetriever"](**settings)


def test_langchain_gets_documents(url: str) -> None:
    """The passage's own words, and where they stand; as many as were asked for."""
    pytest.importorskip("langchain_core", reason="LangChain is not installed: pip install '.[adapters]'")
    documents = retriever("LangChain", url=url, k=2).invoke(QUESTION)
    assert len(documents) == 2
    assert "Enterprise Support has a direct WhatsApp channel." in documents[0].page_content
    assert documents[0].metadata == {
        "source": f"{url}{SUPPORT}.md#enterprise-support",
        "title": "Support [plans]",
    }


def test_llamaindex_gets_nodes(url: str) -> None:
    """The same, with scores that fall."""
    pytest.importorskip("llama_index.core", reason="LlamaIndex is not installed: pip install '.[adapters]'")
    nodes = retriever("LlamaIndex", url=url, k=2).retrieve(QUESTION)
    assert len(nodes) == 2
    assert "Enterprise Support has a direct WhatsApp channel." in nodes[0].text
    assert nodes[0].metadata["source"] == f"{url}{SUPPORT}.md#enterprise-support"
    assert nodes[0].score > nodes[1].score
