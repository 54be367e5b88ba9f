"""The service before anything is indexed."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.errors import NoIndexError
from service.app import create_app
from service.questions.question import Question
from service.settings import Settings
from service.wiring import Workspace


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """An installation that holds nothing."""
    return Workspace(Settings(data=tmp_path))


def test_every_door_says_what_to_run(empty: Workspace) -> None:
    """503 with advice, over HTTP; the same error from the use case."""
    with TestClient(create_app(empty.asker())) as client:
        for path in ("/healthz", "/llms.txt", "/en.md", "/en.md?ask=why"):
            response = client.get(path)
            assert response.status_code == 503
            assert "askdocs sync SITE" in response.text
    with pytest.raises(NoIndexError, match="askdocs sync SITE"):
        empty.asker().ask(Question("why"))
