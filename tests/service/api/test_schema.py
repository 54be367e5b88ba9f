"""The API does what its OpenAPI document says, whatever is sent: a client that is not ours tries."""

import json
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import BaseSchema
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from service.problems import Problem
from service.routes.v1 import description
from service.wiring import Workspace
from tests.service.api.conftest import application

CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]

RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE

OPERATIONS = [(method, path) for path, operations in description()["paths"].items() for method in operations]
SENT = [
    *((method, path, RIGHT) for method, path in OPERATIONS),
    *((method, path, WRONG) for method, path in OPERATIONS if "{" not in path),  # any path is right
]


@pytest.fixture(scope="package")
def described(workspace: Workspace) -> BaseSchema:
    """What the service says of itself."""
    return schemathesis.openapi.from_asgi("/openapi.json", application(workspace))


@pytest.mark.parametrize(("method", "path", "mode"), SENT)
def test_operation_does_what_is_described(
    described: BaseSchema, method: str, path: str, mode: schemathesis.GenerationMode
) -> None:
    """No server error, no undescribed status, type or shape; and nothing wrong is accepted."""
    cases = described[path][method.upper()].as_strategy(mode)

    @given(case=cases)
    @settings(max_examples=25, suppress_health_check=SLOW)
    def sent(case: "schemathesis.Case[Any]") -> None:
        case.call_and_validate(checks=CHECKS)

    sent()


def test_document_describes_every_operation_and_its_errors() -> None:
    """With a title, a name to call it by, and problem documents."""
    document = description()
    assert set(document["paths"]) == {
        "/v1/ask",
        "/v1/search",
        "/v1/pages",
        "/v1/pages/{path}",
        "/v1/changes",
        "/v1/feedback",
        "/v1/sync",
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["operationId"]
            errors = {status: each for status, each in operation["responses"].items() if status >= "400"}
            assert "422" in errors
            assert all(set(each["content"]) == {"application/problem+json"} for each in errors.values())
    assert "HTTPValidationError" not in json.dumps(document)


def test_examples_are_valid(client: TestClient) -> None:
    """A reader may send or expect them as they stand."""
    schemas = description()["components"]["schemas"]
    assert Problem.model_validate(schemas["Problem"]["examples"][0]).status == 404
    for path, body, status in (("/v1/ask", "AskBody", 200), ("/v1/feedback", "FeedbackBody", 201)):
        assert client.post(path, json=schemas[body]["examples"][0]).status_code == status
